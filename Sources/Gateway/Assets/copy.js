// To the clipboard, also where the page is not served over TLS and browsers keep the modern way shut.

import { top } from "/assets/layer.js";

export async function copy(text) {
    if (navigator.clipboard) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            // Not allowed: the old way may be.
        }
    }
    const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "hidden" });
    const focused = document.activeElement;
    top().append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return done;
}

// Copies, and says so on the button for a moment.
export function copyOnClick(button, text) {
    const label = button.querySelector("span");
    const before = label.textContent;
    let timer;
    button.addEventListener("click", async () => {
        label.textContent = (await copy(text())) ? "Copied" : "Not allowed here";
        clearTimeout(timer);
        timer = setTimeout(() => (label.textContent = before), 1600);
    });
}
