// The pictures in the box: one tile each. A canvas shows the steps, the picture itself lies under it when it is finished.

export class Tiles {
    #element;
    #tiles = [];
    #onOpen;

    // onOpen(tile) when somebody taps one of several.
    constructor(element, onOpen) {
        this.#element = element;
        this.#onOpen = onOpen;
    }

    get all() {
        return this.#tiles;
    }

    // The one that fills the box: chosen, or alone.
    get chosen() {
        return this.#tiles.length === 1 ? this.#tiles[0] : (this.#tiles.find((tile) => tile.button.classList.contains("chosen")) ?? null);
    }

    // A tile for each place, {part, index, position}.
    prepare(places) {
        this.clear();
        this.#tiles = places.map((place, number) => {
            const button = Object.assign(document.createElement("button"), { type: "button", className: "tile", disabled: true });
            button.setAttribute("aria-label", places.length > 1 ? `Picture ${number + 1}` : "Picture");
            const canvas = canvasElement("");
            const inset = canvasElement("inset");
            const image = Object.assign(document.createElement("img"), { alt: "", hidden: true });
            inset.hidden = true;
            button.append(image, canvas, inset);
            const tile = { ...place, number, button, canvas, inset, image, url: null, saved: null };
            button.addEventListener("click", () => this.#onOpen(tile));
            return tile;
        });
        this.#element.replaceChildren(...this.#tiles.map((tile) => tile.button));
        this.#layOut();
    }

    clear() {
        this.#tiles = [];
        this.#element.replaceChildren();
        this.#element.classList.remove("large");
    }

    // Shows a step of a tile: `now` and `before` are {main, inset} of decoded pictures, `share` how much of now.
    paint(tile, now, before, share) {
        draw(tile.canvas, now.main, share < 1 ? before?.main : null, share);
        tile.inset.hidden = !now.inset;
        if (now.inset) draw(tile.inset, now.inset, null, 1);
        tile.canvas.hidden = false;
        tile.image.hidden = true;
    }

    // The finished picture instead of the steps.
    async settle(tile, url, description) {
        tile.url = url;
        if (tile.image.getAttribute("src") !== url) {
            tile.image.src = url;
            await tile.image.decode().catch(() => {});
        }
        tile.image.alt = description;
        tile.image.hidden = false;
        tile.canvas.hidden = tile.inset.hidden = true;
    }

    // Lets somebody open one of several.
    offer() {
        for (const tile of this.#tiles) tile.button.disabled = this.#tiles.length === 1;
    }

    // Makes one large, or shows all of them again.
    open(tile) {
        for (const other of this.#tiles) other.button.classList.toggle("chosen", other === tile);
        this.#element.classList.toggle("large", tile !== null);
        for (const other of this.#tiles) other.button.disabled = this.#tiles.length === 1 || tile !== null;
    }

    drop(tile) {
        this.#tiles = this.#tiles.filter((other) => other !== tile);
        tile.button.remove();
        this.open(null);
        this.#layOut();
    }

    #layOut() {
        const columns = Math.ceil(Math.sqrt(this.#tiles.length));
        this.#element.style.setProperty("--columns", String(Math.max(1, columns)));
    }
}

const canvasElement = (className) => Object.assign(document.createElement("canvas"), { className, width: 1, height: 1 });

function draw(canvas, now, before, share) {
    if (!now) return;
    if (canvas.width !== now.naturalWidth || canvas.height !== now.naturalHeight)
        Object.assign(canvas, { width: now.naturalWidth, height: now.naturalHeight });
    const context = canvas.getContext("2d");
    context.globalAlpha = 1;
    if (before) {
        context.drawImage(before, 0, 0);
        context.globalAlpha = share;
    }
    context.drawImage(now, 0, 0);
}
