// The trash: what was deleted, for as long as it can be put back.

import * as api from "/assets/api.js";
import { tell } from "/assets/toast.js";

const $ = (id) => document.getElementById(id);
const day = 24 * 3600 * 1000;

let entries = [];
let total = 0;

function say(text, isError = false) {
    $("status").textContent = text;
    $("status").classList.toggle("error", isError);
    $("retry").hidden = !isError;
}

async function load(offset = 0) {
    try {
        const page = await api.trash(offset);
        entries = offset === 0 ? page.images : entries.concat(page.images);
        total = page.total;
        render();
    } catch (problem) {
        say(problem.message, true);
    }
}

function render() {
    $("list").replaceChildren(...entries.map(card));
    $("more").hidden = entries.length >= total;
    $("empty").hidden = total > 0;
    $("empty-trash").hidden = total === 0;
    say(total === 0 ? "" : total === 1 ? "1 picture" : `${total.toLocaleString()} pictures`);
}

function left(expires) {
    const days = Math.ceil((expires - Date.now()) / day);
    if (days <= 0) return "goes today";
    return days === 1 ? "1 day left" : `${days} days left`;
}

function card({ image, expires }) {
    const item = $("deleted").content.firstElementChild.cloneNode(true);
    const [back, remove] = item.querySelectorAll("button");
    item.querySelector("img").src = image.url;
    item.querySelector(".name").textContent = image.caption;
    item.querySelector("small").textContent = left(expires);
    back.setAttribute("aria-label", `Put “${image.caption}” back`);
    remove.setAttribute("aria-label", `Delete “${image.caption}” for good`);
    remove.title = "Delete for good";
    back.addEventListener("click", () => act(image, () => api.restore([image.hash]), `“${image.caption}” is back.`, true));
    remove.addEventListener("click", async () => {
        if (await isMeant("Delete this picture for good?", `“${image.caption}” cannot be brought back after that.`))
            await act(image, () => api.removeForGood([image.hash]), `“${image.caption}” is gone.`);
    });
    return item;
}

async function act(image, deed, done, isUndoable = false) {
    try {
        await deed();
    } catch (problem) {
        tell(problem.message);
        if (problem.status === 404) load();
        return;
    }
    const place = entries.findIndex((entry) => entry.image.hash === image.hash);
    // Pressed twice, and gone already.
    if (place < 0) return load();
    entries.splice(place, 1);
    total -= 1;
    render();
    const buttons = $("list").querySelectorAll("li > p > button:first-child");
    (buttons[Math.min(place, buttons.length - 1)] ?? document.querySelector(".heading a")).focus();
    tell(done, isUndoable ? async () => {
        await api.discard([image.hash]).catch((problem) => tell(problem.message));
        await load();
    } : null);
}

function isMeant(title, text) {
    $("confirm-title").textContent = title;
    $("confirm-text").textContent = text;
    $("confirm").returnValue = "keep";
    $("confirm").showModal();
    return new Promise((resolve) => {
        $("confirm").addEventListener("close", () => resolve($("confirm").returnValue === "delete"), { once: true });
    });
}

$("empty-trash").addEventListener("click", async () => {
    const what = total === 1 ? "The picture in it" : `The ${total.toLocaleString()} pictures in it`;
    if (!(await isMeant("Empty the trash?", `${what} cannot be brought back after that.`))) return;
    try {
        await api.emptyTrash();
        tell("The trash is empty.");
    } catch (problem) {
        tell(problem.message);
    }
    await load();
});
let isLoadingMore = false;
$("more").addEventListener("click", async () => {
    if (isLoadingMore) return;
    isLoadingMore = true;
    await load(entries.length);
    isLoadingMore = false;
});
$("retry").addEventListener("click", () => load());
await load();
