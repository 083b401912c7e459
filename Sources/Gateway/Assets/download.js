// Pictures as files: enlarged and in other formats here in the browser, animations from the gateway.

import * as api from "/assets/api.js";
import { picture } from "/assets/pictures.js";
import { recipeChunk, withChunk } from "/assets/png.js";
import { recall, remember } from "/assets/store.js";

const $ = (id) => document.getElementById(id);
const place = "reverie.download";
const types = { png: "image/png", jpeg: "image/jpeg", webp: "image/webp" };
const endings = { png: "png", jpeg: "jpg", webp: "webp", apng: "png" };
const help = {
    png: "Exact.",
    jpeg: "For programs that take nothing else. Not exact.",
    webp: "Small. Not exact.",
    apng: "How the picture formed, as an animated PNG.",
};
// What an animation may have in all: the gateway's own bound.
const mostPixels = 1 << 23;

const dialog = $("download-dialog");
const form = dialog.querySelector("form");
let subject = null;

const value = (name) => form.querySelector(`[name="${name}"]:checked`).value;

// `subject`: urls of the pictures (one, or all of a sheet), name, and where they can be animated: job, index, frames.
export function askForFormat(what) {
    subject = what;
    const before = recall(place, {});
    for (const [name, chosen] of Object.entries(before))
        for (const radio of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) radio.checked = radio.value === chosen;
    form.querySelector("[value=apng]").disabled = !what.animation;
    if (value("format") === "apng" && !what.animation) form.querySelector("[value=png]").checked = true;
    $("download-error").textContent = "";
    $("download-go").disabled = false;
    update();
    dialog.showModal();
}

async function update() {
    const mine = subject;
    const format = value("format");
    $("format-help").textContent = help[format];
    $("recipe-choice").disabled = format !== "png" || subject.urls.length > 1;
    const image = await picture(subject.urls[0]);
    if (!image || subject !== mine) return;
    const columns = Math.ceil(Math.sqrt(subject.urls.length));
    const [width, height] = [image.naturalWidth * columns, image.naturalHeight * Math.ceil(subject.urls.length / columns)];
    for (const radio of form.querySelectorAll("[name=scale]")) {
        const pixels = (subject.animation?.frames + 1) * width * height * Number(radio.value) ** 2;
        radio.disabled = format === "apng" && pixels > mostPixels;
    }
    const chosen = form.querySelector("[name=scale]:checked");
    if (chosen.disabled) [...form.querySelectorAll("[name=scale]:enabled")].at(-1).checked = true;
    const scale = Number(value("scale"));
    $("scale-help").textContent = `${width * scale} × ${height * scale} pixels`;
}

form.addEventListener("change", update);
$("download-cancel").addEventListener("click", () => dialog.close());
form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [format, scale, smooth] = [value("format"), Number(value("scale")), value("edge") === "smooth"];
    remember(place, { format, scale: String(scale), edge: smooth ? "smooth" : "sharp", recipe: value("recipe") });
    const mine = subject;
    const isWanted = () => dialog.open && subject === mine;
    $("download-go").disabled = true;
    try {
        const file = format === "apng" ? await animated(scale, smooth) : await enlarged(format, scale, smooth);
        // Whoever has thought better of it gets no file.
        if (!isWanted()) return;
        const name = `${subject.name}${scale > 1 ? `-${scale}x` : ""}${format === "apng" ? "-forming" : ""}.${endings[format]}`;
        offer(file, name);
        dialog.close();
    } catch (problem) {
        if (isWanted()) $("download-error").textContent = problem.message;
    } finally {
        if (subject === mine) $("download-go").disabled = false;
    }
});

async function animated(scale, smooth) {
    const { job, index, content } = subject.animation;
    const response = await fetch(api.animationAddress(job, index, { scale, smooth, content })).catch(() => null);
    if (response?.ok) return response.blob();
    const answer = await response?.json().catch(() => null);
    throw new Error(answer?.detail ?? "Reverie does not answer. Is it still running?");
}

// All pictures as one, row by row.
async function enlarged(format, scale, smooth) {
    const images = await Promise.all(subject.urls.map(picture));
    if (images.includes(null)) throw new Error("The picture cannot be loaded. Is Reverie still running?");
    const columns = Math.ceil(Math.sqrt(images.length));
    const [width, height] = [images[0].naturalWidth * scale, images[0].naturalHeight * scale];
    const canvas = document.createElement("canvas");
    canvas.width = width * columns;
    canvas.height = height * Math.ceil(images.length / columns);
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = "high";
    images.forEach((image, at) => context.drawImage(image, (at % columns) * width, Math.floor(at / columns) * height, width, height));
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, types[format], 0.92));
    if (blob?.type !== types[format]) throw new Error("This browser cannot make such files. Choose PNG.");
    if (format !== "png" || images.length > 1 || value("recipe") === "none") return blob;
    // The recipe goes along: the picture can be made again from the file.
    const original = new Uint8Array(await (await fetch(subject.urls[0])).arrayBuffer());
    const chunk = recipeChunk(original);
    if (!chunk) return blob;
    return new Blob([withChunk(new Uint8Array(await blob.arrayBuffer()), chunk.bytes)], { type: types.png });
}

export function offer(file, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
