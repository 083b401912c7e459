// The filmstrip: a slider over the steps, with the pictures of some of them behind it. It works with a finger, a mouse and
// the arrow keys alike.

import { picture } from "/assets/pictures.js";

export class Film {
    #root;
    #canvas;
    #input;
    #steps = [];
    #address = () => null;
    #drawing = 0;

    constructor(root, onScrub) {
        this.#root = root;
        this.#canvas = root.querySelector("canvas");
        this.#input = root.querySelector("input");
        this.#input.addEventListener("input", () => {
            this.#tell();
            onScrub(this.step);
        });
        new ResizeObserver(() => this.draw()).observe(this.#canvas);
    }

    hide() {
        this.#root.hidden = true;
        this.#steps = [];
    }

    // `total` steps, of which `steps` (ascending) can be seen; address(step) is where.
    show({ total, steps, address }) {
        const isLast = this.#root.hidden || this.#steps.length === 0 || this.step >= this.#steps.at(-1);
        this.#steps = steps;
        this.#address = address;
        this.#input.max = String(Math.max(1, total));
        this.#root.hidden = false;
        if (isLast) this.#input.value = String(steps.at(-1) ?? 1);
        this.#tell();
        this.draw();
    }

    // The step that is chosen, or the nearest before it that can be seen.
    get step() {
        return this.#nearest(Number(this.#input.value));
    }

    get isAtEnd() {
        return this.step >= (this.#steps.at(-1) ?? 0);
    }

    #nearest(wanted) {
        let found = this.#steps[0] ?? 0;
        for (const step of this.#steps) {
            if (step > wanted) break;
            found = step;
        }
        return found;
    }

    #tell() {
        this.#input.setAttribute("aria-valuetext", `Step ${this.step} of ${this.#input.max}`);
    }

    async draw() {
        if (this.#root.hidden) return;
        this.#drawing += 1;
        const mine = this.#drawing;
        const scale = devicePixelRatio || 1;
        const { clientWidth, clientHeight } = this.#canvas;
        const [width, height] = [Math.round(clientWidth * scale), Math.round(clientHeight * scale)];
        if (width === 0 || height === 0) return;
        const total = Number(this.#input.max);
        const cells = Math.max(1, Math.floor(clientWidth / clientHeight));
        const newest = this.#steps.at(-1) ?? 0;
        const wanted = Array.from({ length: cells }, (_, cell) => Math.max(1, Math.round(((cell + 1) / cells) * total)));
        const images = await Promise.all(wanted.map((step) => (step <= newest ? picture(this.#address(this.#nearest(step)) ?? null) : null)));
        // What was asked for meanwhile is drawn by the one who asked.
        if (mine !== this.#drawing) return;
        if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
        const context = this.#canvas.getContext("2d");
        context.clearRect(0, 0, width, height);
        context.imageSmoothingEnabled = document.documentElement.dataset.look === "smooth";
        images.forEach((image, cell) => {
            if (!image) return;
            const left = Math.round((cell / cells) * width);
            const right = Math.round(((cell + 1) / cells) * width);
            const side = Math.max(right - left, height);
            // Filled, with its middle in the cell's.
            context.save();
            context.beginPath();
            context.rect(left, 0, right - left, height);
            context.clip();
            context.drawImage(image, (left + right - side) / 2, (height - side) / 2, side, side);
            context.restore();
        });
    }
}
