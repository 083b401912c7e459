// The small dialog that asks for a caption, to save a picture or to rename it.

const dialog = document.getElementById("caption-dialog");
const form = dialog.querySelector("form");
const title = dialog.querySelector("h2");
const input = dialog.querySelector("input");
const error = document.getElementById("caption-error");
const counter = document.getElementById("caption-count");
const [cancel, commit] = dialog.querySelectorAll("button");
const maximum = Number(counter.dataset.maximum);
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;

// Characters as people count them, as the gateway does.
function length(text) {
    let count = 0;
    for (const _ of segmenter ? segmenter.segment(text) : text) count += 1;
    return count;
}

function measure() {
    const used = length(input.value.trim());
    counter.textContent = `${used} / ${maximum}`;
    counter.classList.toggle("error", used > maximum);
    input.setAttribute("aria-invalid", String(used > maximum));
    error.textContent = used > maximum ? "Too long." : "";
    commit.disabled = used === 0 || used > maximum;
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
