// The box and what is below it: the run that is shown, its pictures, the steps they form in, and the one somebody looks at.

import { alarm } from "/assets/announce.js";
import * as api from "/assets/api.js";
import { Film } from "/assets/film.js";
import { picture } from "/assets/pictures.js";
import { Player } from "/assets/player.js";
import { words } from "/assets/recipe.js";
import { settings } from "/assets/settings.js";
import { Tiles } from "/assets/tiles.js";

const $ = (id) => document.getElementById(id);

// The run that is shown; null on an empty page. `summary` is what is said of it when it is over. `path` is the address that was
// seen to, which may stay when its run cannot be shown.
export const stage = { run: null, summary: "", path: null };
export const tiles = new Tiles($("tiles"), open);
export const film = new Film($("film"), scrub);
export const player = new Player(paintAll);

export function say(text, isError = false) {
    $("status").textContent = text;
    $("status").classList.toggle("error", isError);
    if (isError) alarm(text);
}

// empty, waiting, forming or done.
export function show(state) {
    $("frame").dataset.state = state;
    const isRunning = state === "waiting" || (state === "forming" && stage.run !== null && !stage.run.isOver);
    $("generate").textContent = isRunning ? "CANCEL" : "GENERATE";
    $("generate").dataset.mode = isRunning ? "cancel" : "generate";
    $("frame").setAttribute("aria-busy", String(isRunning));
    $("actions").hidden = state !== "done";
    $("examples").hidden = state !== "empty" || $("examples").querySelector("li") === null;
    if (state === "empty") film.hide();
    if (!isRunning) $("progress").hidden = true;
}

export function showProgress(share) {
    $("progress").hidden = false;
    $("progress").setAttribute("aria-valuenow", String(Math.round(100 * share)));
    $("progress").firstElementChild.style.transform = `scaleX(${share})`;
}

// Makes room for a run's pictures.
export function prepare() {
    stage.summary = "";
    tiles.prepare(stage.run.places);
    player.reset(stage.run.total);
    showRecipe();
}

// Puts the page at an address that it has seen to: at the present one's place, or after it.
export function move(path, { isNew = false } = {}) {
    stage.path = path;
    if (location.pathname === path) return;
    if (isNew) history.pushState(null, "", path);
    else history.replaceState(null, "", path);
}

// Lets go of what is shown, whatever becomes of it.
export function leave() {
    stage.run?.stop();
    stage.run = null;
    player.reset();
    tiles.clear();
    film.hide();
    $("recipe").hidden = $("sheet").hidden = true;
}

export const tileOrFirst = () => tiles.chosen ?? tiles.all[0];
export const shownTiles = () => (tiles.chosen ? [tiles.chosen] : tiles.all);
export const contentOf = () => (settings.content === "xt" ? "xt" : "x0");

export function describe(tile) {
    const prompt = tile.part.recipe.prompt || "A picture";
    return tiles.all.length > 1 ? `${prompt}, picture ${tile.number + 1} of ${tiles.all.length}` : prompt;
}

// ---- Steps

// The decoded pictures of a tile's step.
async function frame(run, tile, step) {
    const [main, inset] = await Promise.all([
        picture(run.address(tile, step, contentOf())),
        settings.content === "both" ? picture(run.address(tile, step, "xt")) : null,
    ]);
    return { main, inset };
}

// What each tile shows, for the next step to be mixed with.
const painted = new WeakMap();
// Which of all that was asked for each tile shows: what has been decoded late does not go over what is newer.
const drawn = new WeakMap();
let asked = 0;

// The pictures as they form, for whoever looks at the newest step.
async function paintAll(step, before, share) {
    const { run } = stage;
    const isWanted = () => film.isAtEnd && isForming(run);
    if (film.isAtEnd) await Promise.all(tiles.all.map((tile) => paint(run, tile, { step, before, share, isWanted })));
    if (stage.run === run && run && share === 1) showFilm();
}

// Whether a run's steps are to be seen, and not its finished pictures.
const isForming = (run) => stage.run === run && !(run.isOver && isWhole());

async function paint(run, tile, { step, before = null, share = 1, isWanted }) {
    asked += 1;
    const mine = asked;
    const now = await frame(run, tile, step);
    if (!now.main || !isWanted() || !tiles.all.includes(tile) || mine < (drawn.get(tile) ?? 0)) return;
    drawn.set(tile, mine);
    const earlier = share < 1 ? painted.get(tile) : null;
    tiles.paint(tile, now, earlier?.step === before ? earlier.frame : null, share);
    if (share === 1) painted.set(tile, { step, frame: now });
}

export function showFilm() {
    const tile = tileOrFirst();
    const { run } = stage;
    if (!tile || run.steps.length === 0) return film.hide();
    // What was broken off has no more steps than there are.
    film.show({ total: run.isOver ? run.steps.at(-1) : run.total, steps: run.steps, address: (step) => run.address(tile, step, contentOf()) });
}

const isWhole = () => film.isAtEnd && tiles.all.every(({ url }) => url);

// The step that somebody looks at; null for the finished picture.
export const lookedAt = () => (stage.run?.isOver && !isWhole() && stage.run.steps.length > 0 ? film.step : null);

export async function scrub(step) {
    const { run } = stage;
    if (run.isOver && isWhole()) {
        for (const tile of tiles.all) tiles.settle(tile, tile.url, describe(tile));
    } else {
        const isWanted = () => film.step === step && isForming(run);
        await Promise.all(tiles.all.map((tile) => paint(run, tile, { step, isWanted })));
        if (!isWanted()) return;
    }
    if (run.isOver) showChosen();
}

// ---- One of several

function open(tile) {
    tiles.open(tile);
    $("sheet").hidden = false;
    $("sheet").focus();
    showFilm();
    showChosen();
}

$("sheet").addEventListener("click", () => {
    const tile = tiles.chosen;
    tiles.open(null);
    $("sheet").hidden = true;
    tile?.button.focus();
    showFilm();
    showChosen();
});

// ---- The picture that is looked at

export const fileName = (tile, step) => {
    const { prompt, seed } = tile.part.recipe;
    const slug = prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 40);
    return ["reverie", slug, seed, tile.index > 0 ? tile.index + 1 : "", step ? `step-${step}` : ""].filter(Boolean).join("-");
};

export const shownAddress = (tile) => {
    const step = lookedAt();
    return step === null ? tile.url : api.frameAddress(tile.part.id, step, tile.index, contentOf());
};

const label = (id, text) => ($(id).querySelector("span").textContent = text);

// What can be done now, and with what.
export function showChosen() {
    const tile = tiles.chosen;
    const step = lookedAt();
    const what = step === null ? "" : ` step ${step}`;
    const isSheet = tile === null;
    const isSaved = step === null && shownTiles().every(({ saved }) => saved);
    label("save", isSaved ? "Saved" : isSheet ? "Save all" : "Save");
    $("save").setAttribute("aria-label", isSaved ? "Saved" : isSheet ? "Save all pictures" : `Save${what}`);
    $("save").disabled = isSaved || (step !== null && contentOf() === "xt");
    $("download").setAttribute("aria-label", isSheet ? "Download all as one picture" : `Download${what}`);
    if (isSheet) {
        $("download").removeAttribute("href");
        $("download").setAttribute("role", "button");
        $("download").tabIndex = 0;
    } else {
        $("download").removeAttribute("role");
        $("download").href = shownAddress(tile);
        $("download").download = `${fileName(tile, step)}.png`;
    }
    label("more", tileOrFirst()?.part.recipe.draftSteps ? "Finish" : "More");
    say(step === null ? stage.summary : `Step ${step} of ${stage.run.recipeSteps}`);
    showRecipe();
}

function showRecipe() {
    const isKnown = Boolean(tileOrFirst()?.part.recipe);
    $("recipe").hidden = !isKnown;
    if (isKnown) $("recipe-words").textContent = recipeWords();
}

export function recipeWords() {
    const { recipe } = tileOrFirst().part;
    const title = settings.models.find(({ name }) => name === recipe.model)?.title ?? recipe.model;
    return words(recipe, { title, index: tiles.chosen?.index ?? null, step: lookedAt() });
}
