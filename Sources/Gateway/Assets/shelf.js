// The pictures of one list, of which only some are known: each by its place. What is missing is asked for when it is wanted,
// from the picture before it where that is known, so that nothing comes twice when others save meanwhile.

import * as api from "/assets/api.js";

const pageSize = 60;
// So many pictures are kept; those that are farthest from what is looked at go first.
const most = 3000;

export class Shelf {
    total = 0;
    // How the pictures were looked for; null if nothing is.
    search = null;

    #query;
    #changed;
    #items = [];
    // What `after` is for the picture at a place.
    #cursors = new Map();
    // Places that are being asked for.
    #asked = new Set();

    // `query`: the parameters of GET /api/images. `changed` is called whenever pictures have come.
    constructor(query, changed) {
        this.#query = query;
        this.#changed = changed;
    }

    at(place) {
        return this.#items[place];
    }

    place(hash) {
        return this.#items.findIndex((image) => image?.hash === hash);
    }

    // Asks for what is missing between two places. Throws a `Problem`.
    async want(from, to) {
        for (let place = Math.max(0, from); place < to; place += 1) {
            if (!this.#items[place] && !this.#asked.has(place)) await this.#load(place);
            if (place >= this.total) return;
        }
    }

    async #load(place) {
        const asked = Array.from({ length: pageSize }, (_, index) => place + index);
        for (const each of asked) this.#asked.add(each);
        try {
            const page = await this.#page(place, pageSize);
            this.total = page.total;
            this.search = page.search ?? null;
            page.images.forEach((image, index) => (this.#items[place + index] = image));
            if (page.next) this.#cursors.set(place + page.images.length, page.next);
            this.#forget(place);
        } finally {
            for (const each of asked) this.#asked.delete(each);
        }
        this.#changed();
    }

    #page(place, limit) {
        const after = this.#cursors.get(place);
        const where = after ? { after } : place > 0 ? { offset: place } : {};
        return api.search({ ...this.#query, ...where, limit });
    }

    #forget(near) {
        const known = Object.keys(this.#items);
        if (known.length <= most) return;
        for (const place of known) if (Math.abs(place - near) > most / 3) delete this.#items[place];
    }

    // The pictures between two places, whether they are known or not, without keeping them. Throws a `Problem`.
    async between(from, to) {
        const images = [];
        while (images.length < to - from) {
            const place = from + images.length;
            if (this.#items[place]) {
                images.push(this.#items[place]);
                continue;
            }
            const page = await this.#page(place, Math.min(200, to - place));
            if (page.images.length === 0) break;
            images.push(...page.images);
        }
        return images;
    }

    replace(image) {
        const place = this.place(image.hash);
        if (place >= 0) this.#items[place] = { ...image, match: this.#items[place].match };
    }

    // Takes pictures out; those behind them move up. Returns how many of them were known.
    remove(hashes) {
        const gone = new Set(hashes);
        const kept = [];
        let shift = 0;
        for (let place = 0; place < this.#items.length; place += 1) {
            const image = this.#items[place];
            if (image && gone.has(image.hash)) shift += 1;
            else if (image) kept[place - shift] = image;
        }
        this.#items = kept;
        this.#cursors.clear();
        this.total -= shift;
        return shift;
    }
}
