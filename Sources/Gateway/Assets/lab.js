// Jobs for experiments: asked for, watched to their end and forgotten again, a few at a time.

import * as api from "/assets/api.js";

const sideBySide = 3;
let running = 0;
const waiting = [];

async function turn() {
    if (running >= sideBySide) await new Promise((resolve) => waiting.push(resolve));
    running += 1;
}

function pass() {
    running -= 1;
    waiting.shift()?.();
}

// Makes a job's pictures. Returns {pictures: [data URL], states: [data URL of the last noisy ones]}; onStep is told each
// preview. `signal` gives up.
export async function make(settings, { onStep = () => {}, signal } = {}) {
    await turn();
    let id = null;
    try {
        signal?.throwIfAborted();
        ({ id } = await submit(settings));
        const result = await watch(id, onStep, signal);
        return { ...result, pictures: await Promise.all(result.pictures.map(keep)) };
    } finally {
        pass();
        // The end of an experiment is none of the gateway's business any more.
        if (id) api.endJob(id).catch(() => {});
    }
}

// Somebody who asks for much is told to wait now and then.
async function submit(settings) {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await api.submit(settings);
        } catch (problem) {
            if (![429, 503].includes(problem.status) || attempt === 6) throw problem;
            await new Promise((resolve) => setTimeout(resolve, 1500));
        }
    }
}

function watch(id, onStep, signal) {
    return new Promise((resolve, reject) => {
        const pictures = [];
        let states = [];
        const fail = (message) => {
            stop();
            reject(new api.Problem(message));
        };
        const stop = api.watch(id, "both", {
            preview: (data) => {
                states = data.states ?? [];
                onStep(data);
            },
            image: ({ url }) => pictures.push(url),
            finished: () => resolve({ pictures, states }),
            cancelled: () => fail("Cancelled."),
            failed: ({ detail }) => fail(detail),
            lost: () => fail("Reverie was started anew. Try once more."),
        });
        signal?.addEventListener("abort", () => fail("Given up."));
    });
}

// The picture itself, as its address will not last.
async function keep(url) {
    const blob = await (await fetch(url)).blob();
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
    });
}
