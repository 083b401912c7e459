// The noise schedule as two curves: what is left of the picture, and what noise each step adds.

// alphaBar of each time from 1 on: the formulas of the protocol's specification, under MODELS.
export function schedule({ kind, timesteps, betaStart, betaEnd }) {
    const squared = (t) => Math.cos(((t / timesteps + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    const betas = {
        "raised-cosine": (t) => (betaEnd * (1 - Math.cos((Math.PI * t) / timesteps))) / 2,
        linear: (t) => betaStart + ((betaEnd - betaStart) * (t - 1)) / Math.max(timesteps - 1, 1),
        "squared-cosine": (t) => Math.min(1 - squared(t) / squared(t - 1), 0.999),
    };
    const beta = betas[kind] ?? betas.linear;
    let left = 1;
    return Array.from({ length: timesteps }, (_, index) => (left *= 1 - beta(index + 1)));
}

const [width, height] = [600, 200];
const space = "http://www.w3.org/2000/svg";

function add(parent, name, attributes) {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
}

export class SchedulePlot {
    #svg;
    #alphaBars;
    #now;

    constructor(svg) {
        this.#svg = svg;
    }

    // alphaBars: one for each time from 1 on.
    show(alphaBars) {
        this.#alphaBars = alphaBars;
        const betas = alphaBars.map((_, index) => this.beta(index + 1));
        const highest = Math.max(...betas);
        this.#svg.replaceChildren();
        for (const share of [0, 0.5, 1]) add(this.#svg, "line", { x1: 0, x2: width, y1: share * height, y2: share * height });
        add(this.#svg, "path", { class: "beta", d: this.#path(betas.map((beta) => beta / highest)) });
        add(this.#svg, "path", { class: "alpha", d: this.#path(alphaBars) });
        this.#now = add(this.#svg, "line", { class: "now", y1: 0, y2: height });
    }

    alphaBar(t) {
        return t === 0 ? 1 : this.#alphaBars[t - 1];
    }

    beta(t) {
        return 1 - this.alphaBar(t) / this.alphaBar(t - 1);
    }

    mark(t) {
        const x = String(((t - 1) / Math.max(1, this.#alphaBars.length - 1)) * width);
        this.#now.setAttribute("x1", x);
        this.#now.setAttribute("x2", x);
    }

    #path(values) {
        const stride = Math.max(1, Math.floor(values.length / 250));
        const points = values.map((value, index) => [(index / Math.max(1, values.length - 1)) * width, (1 - value) * height]);
        return points
            .filter((_, index) => index % stride === 0 || index === points.length - 1)
            .map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
            .join("");
    }
}
