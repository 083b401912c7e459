// A line at the bottom that says what was done, with a way to undo it.

import { top } from "/assets/layer.js";

const toast = document.getElementById("toast");
const [text, button] = toast.children;
const stay = 10_000;
let timer = 0;
let undo = null;

function hide() {
    toast.hidden = true;
    undo = null;
}

function wait() {
    clearTimeout(timer);
    timer = setTimeout(hide, stay);
}

// Where it can be seen and pressed, whatever is open.
function rise() {
    if (toast.parentElement !== top()) top().append(toast);
}

export function tell(what, action = null) {
    rise();
    toast.hidden = false;
    text.textContent = what;
    button.hidden = action === null;
    undo = action;
    wait();
}

async function run() {
    const action = undo;
    if (!action) return;
    hide();
    await action();
}

button.addEventListener("click", run);
// Dialogs tell only themselves that they are opened or closed.
for (const type of ["toggle", "close"]) document.addEventListener(type, rise, true);
// Whoever is about to use it does not lose it.
for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, () => clearTimeout(timer));
for (const type of ["pointerleave", "focusout"]) toast.addEventListener(type, wait);
addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select");
    if (!isTyping && (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z" && undo) {
        event.preventDefault();
        run();
    }
});
