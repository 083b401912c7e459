// The pictures in the frame: one tile each, a canvas while a picture forms, then the picture itself.

export class Tiles {
    #element;
    #tiles = [];
    #onChoice;

    constructor(element, onChoice) {
        this.#element = element;
        this.#onChoice = onChoice;
    }

    get chosen() {
        return this.#tiles.find((tile) => tile.button.getAttribute("aria-pressed") === "true") ?? null;
    }

    get isEmpty() {
        return this.#tiles.length === 0;
    }

    // As many empty tiles as there will be pictures. What is there already stays.
    prepare(count) {
        if (this.#tiles.length === count) return;
        this.clear();
        for (let index = 0; index < count; index += 1) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "tile";
            button.disabled = true;
            button.setAttribute("aria-label", `Picture ${index + 1}`);
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 0;
            button.append(canvas);
            const tile = { index, button, canvas, drawn: 0, url: null, saved: null };
            button.addEventListener("click", () => this.choose(tile));
            this.#tiles.push(tile);
            this.#element.append(button);
        }
        this.#layOut();
    }

    clear() {
        this.#tiles = [];
        this.#element.replaceChildren();
        delete this.#element.dataset.choice;
    }

    // Draws the pictures of one step; a step that was decoded late never covers a newer one.
    async preview(step, urls) {
        await Promise.all(
            urls.map(async (url, index) => {
                const tile = this.#tiles[index];
                if (!tile || tile.url) return;
                const picture = new Image();
                picture.src = url;
                try {
                    await picture.decode();
                } catch {
                    return;
                }
                if (step < tile.drawn) return;
                tile.drawn = step;
                tile.canvas.width = picture.naturalWidth;
                tile.canvas.height = picture.naturalHeight;
                tile.canvas.getContext("2d").drawImage(picture, 0, 0);
            }),
        );
    }

    async finish(index, url, description) {
        const tile = this.#tiles[index];
        if (!tile) return;
        tile.url = url;
        const picture = new Image();
        picture.src = url;
        picture.alt = description;
        await picture.decode().catch(() => {});
        tile.canvas.replaceWith(picture);
    }

    // Lets a person choose among the finished pictures; unfinished ones go.
    offerChoice() {
        for (const tile of this.#tiles.filter((tile) => !tile.url)) this.#drop(tile);
        for (const tile of this.#tiles) tile.button.disabled = this.#tiles.length === 1;
        if (this.#tiles.length > 1) this.#element.dataset.choice = "";
        else delete this.#element.dataset.choice;
        if (this.#tiles.length > 0) this.choose(this.chosen ?? this.#tiles[0]);
    }

    choose(tile) {
        for (const other of this.#tiles) other.button.setAttribute("aria-pressed", String(other === tile));
        this.#onChoice(tile);
    }

    discard(tile) {
        this.#drop(tile);
        this.offerChoice();
    }

    #drop(tile) {
        this.#tiles = this.#tiles.filter((other) => other !== tile);
        tile.button.remove();
        this.#layOut();
    }

    #layOut() {
        this.#element.style.setProperty("--columns", String(this.#tiles.length > 1 ? 2 : 1));
    }
}
