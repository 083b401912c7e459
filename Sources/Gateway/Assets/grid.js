// A grid of any number of cards, of which only those that can be seen are in the document.

// So many rows are made above and below what can be seen.
const spare = 2;

export class Grid {
    // The place that the keyboard is at.
    active = 0;

    #element;
    #make;
    #seen;
    #count = 0;
    #columns = 1;
    #step = 1;
    #cards = new Map();
    #pool = [];
    #frame = 0;
    #settle = 0;
    #lastTop = 0;

    // `make()` returns a card: {item, focus(), fill(place, isQuick)}. `seen(from, to)` is told which places can be seen.
    constructor(element, make, seen) {
        this.#element = element;
        this.#make = make;
        this.#seen = seen;
        addEventListener("scroll", () => this.#schedule(), { passive: true });
        new ResizeObserver(() => this.#measure()).observe(element);
    }

    get columns() {
        return this.#columns;
    }

    // How many rows fit on the screen.
    get rows() {
        return Math.max(1, Math.floor(innerHeight / this.#step));
    }

    set count(count) {
        this.#count = count;
        this.active = Math.max(0, Math.min(this.active, count - 1));
        this.#measure();
    }

    // Fills all cards anew.
    refresh() {
        for (const [place, card] of this.#cards) card.fill(place, false);
    }

    // Takes the keyboard to a place, and the page with it.
    focus(place) {
        this.active = Math.max(0, Math.min(place, this.#count - 1));
        this.#show(this.active);
        this.#render();
        this.refresh();
        this.#cards.get(this.active)?.focus();
    }

    // Gives the keyboard back to where it was, or to the first card that there is; the page stays where it is.
    resume() {
        if (this.#cards.size === 0) return;
        if (!this.#cards.has(this.active)) this.active = Math.min(...this.#cards.keys());
        this.refresh();
        this.#cards.get(this.active).focus();
    }

    #show(place) {
        const top = this.#element.getBoundingClientRect().top + Math.floor(place / this.#columns) * this.#step;
        const bar = 72;
        if (top < bar) scrollBy({ top: top - bar, behavior: "instant" });
        else if (top + this.#step > innerHeight - bar) scrollBy({ top: top + this.#step - innerHeight + bar, behavior: "instant" });
    }

    #measure() {
        const style = getComputedStyle(this.#element);
        const gap = parseFloat(style.getPropertyValue("--gap-px")) || 8;
        const least = parseFloat(style.getPropertyValue("--cell-px")) || 160;
        const width = this.#element.clientWidth;
        if (width === 0) return;
        const columns = Math.max(2, Math.floor((width + gap) / (least + gap)));
        const size = (width - gap * (columns - 1)) / columns;
        if (columns !== this.#columns || size + gap !== this.#step) {
            this.#columns = columns;
            this.#step = size + gap;
            this.#element.style.setProperty("--size", `${size}px`);
            for (const [place, card] of this.#cards) this.#put(card, place);
        }
        const rows = Math.ceil(this.#count / columns);
        this.#element.style.height = `${Math.max(0, rows * this.#step - gap)}px`;
        this.#render();
    }

    #put(card, place) {
        const x = (place % this.#columns) * this.#step;
        const y = Math.floor(place / this.#columns) * this.#step;
        card.item.style.transform = `translate(${x}px, ${y}px)`;
        card.item.setAttribute("aria-posinset", String(place + 1));
        card.item.setAttribute("aria-setsize", String(this.#count));
    }

    #schedule() {
        this.#frame ||= requestAnimationFrame(() => {
            this.#frame = 0;
            this.#render();
        });
    }

    #render() {
        const top = -this.#element.getBoundingClientRect().top;
        const first = Math.max(0, Math.floor(top / this.#step) - spare);
        const last = Math.ceil((top + innerHeight) / this.#step) + spare;
        const from = Math.min(first * this.#columns, this.#count);
        const to = Math.max(from, Math.min(last * this.#columns, this.#count));
        // Whoever flies past does not wait for pictures that are gone before they are there.
        const isQuick = Math.abs(top - this.#lastTop) > innerHeight;
        this.#lastTop = top;
        this.#bring(from, to, isQuick);
        clearTimeout(this.#settle);
        const settled = () => {
            this.#lastTop = -this.#element.getBoundingClientRect().top;
            if (isQuick) this.refresh();
            if (to > from) this.#seen(from, to);
        };
        if (isQuick) this.#settle = setTimeout(settled, 100);
        else settled();
    }

    // Cards stand in the document in the order of their places, for whoever reads it instead of looking. The one that has the
    // keyboard stays.
    #bring(from, to, isQuick) {
        let next = null;
        for (const [place, card] of this.#cards) {
            if (place >= from && place < to) continue;
            if (place < this.#count && card.item.contains(document.activeElement)) {
                if (place >= to) next = card.item;
                continue;
            }
            card.item.remove();
            this.#pool.push(card);
            this.#cards.delete(place);
        }
        for (let place = to - 1; place >= from; place -= 1) {
            let card = this.#cards.get(place);
            if (!card) {
                card = this.#pool.pop() ?? this.#make();
                this.#cards.set(place, card);
                this.#put(card, place);
                card.fill(place, isQuick);
                this.#element.insertBefore(card.item, next);
            }
            next = card.item;
        }
    }
}
