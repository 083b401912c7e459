// The page that makes pictures.

import * as api from "/assets/api.js";
import { askForCaption } from "/assets/caption-dialog.js";
import { PromptNote } from "/assets/prompt-note.js";
import { Settings } from "/assets/settings.js";
import { Tiles } from "/assets/tiles.js";

const $ = (id) => document.getElementById(id);
const settings = new Settings();
const note = new PromptNote($("prompt-note"), $("prompt"));
const tiles = new Tiles($("tiles"), showChosen);

// The job that is shown: {id, recipe, close, running}. `recipe` is what was asked for, seed included.
let job = null;
// Set while the inference server is away; the page asks again until it is back.
let isAway = false;
// The recipe of a picture that was broken off because the server went away. It is made again when the server is back:
// once, as it may be what the server went away from.
let interrupted = null;
let mayRepeat = true;

function say(text, isError = false) {
    $("status").textContent = text;
    $("status").classList.toggle("error", isError);
}

function show(state) {
    $("frame").dataset.state = state;
    const running = state === "waiting" || state === "forming";
    $("generate").textContent = running ? "CANCEL" : "GENERATE";
    $("generate").dataset.mode = running ? "cancel" : "generate";
    $("generate").disabled = isAway && !running;
    $("frame").setAttribute("aria-busy", String(running));
    $("actions").hidden = state !== "done";
    if (!running) $("progress").hidden = true;
}

function showProgress(done, total) {
    $("progress").hidden = false;
    $("progress").setAttribute("aria-valuenow", String(Math.round((100 * done) / total)));
    $("progress").firstElementChild.style.transform = `scaleX(${done / total})`;
}

function seconds(milliseconds) {
    if (milliseconds < 1000) return "less than a second";
    const rounded = Math.round(milliseconds / 1000);
    if (rounded < 100) return rounded === 1 ? "1 second" : `${rounded} seconds`;
    return `${Math.round(rounded / 60)} minutes`;
}

function describe(recipe) {
    return recipe?.prompt ? `${recipe.prompt} · seed ${recipe.seed}` : "";
}

// ---- A job's life

async function generate(wish) {
    leave();
    tiles.clear();
    note.clear();
    show("waiting");
    $("frame").scrollIntoView({ block: "nearest", behavior: "smooth" });
    say("Asking for a picture …");
    try {
        const accepted = await api.submit(wish);
        note.show(accepted.prompt);
        follow(accepted.id, accepted.recipe);
    } catch (problem) {
        show("empty");
        if (problem.status === 503) await serverIsAway(problem.message);
        else say(problem.message, true);
        if (problem.field) settings.blame(problem.field);
    }
}

function follow(id, recipe) {
    job = { id, recipe, running: true };
    history.replaceState(null, "", `#${id}`);
    const mine = job;
    const handlers = {
        queued: ({ position, estimatedMilliseconds }) => {
            show("waiting");
            const wait = estimatedMilliseconds === null ? "" : `, about ${seconds(estimatedMilliseconds)}`;
            say(position > 0 ? `${position} before you${wait}` : "About to start …");
        },
        started: (event) => {
            mine.recipe = event.recipe;
            tiles.prepare(event.count);
            show("forming");
            showProgress(0, event.steps);
            say(`${event.steps} steps to go`);
        },
        preview: ({ step, steps, remainingMilliseconds, images }) => {
            tiles.preview(step, images);
            showProgress(step, steps);
            const left = remainingMilliseconds === null ? "" : ` · ${seconds(remainingMilliseconds)} left`;
            say(`Step ${step} of ${steps}${left}`);
        },
        image: ({ index, url }) => tiles.finish(index, url, mine.recipe?.prompt || "The picture"),
        finished: ({ milliseconds }) => {
            end("done");
            tiles.offerChoice();
            say(`${describe(mine.recipe)} · ${(milliseconds / 1000).toFixed(1)} s`);
        },
        cancelled: () => {
            end("empty");
            tiles.clear();
            say("Cancelled.");
        },
        failed: ({ detail, retryable }) => {
            end("empty");
            tiles.clear();
            say(detail, true);
            if (!retryable) return;
            interrupted = mayRepeat ? mine.recipe : null;
            mayRepeat = false;
            serverIsAway(detail);
        },
        interrupted: () => say("The connection to Reverie is gone; trying again …", true),
        lost: () => {
            end("empty");
            tiles.clear();
            say("Reverie no longer has this picture: it was restarted, or made many others since.", true);
        },
    };
    mine.close = api.watch(
        id,
        Object.fromEntries(
            Object.entries(handlers).map(([name, handle]) => [name, (data) => job === mine && handle(data)]),
        ),
    );
    show("waiting");
}

function end(state) {
    job.running = false;
    job.close();
    show(state);
    if (state === "empty") forget();
}

function forget() {
    job = null;
    history.replaceState(null, "", location.pathname);
}

// Lets go of the job that is shown, whatever it does.
function leave() {
    job?.close();
    forget();
}

// ---- The server, away and back

async function serverIsAway(reason) {
    if (isAway) return;
    isAway = true;
    $("generate").disabled = true;
    say(reason, true);
    for (let attempt = 0; isAway; attempt += 1) {
        await new Promise((resolve) => setTimeout(resolve, attempt < 5 ? 1000 : 3000));
        try {
            settings.offer(await api.models());
            isAway = false;
        } catch (problem) {
            say(problem.message, true);
        }
    }
    $("generate").disabled = false;
    if (interrupted) {
        const recipe = interrupted;
        interrupted = null;
        await generate(recipe);
    } else {
        say("Reverie is back.");
    }
}

async function meetServer() {
    try {
        settings.offer(await api.models());
    } catch (problem) {
        await serverIsAway(problem.message);
    }
}

// ---- What a person does

$("controls").addEventListener("submit", async (event) => {
    event.preventDefault();
    if ($("generate").dataset.mode === "cancel") {
        if (!job?.running) return;
        say("Cancelling …");
        await api.endJob(job.id).catch((problem) => say(problem.message, true));
    } else if (!isAway) {
        mayRepeat = true;
        await generate(settings.read());
    }
});

function showChosen(tile) {
    $("save").textContent = tile.saved ? "Saved" : "Save";
    $("save").disabled = tile.saved !== null;
    $("download").href = tile.url;
    $("download").download = `reverie-${job.recipe.seed}-${tile.index + 1}.png`;
}

$("save").addEventListener("click", async () => {
    const tile = tiles.chosen;
    const saved = await askForCaption({
        heading: "Save to the catalogue",
        action: "Save",
        value: job.recipe.prompt,
        use: (caption) => api.save(job.id, tile.index, caption),
    });
    if (!saved) return;
    tile.saved = saved.hash;
    tile.url = saved.url;
    showChosen(tile);
    say(`Saved as “${saved.caption}”.`);
});

$("discard").addEventListener("click", async () => {
    const tile = tiles.chosen;
    const id = job.id;
    tiles.discard(tile);
    if (!tiles.isEmpty) return;
    show("empty");
    say("");
    forget();
    $("prompt").focus();
    await api.endJob(id).catch(() => {});
});

const known = location.hash.slice(1);
if (/^[0-9a-f]{32}$/.test(known)) follow(known, null);
else show("empty");
await meetServer();
