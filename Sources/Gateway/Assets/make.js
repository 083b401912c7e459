// The page that makes pictures.

import { offerActions } from "/assets/actions.js";
import { announce } from "/assets/announce.js";
import * as api from "/assets/api.js";
import { welcomePictures } from "/assets/drop.js";
import { recipeChunk } from "/assets/png.js";
import { PromptNote } from "/assets/prompt-note.js";
import { parse } from "/assets/recipe.js";
import { Run } from "/assets/run.js";
import { settings } from "/assets/settings.js";
import { describe, film, leave, move, player, prepare, say, scrub, show, showChosen, showFilm, showProgress, stage, tiles } from "/assets/stage.js";
import { Suggest } from "/assets/suggest.js";
import { arrive, seconds } from "/assets/time.js";

const $ = (id) => document.getElementById(id);
const note = new PromptNote($("prompt-note"), (text) => settings.setPrompt(text));
const suggest = new Suggest($("prompt"), $("suggestions"), () => settings.setPrompt($("prompt").value));

// Set while the inference server is away; the page asks again until it is back.
let isAway = false;
// Recipes that broke off because the server went away. They are asked for again when it is back: once, as they may be what
// it went away from.
let interrupted = null;
let mayRepeat = true;

// Which asking is under way: what another one, a visit or CANCEL has overtaken comes to nothing.
let asking = 0;

// GENERATE, or CANCEL, or not to be pressed.
function display(state) {
    show(state);
    $("generate").disabled = isAway && $("generate").dataset.mode === "generate";
}

// ---- A run's life

// Asks for one job for each wish, and shows what comes of them.
async function generate(wishes) {
    asking += 1;
    const mine = asking;
    leave();
    note.clear();
    suggest.close();
    display("waiting");
    // What was pressed for it may be hidden now.
    if (document.activeElement?.closest("[hidden]")) $("generate").focus({ preventScroll: true });
    $("frame").scrollIntoView({ block: "nearest", behavior: "smooth" });
    say("Asking for a picture …");
    announce("Asking for a picture");
    const accepted = [];
    try {
        for (const wish of wishes) {
            accepted.push(await api.submit(wish));
            if (asking !== mine) return end(accepted);
        }
    } catch (problem) {
        if (asking !== mine) return end(accepted);
        if (accepted.length === 0) {
            display("empty");
            if (problem.status === 503 || problem.status === 0) await serverIsAway(problem.message);
            else say(problem.message, true);
            if (problem.field) settings.blame(problem.field);
            return;
        }
        say(problem.message, true);
    }
    note.show(accepted[0].prompt);
    settings.used(accepted[0].recipe.seed);
    begin(accepted).isFresh = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    follow();
    move(stage.run.link, { isNew: true });
}

// Nobody waits for these jobs any more.
function end(jobs) {
    for (const { id } of jobs) api.endJob(id).catch(() => {});
}

// A run whose news count as long as it is the one that is shown.
function begin(parts) {
    const mine = new Run(parts, {});
    for (const [name, handle] of Object.entries(handlers)) mine.on[name] = (...data) => stage.run === mine && handle(...data);
    stage.run = mine;
    return mine;
}

function follow() {
    prepare();
    display("waiting");
    stage.run.follow(settings.content);
}

const handlers = {
    told: () => tell(),
    stepped: (step) => {
        if ($("frame").dataset.state === "waiting") display("forming");
        player.push(step);
    },
    over: () => player.end(stage.run.parts.every(({ stage }) => stage === "finished") ? finish : breakOff),
    interrupted: () => say("The connection to Reverie is gone; trying again …", true),
    lost: () => {
        leave();
        display("empty");
        say("Reverie no longer has this picture: many others were made since.", true);
    },
};

function tell() {
    if (stage.run.isOver) return;
    const away = stage.run.parts.find((part) => part.away);
    if (away) return say(away.away, true);
    const total = stage.run.parts.reduce((sum, part) => sum + part.steps, 0);
    const done = stage.run.parts.reduce((sum, part) => sum + (part.stage === "finished" ? part.steps : part.step), 0);
    const waiting = stage.run.parts.filter(({ stage }) => stage === "queued");
    if (waiting.length === stage.run.parts.length) {
        const [{ position, remaining }] = waiting;
        const wait = remaining ? `, about ${seconds(remaining)}` : "";
        const text = position > 0 ? `${position} before you${wait}` : "About to start …";
        announce(position > 0 ? text : "About to start");
        return say(text);
    }
    showProgress(done / total);
    const left = Math.max(...stage.run.parts.map(({ remaining }) => remaining ?? 0));
    const steps = stage.run.parts.length > 1 ? `${done} of ${total} steps` : `Step ${done} of ${total}`;
    say(`${steps}${left > 0 ? ` · ${seconds(left)} left` : ""}`);
    announce("The picture is forming");
}

// All pictures are there.
async function finish() {
    const mine = stage.run;
    await Promise.all(
        tiles.all.map((tile) => {
            const url = tile.part.pictures.get(tile.index);
            return url && tiles.settle(tile, url, describe(tile));
        }),
    );
    if (stage.run !== mine) return;
    for (const tile of tiles.all.filter((tile) => !tile.url)) tiles.drop(tile);
    tiles.offer();
    display("done");
    showFilm();
    const time = Math.max(0, ...mine.parts.map(({ milliseconds }) => milliseconds ?? 0));
    stage.summary = time > 0 ? `Made in ${(time / 1000).toFixed(1)} s` : "Finished";
    showChosen();
    announce(tiles.all.length === 1 ? "The picture is finished" : `${tiles.all.length} pictures are finished`);
    await restoreFilm();
}

// The link of an old picture shows how it formed, too.
async function restoreFilm() {
    const mine = stage.run;
    if (mine.steps.length > 0) return;
    say(`${stage.summary} · Bringing its steps back …`);
    const summary = stage.summary;
    const trouble = await mine.restore().then(() => null, (problem) => problem);
    if (stage.run !== mine) return;
    stage.summary = trouble ? `${summary}. ${trouble.message}` : summary;
    showFilm();
    showChosen();
}

// Some pictures or all are not: they were cancelled, or failed. How far they came can still be looked at.
function breakOff() {
    const mine = stage.run;
    const failed = stage.run.parts.find(({ failure }) => failure)?.failure;
    if (failed?.retryable) {
        interrupted = mayRepeat ? stage.run.parts.map(({ recipe }) => recipe) : null;
        mayRepeat = false;
    }
    if (stage.run.steps.length > 0 && !failed) {
        tiles.offer();
        display("done");
        showFilm();
        scrub(film.step).then(() => stage.run === mine && say(`Cancelled at step ${film.step} of ${mine.recipeSteps}`));
        announce("Cancelled");
    } else {
        leave();
        display("empty");
        say(failed?.detail ?? "Cancelled.", failed !== undefined);
        if (!failed) announce("Cancelled");
    }
    if (failed?.retryable) serverIsAway(failed.detail);
}

// ---- A picture that brings its recipe

async function takeRecipe(file) {
    const chunk = recipeChunk(new Uint8Array(await file.arrayBuffer()));
    const recipe = chunk && parse(chunk.text);
    if (!recipe) return say("There is no recipe of Reverie's in this picture.", true);
    if (!settings.isReady) return say("The recipe can be taken over once the inference server is back.", true);
    const missing = settings.adopt(recipe);
    say(missing.length > 0 ? `The recipe is taken over, but ${missing.join("; ")}.` : "The recipe is taken over. Press GENERATE for the same picture.");
    announce($("status").textContent);
}

// ---- The server, away and back

async function serverIsAway(reason) {
    if (isAway) return;
    isAway = true;
    $("generate").disabled = $("generate").dataset.mode === "generate";
    // A run that is shown tells of itself.
    if (stage.run === null) say(reason, true);
    for (let attempt = 0; isAway; attempt += 1) {
        await new Promise((resolve) => setTimeout(resolve, attempt < 5 ? 1000 : 3000));
        try {
            settings.offer(await api.models());
            isAway = false;
        } catch (problem) {
            if (stage.run === null) say(problem.message, true);
        }
    }
    $("generate").disabled = false;
    if (interrupted) {
        const recipes = interrupted;
        interrupted = null;
        await generate(recipes);
    } else if (stage.run === null) {
        say("Reverie is back.");
        announce("Reverie is back");
    }
}

// Which prompts are offered: those of the model that is chosen.
let offered = null;

function offer(words) {
    if (words === offered) return;
    offered = words;
    suggest.offer(words);
    const some = [...words].sort(() => Math.random() - 0.5).slice(0, 8);
    $("examples").querySelector("ul").replaceChildren(
        ...some.map((text) => {
            const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
            button.addEventListener("click", () => {
                settings.setPrompt(text);
                note.clear();
                mayRepeat = true;
                generate([settings.read()]);
            });
            const item = document.createElement("li");
            item.append(button);
            return item;
        }),
    );
    $("examples").hidden = $("frame").dataset.state !== "empty";
}

settings.onChange = () => {
    if (document.documentElement.dataset.look !== settings.look) {
        document.documentElement.dataset.look = settings.look;
        film.draw();
    }
    if (settings.model) offer(settings.model.prompts);
    if (!stage.run) return;
    stage.run.change(settings.content);
    if (stage.run.isOver) {
        showFilm();
        scrub(film.step);
    }
};

// ---- The page

$("controls").addEventListener("submit", async (event) => {
    event.preventDefault();
    if ($("generate").dataset.mode === "cancel") {
        if (stage.run === null) {
            asking += 1;
            display("empty");
            return say("Cancelled.");
        }
        if (stage.run.isOver) return;
        say("Cancelling …");
        await stage.run.cancel().catch((problem) => say(problem.message, true));
    } else if (!isAway) {
        mayRepeat = true;
        await generate([settings.read()]);
    }
});

// The picture that the address names: running still, finished, or gone.
async function visit() {
    asking += 1;
    interrupted = null;
    stage.path = location.pathname;
    leave();
    const ids = arrive(location.pathname);
    if (ids.length === 0) return display("empty");
    display("waiting");
    const mine = begin(ids.map((id) => ({ id })));
    for (;;) {
        try {
            await mine.meet();
            break;
        } catch (problem) {
            if (stage.run !== mine) return;
            if (!problem.mayPass) {
                leave();
                display("empty");
                move("/");
                return say(problem.message, true);
            }
            say(problem.message, true);
            await new Promise((resolve) => setTimeout(resolve, 2000));
        }
    }
    if (stage.run !== mine) return;
    say("");
    follow();
    if (mine.steps.length === 0) return;
    display("forming");
    showFilm();
    scrub(film.step);
}

offerActions((wishes) => {
    mayRepeat = true;
    return generate(wishes);
});
welcomePictures(takeRecipe);
// A link within the page changes the address too, but names no other picture.
addEventListener("popstate", () => location.pathname !== stage.path && visit());
document.documentElement.dataset.look = settings.look;

async function meetServer() {
    try {
        settings.offer(await api.models());
    } catch (problem) {
        await serverIsAway(problem.message);
    }
}

await Promise.all([visit(), meetServer()]);

// The catalogue sends somebody who wants to use a picture's recipe.
const wanted = /^#again=([0-9a-f]{64})$/.exec(location.hash)?.[1];
if (wanted) {
    history.replaceState(null, "", location.pathname);
    const response = await fetch(`/images/${wanted}.png`).catch(() => null);
    if (response?.ok) await takeRecipe(await response.blob());
    else say("This picture cannot be loaded: it may have been deleted.", true);
}
