// The quiet line under the prompt: how the server read it, and what the model knows that is near.

// Below this a prompt is more likely about something else than what the model was trained on.
const UNFAMILIAR = 0.5;

export class PromptNote {
    #line;
    #onTake;

    // onTake(text) when somebody takes one of the words that are offered.
    constructor(line, onTake) {
        this.#line = line;
        this.#onTake = onTake;
        document.getElementById("prompt").addEventListener("input", () => this.clear());
    }

    clear() {
        this.#line.hidden = true;
        this.#line.replaceChildren();
    }

    // `prompt` is that of the answer to POST /api/jobs.
    show({ truncated, familiarity, suggestions }) {
        this.clear();
        const parts = [];
        if (truncated) parts.push("Only the beginning of this long prompt was read. ");
        if (familiarity < UNFAMILIAR) {
            parts.push("The model was not trained on anything like this.");
            if (suggestions.length > 0) parts.push(" Nearest: ");
            suggestions.forEach((text, index) => parts.push(...(index > 0 ? [", "] : []), this.#offer(text)));
        }
        this.#line.append(...parts);
        this.#line.hidden = parts.length === 0;
    }

    #offer(text) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = text;
        button.addEventListener("click", () => {
            this.#onTake(text);
            this.clear();
            document.getElementById("prompt").focus();
        });
        return button;
    }
}
