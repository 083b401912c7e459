// The small dialog that asks for a caption.

import { length, mostCharacters } from "/assets/caption-length.js";

const dialog = document.getElementById("caption-dialog");
const form = dialog.querySelector("form");
const title = dialog.querySelector("h2");
const input = dialog.querySelector("input");
const error = document.getElementById("caption-error");
const counter = document.getElementById("caption-count");
const [cancel, commit] = dialog.querySelectorAll("button");
function measure() {
    const used = length(input.value.trim());
    counter.textContent = `${used} / ${mostCharacters}`;
    counter.classList.toggle("error", used > mostCharacters);
    input.setAttribute("aria-invalid", String(used > mostCharacters));
    error.textContent = used > mostCharacters ? "Too long." : "";
    commit.disabled = used === 0 || used > mostCharacters;
}

// Asks for a caption and hands it to `use`, which may throw: then the dialog stays open and says why.
// Returns what `use` returned, or null if the person thought better of it.
export function askForCaption({ heading, action, value, use }) {
    title.textContent = heading;
    commit.textContent = action;
    input.value = value;
    measure();
    dialog.showModal();
    input.select();
    return new Promise((resolve) => {
        let result = null;
        const end = new AbortController();
        const on = (target, type, handler) => target.addEventListener(type, handler, { signal: end.signal });
        on(input, "input", measure);
        on(cancel, "click", () => dialog.close());
        on(dialog, "close", () => {
            end.abort();
            resolve(result);
        });
        on(form, "submit", async (event) => {
            event.preventDefault();
            if (commit.disabled) return;
            commit.disabled = true;
            try {
                result = await use(input.value);
                dialog.close();
            } catch (problem) {
                measure();
                error.textContent = problem.message;
            }
        });
    });
}
