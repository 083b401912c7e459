// The list that opens under the prompt: the model's own words that fit what was typed. ARIA's combobox with a listbox.

const longest = 6;

export class Suggest {
    #input;
    #list;
    #words = [];
    #active = -1;
    #onTake;

    constructor(input, list, onTake) {
        this.#input = input;
        this.#list = list;
        this.#onTake = onTake;
        input.addEventListener("input", () => this.#open());
        input.addEventListener("focus", () => this.#open());
        input.addEventListener("blur", () => this.close());
        input.addEventListener("keydown", (event) => this.#press(event));
        // The field keeps the focus while somebody chooses.
        list.addEventListener("pointerdown", (event) => event.preventDefault());
        list.addEventListener("click", (event) => {
            const item = event.target.closest("li");
            if (item) this.#take(item.dataset.text);
        });
    }

    offer(words) {
        this.#words = words;
    }

    close() {
        this.#list.hidden = true;
        this.#active = -1;
        this.#input.setAttribute("aria-expanded", "false");
        this.#input.removeAttribute("aria-activedescendant");
    }

    // Words that begin like the text come before those where a later word does.
    #fitting(text) {
        const wanted = text.trim().toLowerCase();
        if (wanted === "") return [];
        const scored = this.#words.map((word) => {
            const low = word.toLowerCase();
            if (low === wanted) return [word, 9];
            if (low.startsWith(wanted)) return [word, 0];
            if (low.includes(` ${wanted}`) || low.includes(`-${wanted}`)) return [word, 1];
            return [word, 9];
        });
        return scored.filter(([, score]) => score < 9).sort((a, b) => a[1] - b[1]).slice(0, longest).map(([word]) => word);
    }

    #open() {
        const words = document.activeElement === this.#input ? this.#fitting(this.#input.value) : [];
        if (words.length === 0) return this.close();
        const length = this.#input.value.trim().length;
        this.#list.replaceChildren(
            ...words.map((word, index) => {
                const item = document.createElement("li");
                item.id = `suggestion-${index}`;
                item.dataset.text = word;
                item.setAttribute("role", "option");
                item.setAttribute("aria-selected", "false");
                const start = Math.max(0, word.toLowerCase().search(new RegExp(`(^|[ -])${escape(this.#input.value.trim())}`, "i")));
                const from = start === 0 ? 0 : start + 1;
                const bold = document.createElement("b");
                bold.textContent = word.slice(from, from + length);
                const line = document.createElement("span");
                line.append(word.slice(0, from), bold, word.slice(from + length));
                item.append(line);
                return item;
            }),
        );
        this.#active = -1;
        this.#list.hidden = false;
        this.#input.setAttribute("aria-expanded", "true");
        this.#input.removeAttribute("aria-activedescendant");
    }

    #press(event) {
        if (event.isComposing) return;
        if (event.key === "ArrowDown" && this.#list.hidden) return this.#open();
        if (this.#list.hidden) return;
        const count = this.#list.children.length;
        switch (event.key) {
            case "ArrowDown":
                this.#activate((this.#active + 1) % count);
                break;
            case "ArrowUp":
                this.#activate(this.#active <= 0 ? count - 1 : this.#active - 1);
                break;
            case "Escape":
                this.close();
                break;
            case "Enter":
                if (this.#active < 0) return this.close();
                this.#take(this.#list.children[this.#active].dataset.text);
                break;
            default:
                return;
        }
        event.preventDefault();
    }

    #activate(index) {
        this.#active = index;
        [...this.#list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
        this.#list.children[index].scrollIntoView({ block: "nearest" });
        this.#input.setAttribute("aria-activedescendant", `suggestion-${index}`);
    }

    #take(text) {
        this.#input.value = text;
        this.close();
        this.#onTake();
    }
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
