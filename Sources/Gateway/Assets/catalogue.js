// The catalogue: saved pictures, looked for and sorted; opened one at a time, or chosen many at once.

import * as address from "/assets/address.js";
import * as api from "/assets/api.js";
import { makeCard } from "/assets/cards.js";
import * as detail from "/assets/detail.js";
import { offer } from "/assets/download.js";
import { Grid } from "/assets/grid.js";
import { Selection } from "/assets/selection.js";
import { Shelf } from "/assets/shelf.js";
import { tell } from "/assets/toast.js";

const $ = (id) => document.getElementById(id);
const mostChosen = 10_000;

let view = address.read();
let shelf = new Shelf({}, () => {});
// Whether the list is there; until then its pictures are those of the list before.
let isFresh = false;
let overview = null;

const selection = new Selection(showSelection);
const grid = new Grid(
    $("grid"),
    () =>
        makeCard({
            image: (place) => shelf.at(place),
            isChosen: (hash) => selection.has(hash),
            isChoosing: () => selection.isOn,
            isActive: (place) => place === grid.active,
            move: (place) => {
                if (grid.active === place) return;
                grid.active = place;
                grid.refresh();
            },
            open: (image, place) => show(image, place, true),
            toggle: (image, place) => selection.toggle(image, place),
            extend: (place) => selection.extend(place, (from, to) => shelf.between(from, to)).catch(complain),
        }),
    (from, to) => want(from, to),
);

// ---- The list

function say(text, isError = false) {
    $("status").textContent = text;
    $("status").classList.toggle("error", isError);
    $("retry").hidden = !isError;
}

const complain = (problem) => say(problem.message, true);

// Shows what the address says. What was there before stays until the new list has come.
async function load() {
    fillControls();
    const next = new Shelf(address.parameters(view), () => {
        if (next === shelf) take();
    });
    shelf = next;
    isFresh = false;
    $("grid").setAttribute("aria-busy", "true");
    await want(0, 60);
}

let retrying = 0;

async function want(from, to) {
    const mine = shelf;
    clearTimeout(retrying);
    try {
        await mine.want(from, to);
    } catch (problem) {
        if (mine !== shelf) return;
        $("grid").setAttribute("aria-busy", "false");
        complain(problem);
        if (problem.mayPass) retrying = setTimeout(() => want(from, to), 3000);
    }
}

function take() {
    const wasFresh = isFresh;
    isFresh = true;
    $("grid").setAttribute("aria-busy", "false");
    // What was looked for and found shows its caption: it says why it is here.
    $("grid").classList.toggle("found", shelf.search !== null);
    grid.count = shelf.total;
    grid.refresh();
    // The list may have become shorter or empty since, and what went wrong before has gone well now. The same is not said twice.
    const text = summary();
    if ($("status").textContent !== text || !$("retry").hidden) say(text);
    $("empty").hidden = shelf.total > 0;
    if (shelf.total === 0) fillEmpty();
    if (!wasFresh) restoreScroll();
}

const isFiltered = () => Boolean(view.model || view.from || view.to || view.owner);

function summary() {
    if (shelf.total === 0) return "";
    const count = shelf.total.toLocaleString();
    const parts = [shelf.total === 1 ? "1 picture" : `${count} pictures`];
    if (!view.sort && !view.q && !isFiltered() && shelf.total > 1) parts[0] = `${count} pictures, in a new order each time`;
    const search = shelf.search;
    if (search?.corrected) parts.push(`looked for “${search.corrected}” too`);
    if (search && !search.meaning) parts.push(`by words only. ${search.reason}`);
    else if (search?.missing > 0) parts.push(`${search.missing.toLocaleString()} more can be found by their words only, so far`);
    return parts.join(" · ");
}

function fillEmpty() {
    const isNothing = !view.q && !isFiltered();
    $("empty-title").textContent = isNothing ? "Nothing here yet" : "Nothing is found";
    const q = view.q ? ` for “${view.q}”` : " with these filters";
    $("empty-text").textContent = isNothing ? "Make a picture and save it: it will hang here." : `There is no picture${q}.`;
    if (!isNothing && shelf.search && !shelf.search.meaning) $("empty-text").textContent += ` ${shelf.search.reason}`;
    $("empty-make").hidden = !isNothing;
    $("empty-clear").hidden = isNothing;
}

// ---- What is looked for

function fillControls() {
    if (document.activeElement !== $("query")) $("query").value = view.q;
    const sort = address.order(view);
    const relevance = $("sort").querySelector("[value=relevance]");
    relevance.hidden = relevance.disabled = !view.q;
    $("sort").value = sort;
    $("shuffle").hidden = sort !== "shuffle";
    $("model").value = view.model;
    $("from").value = view.from;
    $("to").value = view.to;
    if ($("owner")) $("owner").value = view.owner;
    const count = [view.model, view.from || view.to, view.owner].filter(Boolean).length;
    $("filter-count").textContent = count || "";
    $("filter").setAttribute("aria-label", count ? `Filter, ${count} set` : "Filter");
}

// `change` is what is different now; back leads to what was before.
function go(change, isStep = true) {
    view = { ...view, ...change };
    address.write(view, isStep);
    scrollTo({ top: 0, behavior: "instant" });
    return load();
}

let typing;
function search() {
    clearTimeout(typing);
    const q = $("query").value.trim();
    if (q === view.q) return;
    // Letters are no steps to go back by; a search that is begun or ended is.
    go({ q, sort: view.sort === "relevance" ? "" : view.sort }, !q || !view.q);
}
$("query").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, 180);
});
$("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
});
$("sort").addEventListener("change", () => {
    const sort = $("sort").value;
    go({ sort, seed: sort === "shuffle" ? String(address.draw()) : "" });
});
$("shuffle").addEventListener("click", () => go({ sort: "shuffle", seed: String(address.draw()) }));
for (const name of ["model", "from", "to", "owner"])
    $(name)?.addEventListener("change", () => go({ [name]: $(name).value }));
const clear = () => {
    $("query").value = "";
    go({ q: "", model: "", from: "", to: "", owner: "" });
};
$("clear").addEventListener("click", clear);
$("empty-clear").addEventListener("click", clear);
$("retry").addEventListener("click", () => {
    say("");
    if (isFresh) grid.refresh();
    load();
});

$("filter").addEventListener("click", () => showFilters($("filters").hidden));
function showFilters(isShown) {
    $("filters").hidden = !isShown;
    $("filter").setAttribute("aria-expanded", String(isShown));
    if (isShown) $("model").focus();
}

async function survey() {
    overview = await api.overview().catch(() => overview);
    if (!overview) return;
    const options = overview.models.map(({ name, count }) => new Option(`${name} (${count.toLocaleString()})`, name));
    if (view.model && !overview.models.some(({ name }) => name === view.model)) options.push(new Option(view.model, view.model));
    $("model").replaceChildren(new Option("Any model", ""), ...options);
    $("model").value = view.model;
    $("trash-count").textContent = overview.trashed ? overview.trashed.toLocaleString() : "";
    $("trash").setAttribute("aria-label", overview.trashed ? `Trash, ${overview.trashed}` : "Trash");
}

// ---- One picture

function show(image, place, isStep) {
    const wasOpened = history.state?.opened === true;
    view = { ...view, picture: image.hash };
    address.write(view, isStep);
    history.replaceState({ ...history.state, opened: isStep || wasOpened }, "");
    detail.open(image, place, shelf.total);
}

detail.start({
    closed: (image) => {
        if (view.picture) {
            // Closed by hand: as if by going back.
            view = { ...view, picture: "" };
            if (history.state?.opened) history.back();
            else address.write(view);
        }
        const place = shelf.place(image.hash);
        if (place >= 0) grid.focus(place);
    },
    step: async (by) => {
        const before = detail.shown();
        const place = shelf.place(before.hash) + by;
        try {
            await shelf.want(place, place + 1);
        } catch (problem) {
            return tell(problem.message);
        }
        const image = shelf.at(place);
        if (image && isStillOpen(before)) show(image, place, false);
    },
    changed: (image) => {
        shelf.replace(image);
        grid.refresh();
    },
    discard: async (image) => {
        const place = shelf.place(image.hash);
        if (!(await discard([image])) || !isStillOpen(image)) return;
        const next = shelf.at(place) ?? shelf.at(place - 1);
        if (next) show(next, shelf.place(next.hash), false);
        else detail.close();
    },
});

// Whether nobody has closed it or gone on since.
const isStillOpen = (image) => detail.isOpen() && detail.shown().hash === image.hash;

async function openNamed() {
    const wanted = view.picture;
    if (!wanted) return detail.close();
    if (isStillOpen({ hash: wanted })) return;
    const place = shelf.place(wanted);
    try {
        const image = shelf.at(place) ?? (await api.image(wanted));
        if (view.picture === wanted) detail.open(image, place, shelf.total);
    } catch (problem) {
        if (view.picture !== wanted) return;
        view = { ...view, picture: "" };
        address.write(view);
        complain(problem);
    }
}

// ---- Many pictures

function showSelection() {
    $("grid").classList.toggle("choosing", selection.isOn);
    $("selection").hidden = !selection.isOn;
    $("choose").setAttribute("aria-pressed", String(selection.isOn));
    const count = selection.size;
    $("selection-count").textContent = count === 0 ? "Choose pictures" : `${count.toLocaleString()} chosen`;
    for (const id of ["selection-download", "selection-delete"]) $(id).disabled = count === 0;
    grid.refresh();
    if (!selection.isOn) keepKeyboard();
}

// What had the keyboard may be gone, or hidden: then the grid has it.
function keepKeyboard() {
    const at = document.activeElement;
    if (at === null || at === document.body || at.closest("[hidden]")) grid.resume();
}

$("choose").addEventListener("click", () => (selection.isOn ? selection.end() : selection.begin()));
$("selection-end").addEventListener("click", () => selection.end());
$("selection-all").addEventListener("click", chooseAll);

async function chooseAll() {
    if (shelf.total > mostChosen)
        return tell(`These are more than ${mostChosen.toLocaleString()} pictures: look for some, or filter, first.`);
    try {
        selection.add(await shelf.between(0, shelf.total));
    } catch (problem) {
        tell(problem.message);
    }
}

// Returns whether they are in the trash.
async function discard(images) {
    const hashes = images.map(({ hash }) => hash);
    try {
        await api.discard(hashes);
    } catch (problem) {
        tell(problem.message);
        return false;
    }
    const known = shelf.remove(hashes);
    selection.remove(hashes);
    take();
    keepKeyboard();
    // Of those that were never looked at, nobody knows where they stood.
    if (known < hashes.length || shelf.total === 0) load();
    survey();
    const what = images.length === 1 ? `“${images[0].caption}” is` : `${images.length.toLocaleString()} pictures are`;
    tell(`${what} in the trash.`, () => restore(hashes));
    return true;
}

async function restore(hashes) {
    try {
        await api.restore(hashes);
        tell(hashes.length === 1 ? "It is back." : "They are back.");
    } catch (problem) {
        return tell(problem.message);
    }
    survey();
    await load();
}

$("selection-delete").addEventListener("click", () => discard(selection.images));
$("selection-download").addEventListener("click", async () => {
    const images = selection.images;
    const button = $("selection-download");
    button.disabled = true;
    try {
        if (images.length === 1) return offerLink(images[0].download);
        const file = await api.archive(images.map(({ hash }) => hash), (share) => {
            $("selection-count").textContent = `Downloading … ${Math.floor(share * 100)} %`;
        });
        offer(file, `reverie-${images.length}-pictures.zip`);
    } catch (problem) {
        tell(problem.message);
    } finally {
        showSelection();
    }
});

function offerLink(href) {
    Object.assign(document.createElement("a"), { href, download: "" }).click();
}

// ---- Keys

$("grid").addEventListener("keydown", (event) => {
    const place = grid.active;
    const page = grid.columns * Math.max(1, grid.rows - 1);
    const move = {
        ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns, PageUp: -page, PageDown: page,
        Home: -place, End: shelf.total - 1 - place,
    }[event.key];
    if (move !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        if (place + move < 0 || place + move >= shelf.total) return;
        grid.focus(place + move);
        if (event.shiftKey) selection.extend(grid.active, (from, to) => shelf.between(from, to)).catch(complain);
    } else if (event.key === " " && event.target.classList.contains("card")) {
        event.preventDefault();
        if (event.repeat) return;
        const image = shelf.at(place);
        if (image) selection.toggle(image, place);
    } else if (event.key === "Delete") {
        if (selection.size > 0) discard(selection.images);
        else if (shelf.at(place)?.changeable) discard([shelf.at(place)]);
    } else if ((event.ctrlKey || event.metaKey) && event.key === "a") {
        event.preventDefault();
        chooseAll();
    }
});
// A space that is let go would click the card.
$("grid").addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.classList.contains("card")) event.preventDefault();
});
addEventListener("keydown", (event) => {
    if (event.key === "Escape" && selection.isOn && !detail.isOpen()) selection.end();
    const isTyping = event.target.closest?.("input, textarea, select, dialog");
    if (event.key === "/" && !isTyping) {
        event.preventDefault();
        $("query").focus();
    }
});

// ---- Coming and going

addEventListener("popstate", async () => {
    const before = JSON.stringify(address.parameters(view));
    // A link within the page makes a step of its own, which has nothing of its own: what is shown stays.
    view = address.read(view.chance);
    history.replaceState({ ...history.state, chance: view.chance }, "");
    clearTimeout(typing);
    $("query").value = view.q;
    if (JSON.stringify(address.parameters(view)) !== before) await load();
    await openNamed();
});

// A page that is left and come back to is where it was.
let lastScroll = Number(history.state?.scroll) || 0;
if ("scrollRestoration" in history) history.scrollRestoration = "manual";
function restoreScroll() {
    if (lastScroll > 0) scrollTo({ top: lastScroll, behavior: "instant" });
    lastScroll = 0;
}
addEventListener("pagehide", () => history.replaceState({ ...history.state, scroll: scrollY }, ""));
addEventListener("pageshow", (event) => {
    if (event.persisted) survey();
});

if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward" && !view.sort) {
    view.chance = address.draw();
    lastScroll = 0;
}
address.write(view);
showFilters(false);
if (isFiltered()) {
    $("filters").hidden = false;
    $("filter").setAttribute("aria-expanded", "true");
}
survey();
await load();
await openNamed();
