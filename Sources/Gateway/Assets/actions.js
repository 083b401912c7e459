// What can be done with a picture: saved, downloaded, discarded, and more like it made.

import { announce } from "/assets/announce.js";
import * as api from "/assets/api.js";
import { askForCaption } from "/assets/caption-dialog.js";
import { copyOnClick } from "/assets/copy.js";
import { askForFormat } from "/assets/download.js";
import { askForMore } from "/assets/more.js";
import { settings } from "/assets/settings.js";
import {
    contentOf, fileName, leave, lookedAt, move, recipeWords, say, show, showChosen, showFilm, shownAddress, shownTiles, stage, tileOrFirst, tiles,
} from "/assets/stage.js";

const $ = (id) => document.getElementById(id);

// ask(recipes) is told when more is wanted.
export function offerActions(ask) {
    function formats() {
        const [tile] = shownTiles();
        const step = lookedAt();
        const isAnimated = tiles.chosen !== null && step === null && stage.run.steps.length > 0;
        askForFormat({
            urls: shownTiles().map(shownAddress),
            name: fileName(tile, step),
            animation: isAnimated ? { job: tile.part.id, index: tile.index, frames: tile.part.frames.size, content: contentOf() } : null,
        });
    }

    $("formats").addEventListener("click", formats);
    $("download").addEventListener("click", (event) => {
        if (tiles.chosen) return;
        event.preventDefault();
        formats();
    });
    $("download").addEventListener("keydown", (event) => {
        if (!tiles.chosen && ["Enter", " "].includes(event.key)) {
            event.preventDefault();
            formats();
        }
    });

    $("save").addEventListener("click", async () => {
        const shown = shownTiles().filter(({ saved }) => !saved || lookedAt() !== null);
        const step = lookedAt();
        const saved = await askForCaption({
            heading: shown.length > 1 ? `Save ${shown.length} pictures` : "Save to the catalogue",
            action: "Save",
            value: shown[0].part.recipe.prompt + (step === null ? "" : `, step ${step}`),
            use: async (caption) => {
                let last = null;
                for (const tile of shown) {
                    last = await api.save({ job: tile.part.id, image: tile.index, caption, ...(step !== null && { step }) });
                    if (step === null) tile.saved = last.hash;
                }
                return last;
            },
        });
        if (!saved) return;
        const text = shown.length > 1 ? `${shown.length} pictures saved as “${saved.caption}”.` : `Saved as “${saved.caption}”.`;
        if (step === null) stage.summary = text;
        showChosen();
        say(text);
        announce(text);
    });

    $("more").addEventListener("click", async () => {
        const wishes = await askForMore(tileOrFirst().part.recipe, tiles.chosen?.index ?? null, settings.maximumCount);
        if (wishes.length > 0) await ask(wishes);
    });

    $("discard").addEventListener("click", async () => {
        const tile = tiles.chosen;
        if (tile && tiles.all.length > 1) {
            tiles.drop(tile);
            $("sheet").hidden = true;
            showFilm();
            showChosen();
            return;
        }
        const discarded = stage.run;
        leave();
        show("empty");
        say("");
        announce("Discarded");
        move("/");
        $("prompt").focus();
        await discarded.discard();
    });

    copyOnClick($("copy-recipe"), recipeWords);
    copyOnClick($("copy-link"), () => new URL(stage.run.link, location.href).href);
}
