// The catalogue: saved pictures, searched and sorted; one selected to be renamed, downloaded or deleted.

import * as api from "/assets/api.js";
import { askForCaption } from "/assets/caption-dialog.js";

const $ = (id) => document.getElementById(id);
const pageSize = 60;

let images = [];
let total = 0;
let selected = null;
// How the pictures were looked for; null if nothing is.
let found = null;
// Answers to older questions than the newest are not shown.
let question = 0;

function say(text, isError = false) {
    $("status").textContent = text;
    $("status").classList.toggle("error", isError);
}

// What is listed first unless somebody chose: the best match of a search, else the newest.
const usual = (q) => (q ? "relevance" : "newest");

// "Best match first" is there while something is looked for.
function offerRelevance(q) {
    const option = $("sort").querySelector("[value=relevance]");
    if (option.disabled === !q) return;
    option.hidden = option.disabled = !q;
    if (q) $("sort").value = "relevance";
    else if ($("sort").value === "relevance" || !$("sort").value) $("sort").value = "newest";
}

async function load(offset) {
    question += 1;
    const mine = question;
    const q = $("query").value.trim();
    offerRelevance(q);
    const sort = $("sort").value;
    const address = new URLSearchParams({ ...(q && { q }), ...(sort !== usual(q) && { sort }) });
    history.replaceState(null, "", address.size > 0 ? `?${address}` : location.pathname);
    try {
        const page = await api.search({ q, sort, offset, limit: pageSize });
        if (mine !== question) return;
        images = offset === 0 ? page.images : images.concat(page.images);
        total = page.total;
        found = page.search ?? null;
        render();
        say(summary(q));
    } catch (problem) {
        if (mine === question) say(problem.message, true);
    }
}

function summary(q) {
    const parts = [];
    if (total > 0) parts.push(total === 1 ? "1 picture" : `${total} pictures`);
    else parts.push(q ? `Nothing is found for “${q}”.` : "Nothing here yet. Make a picture and save it.");
    if (found?.corrected) parts.push(`looked for “${found.corrected}” too`);
    if (found && !found.meaning) parts.push(`by words only: ${found.reason}`);
    else if (found?.missing > 0) parts.push(`${found.missing} more can be found by their words only, so far`);
    return parts.join(" · ");
}

// Cards that are there already stay, with their loaded pictures.
const cards = new Map();

function render() {
    const kept = new Map(images.map((image) => [image.hash, cards.get(image.hash) ?? card(image.hash)]));
    cards.clear();
    for (const image of images) {
        const made = kept.get(image.hash);
        made.fill(image);
        cards.set(image.hash, made);
    }
    $("grid").replaceChildren(...[...cards.values()].map((made) => made.item));
    // What was looked for and found shows its caption: it says why it is here.
    $("grid").classList.toggle("found", found !== null);
    $("more").hidden = images.length >= total;
}

const reasons = { words: "its words", meaning: "its meaning", both: "words and meaning" };

function card(hash) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card";
    button.dataset.hash = hash;
    const picture = document.createElement("img");
    picture.alt = "";
    picture.loading = "lazy";
    const caption = document.createElement("span");
    caption.className = "caption";
    const text = element("span", "");
    text.dir = "auto";
    const match = element("small", "");
    caption.append(text, match);
    button.append(picture, caption);
    const item = document.createElement("li");
    item.append(button);
    let shown;
    button.addEventListener("click", () => open(shown));
    const fill = (image) => {
        shown = image;
        if (picture.getAttribute("src") !== image.url) picture.src = image.url;
        text.textContent = image.caption;
        match.textContent = image.match ? `by ${reasons[image.match]}` : "";
        match.hidden = !image.match;
    };
    return { item, fill };
}

// ---- The selected picture

function open(image) {
    selected = image;
    $("viewer-status").textContent = "";
    $("viewer-picture").src = image.url;
    $("viewer-picture").alt = image.caption;
    $("viewer-caption").textContent = image.caption;
    $("download").href = image.download;
    const recipe = image.recipe;
    const facts = [["Saved", new Date(image.created).toLocaleString()]];
    if (recipe) {
        facts.push(
            ["Prompt", recipe.prompt || "none"],
            ["Without", recipe.negativePrompt],
            ["Seed", recipe.image > 0 ? `${recipe.seed}, picture ${recipe.image + 1}` : recipe.seed],
            ["Sampler", `${recipe.sampler}, ${recipe.steps} steps`],
            ["Guidance", String(recipe.guidanceScale)],
            ["Model", recipe.model],
        );
    }
    $("viewer-recipe").replaceChildren(
        ...facts.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", name), element("dd", value)]),
    );
    if (!$("viewer").open) $("viewer").showModal();
}

function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
}

function complain(problem) {
    $("viewer-status").textContent = problem.message;
    $("viewer-status").classList.add("error");
}

$("rename").addEventListener("click", async () => {
    const renamed = await askForCaption({
        heading: "Rename",
        action: "Rename",
        value: selected.caption,
        use: (caption) => api.rename(selected.hash, caption),
    });
    if (!renamed) return;
    images = images.map((image) => (image.hash === renamed.hash ? { ...renamed, match: image.match } : image));
    render();
    open(renamed);
});

$("delete").addEventListener("click", () => {
    $("confirm-text").textContent = `“${selected.caption}” will be gone for good.`;
    $("confirm").returnValue = "keep";
    $("confirm").showModal();
});

$("confirm").addEventListener("close", async () => {
    if ($("confirm").returnValue !== "delete") return;
    try {
        await api.remove(selected.hash);
    } catch (problem) {
        if (problem.status !== 404) return complain(problem);
    }
    images = images.filter((image) => image.hash !== selected.hash);
    total -= 1;
    $("viewer").close();
    render();
    say(summary($("query").value.trim()));
});

$("close").addEventListener("click", () => $("viewer").close());
$("viewer").addEventListener("click", (event) => {
    if (event.target === $("viewer")) $("viewer").close();
});
$("viewer").addEventListener("close", () => {
    const button = document.querySelector(`.card[data-hash="${CSS.escape(selected.hash)}"]`);
    button?.focus();
});

// ---- Searching

let typing;
$("query").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => load(0), 200);
});
$("search").addEventListener("submit", (event) => {
    event.preventDefault();
    load(0);
});
$("sort").addEventListener("change", () => load(0));
$("more").addEventListener("click", () => load(images.length));

const asked = new URLSearchParams(location.search);
$("query").value = asked.get("q") ?? "";
offerRelevance($("query").value.trim());
if ([...$("sort").options].some((option) => !option.disabled && option.value === asked.get("sort")))
    $("sort").value = asked.get("sort");
await load(0);
