"""Judges a model by what the real programs make of it, and writes its card.

    reverie-server &
    python -m reverie_recipe.judge --run DIR --weights ../fashion --reverie ../../.build/release/reverie

Asks the running server, through the desktop client, for 100 pictures of each class under all the phrasings that the
manifest suggests, with the manifest's default sampler, steps and guidance, and counts how often the classifier
(`classifier.py`, trained on real pictures only) sees the thing that was asked for. Writes CARD.md, samples.png,
loss.png and training.png into the weights folder. The card also has what `judge_classes` and `sweep` wrote into DIR before.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys

import torch
from PIL import Image

from . import card_parts, classifier, fashion_mnist, fashion_prompts, pictures

PER_CLASS = 100


def generate(arguments, prompt: str, count: int, seed: int, folder: pathlib.Path) -> list[pathlib.Path]:
    command = [
        arguments.reverie, "generate", prompt, "--server", arguments.server, "--model", arguments.weights.name,
        "--steps", str(arguments.steps), "--seed", str(seed), "--count", str(count), "--output", str(folder),
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stderr}")
    return sorted(folder.glob("*.png"))


def sample(arguments, folder: pathlib.Path) -> torch.Tensor:
    """-> pictures float [10 * PER_CLASS, 1, 28, 28], class after class."""
    everything = []
    for label, prompts in enumerate(fashion_prompts.suggestions()):
        share = [PER_CLASS // len(prompts) + (i < PER_CLASS % len(prompts)) for i in range(len(prompts))]
        for index, (prompt, count) in enumerate(zip(prompts, share)):
            made = generate(arguments, prompt, count, 1000 * label + index, folder / f"{label}-{index:02}")
            if len(made) != count:
                sys.exit(f"{len(made)} pictures of {count} came for {prompt!r}")
            everything += [read_picture(path) for path in made]
    return torch.stack(everything)


def read_picture(path: pathlib.Path) -> torch.Tensor:
    """A PNG file -> float [1, 28, 28], -1...1"""
    picture = torch.frombuffer(bytearray(Image.open(path).convert("L").tobytes()), dtype=torch.uint8)
    return picture.reshape(1, 28, 28).float() / 127.5 - 1


def variety(judged: dict) -> str:
    """What `judge_classes` measured, in words."""
    return f"""How varied and how near to the real ones, by the PyTorch twin over {judged["samples"]:,} samples (`judge_classes`), in the classifier's
last 128 numbers: the Frechet distance to the real test pictures is {judged["Frechet distance"]:.1f}, where two halves of those are
{judged["Frechet distance between halves of the real"]:.1f} apart; two pictures of a class are {judged["diversity within a class"]:.1f} apart on average, two real ones {judged["diversity of the real within a class"]:.1f}. Nearly flat are {judged["nearly flat"]:.1%} of
the samples, and {judged["near-copies"]:.1%} are nearer to a training picture than 99 % of the test pictures are.

    python -m reverie_recipe.judge_classes --weights ../fashion --dataset RUN/data.npz --run RUN"""


def card(manifest, agreement, per_class, confusion, accuracy, judged, log, arguments) -> str:
    network, training = manifest["network"], manifest["training"]
    rows = "\n".join(
        f"| {name} | {share:.0%} | {other} |"
        for name, share, other in zip(fashion_mnist.CLASSES, per_class, confusion)
    )
    hours = log[-1]["seconds"] / 60
    return f"""# {manifest["title"]}

{manifest["description"]} {manifest["image"]["width"]}x{manifest["image"]["height"]} pixels, from a prompt.

![Samples: one column a class]({"samples.png"})

| | |
| --- | --- |
| Network | U-Net over {network["fold"]}x{network["fold"]} folded pixels, widths {network["widths"]}, blocks {network["blocks"]}, {manifest["weights"]["parameters"]:,} parameters, fp16 |
| Predicts | {manifest["prediction"]}; T = {manifest["schedule"]["timesteps"]}, {manifest["schedule"]["kind"]} beta up to {manifest["schedule"]["betaEnd"]} |
| Conditioning | the prompt's embedding by {training["promptEncoder"]}; the manifest carries {len(manifest["prompts"])} suggested prompts |
| Training data | {training["data"]}; {training["credit"]} |
| Licence of the data | {training["licence"]} |
| Licence of the weights | Apache-2.0 |
| Training | {training["steps"]:,} steps, {training["epochs"]} epochs, EMA weights, {hours:.0f} minutes on one thread of a shared machine; horizontal flips only |

## How good it is

A classifier trained on the real training pictures alone, right on {accuracy:.1%} of the 10,000 real test pictures, looked at
{10 * PER_CLASS:,} samples ({PER_CLASS} a class, over all suggested phrasings, {manifest["defaults"]["sampler"]}, {arguments.steps} steps, guidance
{manifest["defaults"]["guidanceScale"]}). It saw what the prompt had asked for in **{agreement:.1%}** of them.

| asked for | agreed | most often taken for instead |
| --- | --- | --- |
{rows}

The samples were made by the real server and client. From `weights/recipe`, with `reverie-server` running:

    python -m reverie_recipe.classifier --run RUN
    python -m reverie_recipe.judge --run RUN --weights ../fashion --reverie ../../.build/release/reverie

{variety(judged)}
{card_parts.few_steps(arguments.run, arguments.weights)}
## How it was trained

    python -m reverie_recipe.dataset fashion.json --to RUN/data.npz
    python -m reverie_recipe.train fashion.json --dataset RUN/data.npz --run RUN
    python -m reverie_recipe.export fashion.json --run RUN --to ../fashion

![Loss]({"loss.png"})

The same noise over the epochs, one row a saved grid (first, then every second epoch):

![The grid over the epochs]({"training.png"})

## Limits

Small grey pictures of ten kinds of things to wear, photographed flat, as Zalando's shop showed them in 2017. Shirts, T-shirts,
pullovers and coats are hard to tell apart at this size, for the classifier too. Words for colours do nothing.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--reverie", required=True, help="the desktop client")
    parser.add_argument("--server", default="localhost:7433")
    parser.add_argument("--steps", type=int, default=25)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    manifest = json.loads((arguments.weights / "model.json").read_text())
    log = json.loads((arguments.run / "log.json").read_text())
    judged = json.loads((arguments.run / "judged.json").read_text())
    folder = arguments.run / "samples"
    shutil.rmtree(folder, ignore_errors=True)
    samples = sample(arguments, folder)

    network = classifier.load(arguments.run)
    test_pictures, test_labels = classifier.real_pictures("t10k")
    accuracy = classifier.accuracy(network, test_pictures, test_labels)
    with torch.no_grad():
        seen = network(samples).argmax(1).reshape(10, PER_CLASS)
    per_class, confusion = [], []
    for label in range(10):
        counts = torch.bincount(seen[label], minlength=10)
        per_class.append(counts[label].item() / PER_CLASS)
        counts[label] = 0
        worst = counts.argmax().item()
        confusion.append(f"{fashion_mnist.CLASSES[worst]} ({counts[worst].item()})" if counts[worst] > 0 else "")
    agreement = sum(per_class) / 10
    print(f"classifier: {accuracy:.4f} on real test pictures; agrees with the prompt on {agreement:.4f} of samples")
    for name, share, other in zip(fashion_mnist.CLASSES, per_class, confusion):
        print(f"  {name:12} {share:.2f}  {other}")

    by_class = samples.reshape(10, PER_CLASS, 1, 28, 28)[:, ::13]
    pictures.grid(by_class.transpose(0, 1).reshape(-1, 1, 28, 28), 10, arguments.weights / "samples.png")
    pictures.loss_curve(log, arguments.weights / "loss.png")
    card_parts.strip(sorted(arguments.run.glob("grid-*.png")), 56, arguments.weights / "training.png")
    (arguments.weights / "CARD.md").write_text(
        card(manifest, agreement, per_class, confusion, accuracy, judged, log, arguments)
    )


if __name__ == "__main__":
    main()
