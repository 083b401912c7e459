// The catalogue: saved pictures, searched and sorted; one selected to be renamed, downloaded or deleted.

import * as api from "/assets/api.js";
import { askForCaption } from "/assets/caption-dialog.js";

const $ = (id) => document.getElementById(id);
const pageSize = 60;

let images = [];
let total = 0;
let selected = null;
// Answers to older questions than the newest are not shown.
let question = 0;

function say(text, isError = false) {
    $("status").textContent = text;
    $("status").classList.toggle("error", isError);
}

async function load(offset) {
    question += 1;
    const mine = question;
    const q = $("query").value.trim();
    const sort = $("sort").value;
    const address = new URLSearchParams({ ...(q && { q }), ...(sort !== "newest" && { sort }) });
    history.replaceState(null, "", address.size > 0 ? `?${address}` : location.pathname);
    try {
        const page = await api.search({ q, sort, offset, limit: pageSize });
        if (mine !== question) return;
        images = offset === 0 ? page.images : images.concat(page.images);
        total = page.total;
        render();
        say(summary(q));
    } catch (problem) {
        if (mine === question) say(problem.message, true);
    }
}

function summary(q) {
    if (total === 0) return q ? `No picture is called “${q}”.` : "Nothing here yet. Make a picture and save it.";
    return total === 1 ? "1 picture" : `${total} pictures`;
}

function render() {
    $("grid").replaceChildren(...images.map(card));
    $("more").hidden = images.length >= total;
}

function card(image) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card";
    button.dataset.hash = image.hash;
    const picture = document.createElement("img");
    picture.src = image.url;
    picture.alt = "";
    picture.loading = "lazy";
    const caption = document.createElement("span");
    caption.className = "caption";
    const text = element("span", image.caption);
    text.dir = "auto";
    caption.append(text);
    button.append(picture, caption);
    button.addEventListener("click", () => open(image));
    const item = document.createElement("li");
    item.append(button);
    return item;
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
    images = images.map((image) => (image.hash === renamed.hash ? renamed : image));
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
if ([...$("sort").options].some((option) => option.value === asked.get("sort"))) $("sort").value = asked.get("sort");
await load(0);
