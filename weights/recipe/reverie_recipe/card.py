"""Writes the card of studio or photo and its pictures: `python -m reverie_recipe.card studio.json --run RUN --weights ../studio`.

Needs what the judge wrote into RUN, and what `sweep` and `shape_search` (in RUN/shapes) wrote, if they ran. Every picture is made
here from fixed seeds and shown as it comes.
"""

import argparse
import dataclasses
import json
import pathlib
import shutil

from . import card_parts, pictures
from .encoder import SentenceEncoder
from .samples import Model
from .shape_search import cost

SEEDS = 6


@dataclasses.dataclass(frozen=True)
class Subject:
    """What differs between the cards."""

    prompts: list[str]
    # Words and combinations that no training picture has, or that nothing could have.
    unseen: list[str]
    things: str
    judge: str
    commands: list[str]
    limits: str
    # Of the command that trained it.
    options: str
    # What is to be said of the figures: why the defaults, what falls short, what would mend it.
    remarks: str
    # What is to be said of words that it has never seen.
    familiarity: str = ""


STUDIO = Subject(
    prompts=[
        "a red apple, 3D style", "something to eat: pizza", "a lemon", "a tomato, flat", "a mushroom, cartoon",
        "a sunflower", "a pig, shaded style", "a frog, blob style", "a fox, flat", "a penguin",
    ],
    unseen=[  # `emoji64.UNSEEN_NAMES` and `UNSEEN_PAIRS` first
        "a mango", "a skunk", "crocodile made flat", "octopus, 3D style", "pizza, blob style", "red apple, 3D style",
        "a blue banana, 3D style", "a sleepy cat, flat", "a purple strawberry", "a fish made of cheese",
    ],
    things="drawings",
    judge="The judge (`drawing_encoder`) has learned from the real drawings alone. Recall is how often the prompt's name is among the ones that it finds nearest.",
    commands=[
        "python -m reverie_recipe.drawing_encoder --data DATA --run RUN",
        "python -m reverie_recipe.judge_studio --weights ../studio --data DATA --run RUN",
    ],
    options=" --from ../studio --learning-rate 0.0003",
    limits="""One thing at a time, on white, as emoji show it: no scenes, no lettering. Fruit, faces, flowers and things with a shape of their
own come out well, known animals too. What is thin, made of several parts or rare comes as something of the right colour; hands of a
clock and letters are seldom right. Pictures of one prompt have one layout: the sketch's.""",
    remarks="""The judge names samples as well as it names real drawings. With guidance 3 recall is 87 %, but drawings of one name are 13 % nearer
to each other than real ones, and the Frechet distance is 0.135; the default is nearest to the real ones in both.
The sweep below, over 60 prompts, prefers 3, and shows 8 steps to do as well as 16: of 400, in the card of
[studio-fast](../studio-fast/CARD.md), which needs four and no guidance, they do, too.

Before it was shown a sketch, the same network, trained for 344 epochs on a GPU, had a recall of 50 % with guidance 5 and drew foxes as
crabs. At t = 900, where it is decided what is to be drawn, knowing the prompt had brought its loss from 0.252 to 0.182. The sketch, a mere
enlargement of what two layers had learned in six minutes of two busy cores, is only 0.133 away from the drawings by the same measure; the
network that is shown it came to 0.122 in seven minutes, and to 0.110 in the end (on drawings that are held out 0.135, 0.186 before).""",
)  # fmt: skip

SUBJECTS = {
    "studio": STUDIO,
    "studio-fast": dataclasses.replace(
        STUDIO,
        commands=[command.replace("../studio", "../studio-fast") for command in STUDIO.commands],
        remarks="""It is `studio`, taught to say at once what `studio` says with guidance (Meng et al. 2023, section 3.1): a step is one evaluation of the
network instead of two. DPM-Solver++ (2M) does with four steps what it does with sixteen, very nearly. Of 400 samples each, by the same judge:

| | steps | evaluations | recall@1 | recall@10 | Frechet distance | diversity within a name |
| --- | --- | --- | --- | --- | --- | --- |
| `studio-fast` | 2 | 2 | 54.5 % | 82.2 % | 0.156 | 0.554 |
| | 3 | 3 | 57.0 % | 84.2 % | 0.136 | 0.637 |
| | **4** | **4** | 55.8 % | 84.0 % | 0.135 | 0.659 |
| | 8 | 8 | 56.8 % | 84.8 % | 0.131 | 0.706 |
| `studio`, guidance 2 | 4 | 8 | 60.8 % | 84.0 % | 0.133 | 0.656 |
| | 8 | 16 | 61.5 % | 85.3 % | 0.130 | 0.695 |
| | 16 | 32 | 61.8 % | 85.0 % | 0.131 | 0.709 |
| real drawings | | | | 85.1 % | 0.133 | 0.727 |

    python -m reverie_recipe.judge_studio --weights ../studio-fast --data DATA --run RUN --steps 8    # and so on

To learn the way between four steps, as progressive distillation does, was tried first: after 500 steps of it recall@10 (of 120 samples) was
85.0 % and the pictures were speckled; after 490 steps of this it was 89.2 %, the teacher's own with four steps 88.3 %.""",
        options=" --from ../studio",
        limits="""Those of [studio](../studio/CARD.md). Guidance is part of it, as much as `studio` has by default: other values than 1 are not what it
learned. Two pictures of a name are 9 % nearer to each other than two real ones; with eight steps 3 %.""",
    ),
    "photo": Subject(
        prompts=[
            "airplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
            "a photo of a daisy", "a dandelion", "a rose", "a sunflower", "a tulip",
        ],
        unseen=[
            "a poodle", "a sparrow", "a speedboat", "a pickup truck", "a biplane", "a red car", "a white horse in snow",
            "a blue frog", "a cat on a sofa", "a bicycle", "a butterfly", "a mountain lake",
        ],
        things="photos",
        judge="The judge (`classifier`) has learned from the real photos alone. Agreement is how often it sees the class that was asked for.",
        commands=[
            "python -m reverie_recipe.classifier --photo RUN/data.npz --run RUN --epochs 24",
            "python -m reverie_recipe.judge_classes --weights ../photo --dataset RUN/data.npz --run RUN",
        ],
        remarks="""More guidance agrees more and shows less: with 2 agreement is 93 %, but two pictures of a class are 15.6 % nearer to each other than two
real ones; with 4 (20 steps, 300 samples) it is 98 % and 25 %, and the Frechet distance twice as large. The default keeps within 15 %.
The table further down prefers agreement, over few samples.""",
        options="",
        familiarity="""
How familiar a prompt is, from 0 to 1, the server tells with its answer, as for [fashion](../fashion/CARD.md): the cosine to a direction in
the manifest, from other things to the names of these and to half of `photo_prompts.KINDS`, through a logistic curve, fitted to every second
name of the other half and of other things (`fashion_prompts.unrelated`). On the rest, 93.1 % of the phrasings ("my favourite poodle") and 7.0 %
of the prompts about other things are told above 0.5; a phrasing is told above another prompt in 98.6 % of pairs. Near ones (a lion, a bus) may
pass for familiar. It says whether a prompt is about one of the fifteen, not whether the model will draw the right one.

    python -m reverie_recipe.familiarity --weights ../photo --run RUN
""",
        limits="""Ten animals and vehicles and five flowers, one at a time, as small as CIFAR-10 shows them: 32x32 pixels. Animals that turn
their heads, and hands, wheels and letters, are hard at this size; what it makes of other words stands above.""",
    ),
}  # fmt: skip


def draw(model: Model, encoder: SentenceEncoder, prompts: list[str], path: pathlib.Path):
    """A column a prompt, a row a seed."""
    defaults = model.manifest["defaults"]
    embeddings = encoder.encode(prompts).repeat(SEEDS, 1)
    samples = model.sample(embeddings, 1, defaults["steps"], defaults["guidanceScale"], defaults["sampler"])
    pictures.grid(samples, len(prompts), path, scale=1 if samples.shape[-1] >= 64 else 2)


def card(subject: Subject, manifest: dict, config: dict, judged: dict, log: list[dict], machine: str, extra: dict[str, str]) -> str:
    network, training, defaults = manifest["network"], manifest["training"], manifest["defaults"]
    parameters, gflop = cost(config)
    quoted, unseen = (", ".join(f'"{prompt}"' for prompt in prompts) for prompts in (subject.prompts, subject.unseen))
    name, minutes = manifest["name"], log[-1]["seconds"] / 60
    shown = network.get("sketch")
    sketch = f", and a sketch of it of {shown['side']}x{shown['side']} pixels" if shown else ""
    minutes_on = f"{minutes:.0f} minutes on {machine}"
    return f"""# {manifest["title"]}

{manifest["description"]} {manifest["image"]["width"]}x{manifest["image"]["height"]} pixels, from a prompt.

![Samples: a column a prompt, a row a seed](samples.png)

From the left: {quoted}. {SEEDS} seeds each, as they come.

| | |
| --- | --- |
| Network | U-Net over {network["fold"]}x{network["fold"]} folded pixels, widths {network["widths"]}, blocks {network["blocks"]}, {parameters:,} parameters, {gflop:.2f} GFLOP a forward pass, fp16 |
| Predicts | {manifest["prediction"]}; T = {manifest["schedule"]["timesteps"]}, {manifest["schedule"]["kind"]} |
| Conditioning | the prompt's embedding by {training["promptEncoder"]}{sketch} |
| Defaults | {defaults["sampler"]}, {defaults["steps"]} steps, guidance {defaults["guidanceScale"]:g} |
| Training data | {training["data"]} |
| Credit | {training["credit"]} |
| Licence of the data | {training["licence"]} |
| Licence of the weights | Apache-2.0 |
| Training | {training["steps"]:,} steps of {config["training"]["batch"]} {subject.things}, {training["epochs"]} epochs, {minutes_on} |

## Words and combinations that it has never seen

![Unseen prompts](unseen.png)

From the left: {unseen}. As they come, not picked.
{subject.familiarity}
## How good it is

Of {judged["samples"]:,} samples of prompts that it was trained on. {subject.judge}

{card_parts.figures(judged)}

From `weights/recipe`:

{card_parts.commands(subject.commands)}

{subject.remarks}
{card_parts.failures(judged)}{extra["sweep"]}
## How it was trained

{card_parts.commands([
    f"python -m reverie_recipe.dataset {name}.json --data DATA --to RUN/data.npz",
    f"python -m reverie_recipe.train {name}.json --dataset RUN/data.npz --run RUN --minutes {minutes:.0f}{subject.options}",
    f"python -m reverie_recipe.export {name}.json --run RUN --to ../{name}",
])}

![Loss](loss.png)

The same prompts and noise over the training, one row a saved grid:

![The grid over the training](training.png)
{extra["shapes"]}
## Limits

{subject.limits}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=pathlib.Path)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--trained-on", default="one thread of a busy shared machine", help="what the minutes of training were on")
    parser.add_argument("--gpu", action="store_true", help="it was trained with the config's values for a GPU")
    arguments = parser.parse_args()
    run, weights = arguments.run, arguments.weights
    model, encoder = Model(weights), SentenceEncoder()
    subject = SUBJECTS[model.manifest["name"]]
    log, judged, config = (json.loads(path.read_text()) for path in (run / "log.json", run / "judged.json", arguments.config))
    if arguments.gpu:
        config["training"] |= config["training"]["cuda"]
    draw(model, encoder, subject.prompts, weights / "samples.png")
    draw(model, encoder, subject.unseen, weights / "unseen.png")
    card_parts.strip(sorted(run.glob("grid-*.png")), model.manifest["image"]["height"], weights / "training.png")
    pictures.loss_curve(log, weights / "loss.png")
    if judged["failures"]:
        shutil.copy(run / "failures.png", weights / "failures.png")
    extra = {"sweep": card_parts.few_steps(run, weights), "shapes": card_parts.shapes(run / "shapes", weights)}
    (weights / "CARD.md").write_text(card(subject, model.manifest, config, judged, log, arguments.trained_on, extra))


if __name__ == "__main__":
    main()
