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

// Makes a job's pictures. Returns {pictures: [data URL], frames: [{timestep, image, state}]}: what was predicted, and from
// what noise, at the last step, or at every step where `all` is asked for. onStep(frame) is told each as it comes, if it does:
// where all is quick, nothing may come before the end.
export async function make(settings, { onStep = () => {}, all = false } = {}) {
    await turn();
    let id = null;
    try {
        ({ id } = await submit(settings));
        const { pictures, seen } = await watch(id, onStep);
        const { frames } = await api.job(id);
        const wanted = all ? frames : frames.slice(-1);
        return {
            pictures: await Promise.all(pictures.map(keep)),
            frames: await Promise.all(wanted.map(({ step, timestep }) => seen.get(step) ?? fetchFrame(id, step, timestep))),
        };
    } finally {
        pass();
        // The end of an experiment is none of the gateway's business any more.
        if (id) api.endJob(id).catch(() => {});
    }
}

async function fetchFrame(id, step, timestep) {
    const [image, state] = await Promise.all(["x0", "xt"].map((content) => keep(api.frameAddress(id, step, 0, content))));
    return { timestep, image, state };
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

function watch(id, onStep) {
    return new Promise((resolve, reject) => {
        const pictures = [];
        const seen = new Map();
        const fail = (message) => reject(new api.Problem(message));
        api.watch(id, "both", {
            preview: ({ step, timestep, images: [image], states: [state] }) => {
                seen.set(step, { timestep, image, state });
                onStep(seen.get(step));
            },
            image: ({ url }) => pictures.push(url),
            finished: () => resolve({ pictures, seen }),
            cancelled: () => fail("Cancelled."),
            failed: ({ detail }) => fail(detail),
            lost: () => fail("Reverie was started anew. Try once more."),
        });
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
