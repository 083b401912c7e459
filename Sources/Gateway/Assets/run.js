// What is shown at a time: one job, or several that belong together (variations of a picture are a job each).

import * as api from "/assets/api.js";
import { picture } from "/assets/pictures.js";

export class Run {
    // {id, recipe, stage, step, steps, remaining, frames: Map(step -> {x0: [], xt: []}), pictures: Map(index -> url), stop}
    parts;
    on;
    #content = "x0";
    #isEnding = false;
    #isOver = false;
    #isFollowed = false;
    // Whether it was asked for just now, so that it is to be seen forming even where that is over before anybody looks.
    isFresh = false;
    // Previews whose pictures are being decoded.
    #decoding = new Set();

    // `on` has told(), stepped(step), over(), interrupted(), lost(): what became of the run since.
    constructor(parts, on) {
        this.parts = parts.map(({ id, recipe = null }) => ({
            id,
            recipe,
            stage: "queued",
            step: 0,
            steps: lastStep(recipe),
            remaining: null,
            position: null,
            away: null,
            failure: null,
            milliseconds: null,
            frames: new Map(),
            pictures: new Map(),
            stop: () => {},
        }));
        this.on = on;
    }

    get ids() {
        return this.parts.map((part) => part.id);
    }

    get link() {
        return `/jobs/${this.ids.join(",")}`;
    }

    get isOver() {
        return this.#isOver;
    }

    // The places of the pictures: which of the parts' each is.
    get places() {
        return this.parts.flatMap((part) => indices(part.recipe).map((index, position) => ({ part, index, position })));
    }

    // The steps that can be seen, ascending, of those parts that still have them.
    get steps() {
        const all = new Set(this.parts.flatMap((part) => [...part.frames.keys()]));
        return [...all].sort((one, other) => one - other);
    }

    get total() {
        return Math.max(...this.parts.map((part) => part.steps));
    }

    // As the recipe says, though a draft stops before the last.
    get recipeSteps() {
        return this.parts[0]?.recipe?.steps ?? this.total;
    }

    // Asks where the jobs are. Throws a Problem.
    async meet() {
        await Promise.all(this.parts.map((part) => this.#meet(part)));
    }

    async #meet(part) {
        this.#take(part, await api.job(part.id));
    }

    // Brings back how the pictures formed, where the gateway has forgotten it. Throws a Problem.
    async restore() {
        const forgotten = this.parts.filter((part) => part.stage === "finished" && part.frames.size === 0);
        await Promise.all(forgotten.map(async (part) => this.#take(part, await api.film(part.id))));
    }

    #take(part, { state, recipe, frames, images }) {
        part.recipe = recipe;
        part.stage = state;
        part.steps = lastStep(recipe);
        for (const { step } of frames) if (!part.frames.has(step)) part.frames.set(step, { x0: [], xt: [] });
        for (const [index, url] of Object.entries(images)) part.pictures.set(Number(index), url);
        part.step = Math.max(0, ...part.frames.keys());
    }

    follow(content) {
        this.#content = content;
        this.#isFollowed = true;
        for (const part of this.parts) this.#follow(part);
    }

    // Shows other contents of the previews from now on.
    change(content) {
        if (!this.#isFollowed || content === this.#content) return;
        this.#content = content;
        for (const part of this.parts.filter((part) => !isOver(part.stage))) {
            part.stop();
            this.#follow(part);
        }
    }

    stop() {
        for (const part of this.parts) part.stop();
    }

    async cancel() {
        const running = this.parts.filter((part) => !isOver(part.stage));
        await Promise.all(running.map((part) => api.endJob(part.id)));
    }

    async discard() {
        this.stop();
        await Promise.all(this.parts.map((part) => api.endJob(part.id).catch(() => {})));
    }

    #follow(part) {
        const passed = (change) => (data) => {
            part.away = null;
            change(data);
            this.on.told();
        };
        part.stop = api.watch(part.id, this.#content, {
            queued: passed(({ position, estimatedMilliseconds }) => {
                part.stage = "queued";
                part.position = position;
                part.remaining = estimatedMilliseconds;
            }),
            started: passed(({ recipe }) => {
                part.stage = "running";
                part.steps = lastStep(recipe);
                part.recipe = recipe;
            }),
            preview: (data) => this.#preview(part, data),
            image: passed(({ index, url }) => part.pictures.set(index, url)),
            finished: (data) => this.#end(part, "finished", data),
            cancelled: (data) => this.#end(part, "cancelled", data),
            failed: (data) => this.#end(part, "failed", data),
            away: ({ detail }) => {
                part.away = detail;
                this.on.told();
            },
            interrupted: () => this.on.interrupted(),
            resumed: () => this.on.told(),
            lost: () => this.on.lost(),
        });
    }

    async #preview(part, { step, remainingMilliseconds, images, states }) {
        const frame = part.frames.get(step) ?? { x0: [], xt: [] };
        if (this.#content === "xt") frame.xt = images;
        else frame.x0 = images;
        if (states) frame.xt = states;
        part.frames.set(step, frame);
        part.away = null;
        part.stage = "running";
        part.remaining = remainingMilliseconds;
        part.step = Math.max(part.step, step);
        this.on.told();
        const decoding = Promise.all([...images, ...(states ?? [])].map(picture));
        this.#decoding.add(decoding);
        await decoding;
        this.#decoding.delete(decoding);
        this.on.stepped(step);
    }

    async #end(part, stage, { milliseconds = null, detail = null, retryable = false }) {
        part.stage = stage;
        part.milliseconds = milliseconds;
        part.failure = stage === "failed" ? { detail, retryable } : null;
        part.remaining = null;
        this.on.told();
        // Previews may have been lost on the way; the gateway kept them.
        await Promise.all([this.#meet(part).catch(() => {}), ...this.#decoding]);
        if (this.#isEnding || !this.parts.every((part) => isOver(part.stage))) return;
        this.#isEnding = true;
        if (this.isFresh) await this.#catchUp();
        this.#isOver = true;
        this.on.over();
    }

    // Tells of the steps that came too quickly to be told.
    async #catchUp() {
        const steps = this.steps;
        const stride = Math.ceil(steps.length / 40);
        const some = steps.filter((_, index) => index % stride === 0);
        const content = this.#content === "xt" ? "xt" : "x0";
        await Promise.all(some.flatMap((step) => this.places.map((place) => picture(this.address(place, step, content)))));
        for (const step of some) this.on.stepped(step);
    }

    // Where the picture of a step is, or of the last before it: in the page, or at the gateway. null where there is none.
    address({ part, index, position }, step, content) {
        const found = nearest(part.frames, step);
        if (found === 0) return null;
        return part.frames.get(found)[content][position] ?? api.frameAddress(part.id, found, index, content);
    }
}

const isOver = (stage) => ["finished", "cancelled", "failed"].includes(stage);

// A draft stops before its last step.
const lastStep = (recipe) => recipe?.draftSteps ?? recipe?.steps ?? 1;

export const indices = (recipe) => recipe?.pictures ?? Array.from({ length: recipe?.count ?? 1 }, (_, index) => index);

function nearest(frames, wanted) {
    let found = 0;
    for (const step of frames.keys()) if (step <= wanted && step > found) found = step;
    return found;
}
