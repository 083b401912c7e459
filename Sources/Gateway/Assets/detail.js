// One picture, large: its caption, which is changed in place, where it comes from, and what can be done with it.

import * as api from "/assets/api.js";
import { length, mostCharacters } from "/assets/caption-length.js";
import { copyOnClick } from "/assets/copy.js";
import { askForFormat } from "/assets/download.js";
import { extraWords, round, samplerName, words } from "/assets/recipe.js";

const $ = (id) => document.getElementById(id);
const dialog = $("viewer");
const form = $("rename-form");
const input = $("rename");

let image = null;
let handlers = {};

export const isOpen = () => dialog.open;
export const shown = () => image;

// `use`: closed(), step(by), changed(image), discard(image).
export function start(use) {
    handlers = use;
}

// `place` and `total` say which of how many it is, if that is known.
export function open(what, place, total) {
    image = what;
    endRename();
    $("viewer-status").textContent = "";
    $("viewer-status").classList.remove("error");
    const picture = $("viewer-picture");
    if (picture.getAttribute("src") !== image.url) picture.src = image.url;
    picture.alt = image.caption;
    fillCaption();
    fillFacts();
    $("previous").disabled = !(place > 0);
    $("next").disabled = !(place >= 0 && place + 1 < total);
    for (const button of [$("edit-caption"), $("delete")]) button.hidden = !image.changeable;
    $("again").href = `/#again=${image.hash}`;
    for (const id of ["copy-recipe", "again"]) $(id).hidden = !image.recipe;
    const share = $("share");
    if (share) {
        share.checked = image.shared;
        share.disabled = !image.changeable;
    }
    if (!dialog.open) dialog.showModal();
}

export function close() {
    if (dialog.open) dialog.close();
}

function fillCaption() {
    $("viewer-caption").textContent = image.caption;
}

function fillFacts() {
    const recipe = image.recipe;
    const date = new Date(image.created);
    const facts = [["Saved", date.toLocaleString([], { dateStyle: "long", timeStyle: "short" })]];
    if (recipe) {
        facts.push(
            ["Prompt", recipe.prompt || "none"],
            ["Without", recipe.negativePrompt],
            ["Model", recipe.model],
            ["Seed", recipe.image > 0 ? `${recipe.seed}, picture ${recipe.image + 1}` : recipe.seed],
            ["Steps", `${recipe.draftSteps ? `after ${recipe.draftSteps} of ` : ""}${recipe.steps} of ${samplerName(recipe.sampler)}`],
            ["Guidance", String(round(recipe.guidanceScale))],
            ["Besides", extraWords(recipe).join(", ")],
        );
    }
    const made = facts
        .filter(([, value]) => value)
        .flatMap(([name, value]) => [element("dt", name), element("dd", value)]);
    $("viewer-facts").replaceChildren(...made);
}

function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    if (name === "dd") made.dir = "auto";
    return made;
}

function say(text, isError = false) {
    $("viewer-status").textContent = text;
    $("viewer-status").classList.toggle("error", isError);
}

// ---- The caption

let isRenaming = false;

function beginRename() {
    say("");
    isRenaming = true;
    form.hidden = false;
    $("caption-line").hidden = true;
    input.value = image.caption;
    measure();
    input.focus();
    input.select();
}

function endRename() {
    isRenaming = false;
    form.hidden = true;
    $("caption-line").hidden = false;
    $("rename-error").textContent = "";
}

function measure() {
    const used = length(input.value.trim());
    $("rename-count").textContent = used > mostCharacters - 40 ? `${used} of ${mostCharacters}` : "";
    input.setAttribute("aria-invalid", String(used > mostCharacters));
    $("rename-save").disabled = used === 0 || used > mostCharacters;
    $("rename-error").textContent = used > mostCharacters ? "Too long." : "";
}

$("edit-caption").addEventListener("click", beginRename);
$("rename-cancel").addEventListener("click", () => {
    endRename();
    $("edit-caption").focus();
});
input.addEventListener("input", measure);
input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // The dialog stays.
    event.preventDefault();
    event.stopPropagation();
    endRename();
    $("edit-caption").focus();
});
form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ($("rename-save").disabled) return;
    $("rename-save").disabled = true;
    const wanted = image;
    try {
        take(wanted, await api.change(wanted, { caption: input.value }));
        if (image?.hash !== wanted.hash) return;
        endRename();
        $("edit-caption").focus();
        say("Renamed.");
    } catch (problem) {
        if (image?.hash !== wanted.hash) return;
        measure();
        $("rename-error").textContent = problem.message;
        if (problem.status !== 412) return;
        // What somebody else wrote is shown; saving once more is meant.
        const now = await api.image(wanted.hash).catch(() => null);
        if (!now || image?.hash !== wanted.hash) return;
        take(wanted, now);
        $("rename-error").textContent = `${problem.message} Save once more to replace that.`;
    }
});

function take(before, now) {
    const changed = { ...now, match: before.match };
    handlers.changed(changed);
    if (image?.hash !== changed.hash) return;
    image = changed;
    fillCaption();
}

$("share")?.addEventListener("change", async () => {
    const share = $("share");
    const wanted = image;
    const isShared = share.checked;
    const isShown = () => image?.hash === wanted.hash;
    try {
        take(wanted, await api.change(wanted, { shared: isShared }));
        if (isShown()) say(isShared ? "Everybody here sees it now." : "Only you see it now.");
    } catch (problem) {
        if (!isShown()) return;
        share.checked = !isShared;
        say(problem.message, true);
    }
});

// ---- What can be done with it

$("download").addEventListener("click", () => askForFormat({ urls: [image.url], name: fileName(image.caption) }));
copyOnClick($("copy-recipe"), () => words(image.recipe, { index: image.recipe.image }));
$("delete").addEventListener("click", () => handlers.discard(image));
$("previous").addEventListener("click", () => handlers.step(-1));
$("next").addEventListener("click", () => handlers.step(1));
$("close").addEventListener("click", close);
$("viewer-picture").addEventListener("error", () => say("The picture's file cannot be loaded.", true));

// As the gateway calls files.
function fileName(caption) {
    return [...caption.replace(/[/\\:*?"<>|]/g, "-")].slice(0, 60).join("").replace(/^[.\s]+|[.\s]+$/g, "") || "picture";
}

dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
});
dialog.addEventListener("close", () => {
    endRename();
    handlers.closed(image);
});
dialog.addEventListener("keydown", (event) => {
    if (isRenaming || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: $("previous"), ArrowRight: $("next"), Delete: $("delete") }[event.key];
    if (step && !step.disabled && !step.hidden && document.querySelectorAll("dialog[open]").length === 1) step.click();
});

// A finger that wipes to the side goes on to the next one.
let touched = null;
const picture = $("viewer-picture");
picture.addEventListener("touchstart", (event) => {
    touched = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
}, { passive: true });
picture.addEventListener("touchend", (event) => {
    if (!touched) return;
    const x = event.changedTouches[0].clientX - touched.x;
    const y = event.changedTouches[0].clientY - touched.y;
    const button = x < 0 ? $("next") : $("previous");
    if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y) && !button.disabled) button.click();
}, { passive: true });
