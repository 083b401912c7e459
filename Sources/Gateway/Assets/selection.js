// Which pictures are chosen, to do something with all of them. By keyboard, mouse and touch.

export class Selection {
    // Whether a tap on a picture chooses it instead of opening it.
    isOn = false;

    #images = new Map();
    #anchor = null;
    #changed;

    constructor(changed) {
        this.#changed = changed;
    }

    get size() {
        return this.#images.size;
    }

    get images() {
        return [...this.#images.values()];
    }

    has(hash) {
        return this.#images.has(hash);
    }

    toggle(image, place) {
        if (!this.#images.delete(image.hash)) this.#images.set(image.hash, image);
        this.#anchor = place;
        this.isOn = true;
        this.#changed();
    }

    // From where the last one was chosen to `place`. `between(from, to)` gives the pictures there.
    async extend(place, between) {
        const anchor = this.#anchor ?? place;
        this.add(await between(Math.min(anchor, place), Math.max(anchor, place) + 1));
    }

    add(images) {
        for (const image of images) this.#images.set(image.hash, image);
        this.isOn = true;
        this.#changed();
    }

    remove(hashes) {
        for (const hash of hashes) this.#images.delete(hash);
        if (this.size === 0) this.isOn = false;
        this.#changed();
    }

    begin() {
        this.isOn = true;
        this.#changed();
    }

    end() {
        this.#images.clear();
        this.#anchor = null;
        this.isOn = false;
        this.#changed();
    }
}
