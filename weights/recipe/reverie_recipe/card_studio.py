"""Writes the studio model's card and its pictures: `python -m reverie_recipe.card_studio studio.json --run RUN --weights ../studio`.

Needs what `judge_studio` wrote into RUN. Every picture in the card is made here from fixed seeds and shown as it comes.
"""

import argparse
import json
import pathlib

from PIL import Image

from . import pictures
from .encoder import SentenceEncoder
from .samples import Model
from .shape_search import cost

SEEDS = 6

PROMPTS = [
    "a red apple, 3D style", "something to eat: pizza", "a lemon", "a tomato, flat", "a mushroom, cartoon",
    "a sunflower", "a pig, shaded style", "a frog, blob style", "a fox, flat", "a penguin",
]  # fmt: skip

# Words and combinations that no training picture has (`emoji64.UNSEEN_NAMES`, `UNSEEN_PAIRS`), or that nothing could have.
UNSEEN_PROMPTS = [
    "a mango", "a skunk", "crocodile made flat", "octopus, 3D style", "pizza, blob style", "red apple, 3D style",
    "a blue banana, 3D style", "a sleepy cat, flat", "a purple strawberry", "a fish made of cheese",
]  # fmt: skip


def draw(model: Model, encoder: SentenceEncoder, prompts: list[str], path: pathlib.Path):
    """A column a prompt, a row a seed."""
    defaults = model.manifest["defaults"]
    embeddings = encoder.encode(prompts).repeat(SEEDS, 1)
    samples = model.sample(embeddings, 1, defaults["steps"], defaults["guidanceScale"], defaults["sampler"])
    pictures.grid(samples, len(prompts), path, scale=1)


def strip(grids: list[pathlib.Path], side: int, path: pathlib.Path):
    """The first row of each saved grid, one below the other."""
    first = [Image.open(grid) for grid in grids]
    image = Image.new("RGB", (first[0].width, side * len(first)))
    for row, grid in enumerate(first):
        image.paste(grid.crop((0, 0, grid.width, side)), (0, side * row))
    image.save(path, optimize=True)


def card(manifest: dict, config: dict, judged: dict, log: list[dict]) -> str:
    network, training, defaults = manifest["network"], manifest["training"], manifest["defaults"]
    parameters, gflop = cost(config)
    quoted = ", ".join(f'"{prompt}"' for prompt in PROMPTS)
    unseen = ", ".join(f'"{prompt}"' for prompt in UNSEEN_PROMPTS)
    figures = "\n".join(
        f"| {name} | {value:.3f} |" if isinstance(value, float) else f"| {name} | {value} |" for name, value in judged.items()
    )
    return f"""# {manifest["title"]}

{manifest["description"]} {manifest["image"]["width"]}x{manifest["image"]["height"]} pixels, from a prompt.

![Samples: a column a prompt, a row a seed](samples.png)

From the left: {quoted}. Six seeds each, as they come.

| | |
| --- | --- |
| Network | U-Net over {network["fold"]}x{network["fold"]} folded pixels, widths {network["widths"]}, blocks {network["blocks"]}, {parameters:,} parameters, {gflop:.2f} GFLOP a forward pass, fp16 |
| Predicts | {manifest["prediction"]}; T = {manifest["schedule"]["timesteps"]}, {manifest["schedule"]["kind"]} |
| Conditioning | the prompt's embedding by {training["promptEncoder"]} |
| Defaults | {defaults["sampler"]}, {defaults["steps"]} steps, guidance {defaults["guidanceScale"]:g} |
| Training data | {training["data"]} |
| Credit | {training["credit"]} |
| Licence of the data | {training["licence"]} |
| Training | {training["steps"]:,} steps of {config["training"]["batch"]} drawings, {training["epochs"]} epochs, {log[-1]["seconds"] / 60:.0f} minutes on one thread of a busy shared machine |

## Words and combinations that it has never seen

![Unseen prompts](unseen.png)

From the left: {unseen}.

## How good it is

Of {judged["samples"]} samples of prompts that it was trained on. The judge (`drawing_encoder`) has learned from the real drawings alone.

| | |
| --- | --- |
{figures}

From `weights/recipe`:

    python -m reverie_recipe.drawing_encoder --data DATA --run RUN
    python -m reverie_recipe.judge_studio --weights ../studio --data DATA --run RUN

## How it was trained

    python -m reverie_recipe.dataset studio.json --data DATA --to RUN/data.npz
    python -m reverie_recipe.train studio.json --dataset RUN/data.npz --run RUN --minutes {log[-1]["seconds"] / 60:.0f} --threads 1
    python -m reverie_recipe.export studio.json --run RUN --to ../studio

![Loss](loss.png)

The same prompts and noise over the training, one row a saved grid:

![The grid over the training](training.png)

## Limits

One thing at a time, on white, as emoji show it: no scenes, no lettering. It was trained on few drawings of each thing, so
that a known thing in a known style comes out near one of them; how near is measured above.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=pathlib.Path)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    model, encoder = Model(arguments.weights), SentenceEncoder()
    log = json.loads((arguments.run / "log.json").read_text())
    judged = json.loads((arguments.run / "judged.json").read_text())
    config = json.loads(arguments.config.read_text())
    draw(model, encoder, PROMPTS, arguments.weights / "samples.png")
    draw(model, encoder, UNSEEN_PROMPTS, arguments.weights / "unseen.png")
    strip(sorted(arguments.run.glob("grid-*.png")), model.manifest["image"]["height"], arguments.weights / "training.png")
    pictures.loss_curve(log, arguments.weights / "loss.png")
    (arguments.weights / "CARD.md").write_text(card(model.manifest, config, judged, log))


if __name__ == "__main__":
    main()
