// The page that explains, with the model at work in it.

import * as api from "/assets/api.js";
import { Film } from "/assets/film.js";
import { make } from "/assets/lab.js";
import { picture } from "/assets/pictures.js";
import { schedule, SchedulePlot } from "/assets/plot.js";
import { samplerName } from "/assets/recipe.js";
import { recall } from "/assets/store.js";

const $ = (id) => document.getElementById(id);
const plot = new SchedulePlot($("schedule"));
document.documentElement.dataset.look = recall("reverie.settings", {}).look ?? "sharp";

let model = null;
// The picture that is ruined: {source: what POST /api/jobs calls it, url, prompt}.
let subject = null;
// Every experiment has the same noise.
const seed = "7";

const time = () => Number($("time").value);
const complain = (problem) => ($("trouble").textContent = problem?.message ?? "");

const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
};

const square = (alt) => {
    const image = element("img", { alt });
    return { image, box: element("div", { className: "square" }, image) };
};

// What is asked for while something is under way is done after it, and only the newest of it.
function latest(work) {
    let busy = false;
    let again = false;
    return async function run() {
        if (busy) {
            again = true;
            return;
        }
        busy = true;
        do {
            again = false;
            await work().then(() => complain(null), complain);
        } while (again);
        busy = false;
    };
}

// Disables the button of an experiment while it runs.
async function during(button, work) {
    button.disabled = true;
    try {
        await work();
        complain(null);
    } catch (problem) {
        complain(problem);
    } finally {
        button.disabled = false;
    }
}

// What can be moved and pressed once the model is known.
const controls = [$("time"), $("run-looks"), $("run-walk"), $("guidance-words"), $("ask-guidance").querySelector("button"), $("run-grid")];
const enable = (isReady) => controls.forEach((control) => (control.disabled = !isReady));
enable(false);

// ---- 1: a picture dissolves

const guess = (t) => ({
    model: model.name,
    prompt: subject.prompt,
    seed,
    guidanceScale: 1,
    picture: { ...subject.source, strength: 1 },
    estimate: t,
});

const dissolve = latest(async () => {
    if (!subject) return;
    const { pictures, frames } = await make(guess(time()));
    $("noisy").src = frames[0].state;
    $("estimate").src = pictures[0];
    $("noisy").alt = `The picture with the noise of time ${time()}`;
    $("estimate").alt = "What the model takes the picture for";
});

function readTime() {
    const t = time();
    const left = plot.alphaBar(t);
    plot.mark(t);
    $("time").setAttribute("aria-valuetext", `t ${t} of ${$("time").max}, ${(100 * left).toFixed(1)} % of the picture left`);
    const strong = (text) => element("b", { textContent: text });
    $("reading").replaceChildren(
        "t = ", strong(String(t)), " · ᾱ = ", strong(left.toFixed(left < 0.01 ? 5 : 3)), " · β = ", strong(plot.beta(t).toFixed(5)),
        ` · ${share(left)} is picture, the rest noise`,
    );
    $("run-walk").textContent = `Walk back from t = ${t}`;
}

const share = (left) => (left < 0.001 ? "next to nothing" : `${(100 * left).toFixed(left < 0.1 ? 1 : 0)} %`);

$("time").addEventListener("input", () => {
    readTime();
    dissolve();
});

function choose(one, button) {
    subject = one;
    for (const other of $("sources").querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
    $("original").src = one.url;
    $("original").alt = one.prompt || "The picture";
    $("looks").replaceChildren();
    dissolve();
}

async function offerSources() {
    const { images } = await api.search({ limit: 12 });
    const saved = images
        .filter(({ recipe }) => recipe)
        .map(({ hash, url, caption, recipe }) => ({ source: { image: hash }, url, prompt: recipe.prompt, name: caption }));
    const sources = saved.length > 0 ? saved : [await makeSource()];
    $("sources").replaceChildren(
        ...sources.map((one) => {
            const button = element("button", { type: "button" }, element("img", { src: one.url, alt: one.name, loading: "lazy" }));
            button.addEventListener("click", () => choose(one, button));
            button.setAttribute("aria-pressed", "false");
            return element("li", {}, button);
        }),
    );
    choose(sources[0], $("sources").querySelector("button"));
}

// Where nothing has been saved yet, a picture is made. Its job stays, as others begin with it.
async function makeSource() {
    const { id, recipe } = await api.submit({ model: model.name, prompt: model.defaultPrompt, seed });
    await new Promise((resolve, reject) => {
        const fail = (detail) => reject(new api.Problem(detail ?? "The picture could not be made."));
        api.watch(id, "x0", { finished: resolve, cancelled: () => fail(), failed: ({ detail }) => fail(detail), lost: () => fail() });
    });
    return { source: { job: id, index: 0 }, url: api.pictureAddress(id, 0), prompt: recipe.prompt, name: recipe.prompt };
}

// ---- 2: one look

$("run-looks").addEventListener("click", () =>
    during($("run-looks"), async () => {
        const most = Number($("time").max);
        const times = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95].map((part) => Math.round(part * most));
        const [head, noisy, seen] = ["t", "noisy", "seen"].map((name) => element("tr", {}, element("th", { scope: "row", textContent: name })));
        $("looks").replaceChildren(element("tbody", {}, head, noisy, seen));
        const cells = times.map((t) => {
            const [one, other] = [square(`Noisy at ${t}`), square(`Seen at ${t}`)];
            head.append(element("td", { textContent: String(t) }));
            noisy.append(element("td", {}, one.box));
            seen.append(element("td", {}, other.box));
            return [t, one.image, other.image];
        });
        await Promise.all(
            cells.map(async ([t, noise, look]) => {
                const { pictures, frames } = await make(guess(t));
                noise.src = frames[0].state;
                look.src = pictures[0];
            }),
        );
    }),
);

// ---- 3: many steps

// The frames of the walk, in order.
let walk = [];
const film = new Film($("walk-film"), (step) => paintWalk(step));

async function paintWalk(step) {
    const image = await picture(walk[step - 1]?.image ?? null);
    if (!image || step !== film.step) return;
    const canvas = $("walk");
    Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
    canvas.getContext("2d").drawImage(image, 0, 0);
}

function showWalk(total) {
    film.show({ total, steps: walk.map((_, index) => index + 1), address: (step) => walk[step - 1].image });
    paintWalk(film.step);
}

$("run-walk").addEventListener("click", () =>
    during($("run-walk"), async () => {
        const t = time();
        const most = Number($("time").max);
        const steps = 40;
        walk = [];
        film.hide();
        const count = Math.max(1, Math.round((t / most) * steps));
        const { frames } = await make(
            { model: model.name, prompt: subject.prompt, seed, steps, picture: { ...subject.source, strength: t / most } },
            {
                all: true,
                onStep: (frame) => {
                    walk.push(frame);
                    showWalk(Math.max(count, walk.length));
                    $("walk-reading").textContent = `Step ${walk.length} of ${count} · t = ${frame.timestep}`;
                },
            },
        );
        walk = frames;
        showWalk(walk.length);
        $("walk-reading").textContent = `${walk.length} steps from t = ${t}. Drag over the strip to see them.`;
    }),
);

// ---- 4: guidance

const scales = [0, 1, 2, 4, 8];

$("ask-guidance").addEventListener("submit", (event) => {
    event.preventDefault();
    const button = $("ask-guidance").querySelector("button");
    during(button, async () => {
        const prompt = $("guidance-words").value.trim() || model.defaultPrompt;
        const cells = scales.map((scale) => ({ scale, ...square(`Guidance ${scale}`) }));
        $("guidances").replaceChildren(...cells.map(({ scale, box }) => element("li", {}, box, element("p", { textContent: scale === 0 ? "0, no words" : String(scale) }))));
        await Promise.all(
            cells.map(async ({ scale, image }) => {
                const { pictures } = await make({ model: model.name, prompt, seed, guidanceScale: scale }, { onStep: (frame) => (image.src = frame.image) });
                image.src = pictures[0];
            }),
        );
    });
});

// ---- 5: samplers and steps

const counts = [2, 4, 8, 16, 32];

function layGrid() {
    const head = element("tr", {}, element("td"), ...counts.map((count) => element("th", { scope: "col", textContent: `${count} steps` })));
    const cells = [];
    const rows = model.samplers.map((sampler) => {
        const row = element("tr", {}, element("th", { scope: "row", textContent: samplerName(sampler) }));
        for (const steps of counts) {
            const { image, box } = square(`${samplerName(sampler)}, ${steps} steps`);
            cells.push({ sampler, steps, image });
            row.append(element("td", {}, box));
        }
        return row;
    });
    $("ways").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
    return cells;
}

$("run-grid").addEventListener("click", () =>
    during($("run-grid"), async () => {
        const cells = layGrid();
        let done = 0;
        const tell = () => ($("grid-reading").textContent = done < cells.length ? "Filling the grid …" : `${done} pictures, all from the same noise.`);
        tell();
        // Quick ones first, so that there is something to see.
        cells.sort((one, other) => one.steps - other.steps);
        await Promise.all(
            cells.map(async ({ sampler, steps, image }) => {
                const { pictures } = await make({ model: model.name, prompt: model.defaultPrompt, seed, sampler, steps });
                image.src = pictures[0];
                done += 1;
                tell();
            }),
        );
    }),
);

// ---- The page

// Starts an experiment when it is scrolled to, once.
const whenSeen = new IntersectionObserver(
    (entries) => {
        for (const { isIntersecting, target } of entries) {
            if (!isIntersecting) continue;
            whenSeen.unobserve(target);
            target.click();
        }
    },
    { threshold: 1 },
);

async function begin() {
    const { models } = await api.models();
    model = models[0];
    const alphaBars = schedule(model.schedule);
    for (const place of document.querySelectorAll(".T")) place.textContent = String(alphaBars.length);
    $("time").max = String(alphaBars.length);
    plot.show(alphaBars);
    readTime();
    $("guidance-words").value = model.defaultPrompt;
    layGrid();
    await offerSources();
    enable(true);
    for (const button of [$("run-looks"), $("ask-guidance").querySelector("button")]) whenSeen.observe(button);
}

for (;;) {
    try {
        await begin();
        complain(null);
        break;
    } catch (problem) {
        complain(problem);
        await new Promise((resolve) => setTimeout(resolve, 3000));
    }
}
