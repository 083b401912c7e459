"""Measures a model on words that it was not trained on, with the real server and client.

    reverie-server &
    python -m reverie_recipe.classifier --run DIR
    python -m reverie_recipe.heldout --run DIR --reverie ../../.build/release/reverie

For each class as many pictures of phrasings that were trained on as of phrasings that were not
(`fashion_prompts.held_out`), drawn by the same rule, all distinct; counts how often the classifier, which knows real
pictures only, sees the thing that was asked for. Prints a table for the card.
"""

import argparse
import pathlib
import random
import shutil
import types

import torch

from . import classifier, fashion_mnist, fashion_prompts, judge


def draw(phrasings: list[str], count: int) -> list[str]:
    return random.Random(7).sample(phrasings, count)


def pictures_of(arguments, kind: str, groups: list[list[str]]) -> torch.Tensor:
    folder = arguments.run / f"heldout-{kind}"
    shutil.rmtree(folder, ignore_errors=True)
    made = []
    for label, group in enumerate(groups):
        for index, prompt in enumerate(draw(group, arguments.prompts)):
            files = judge.generate(arguments, prompt, 1, 10_000 + 1_000 * label + index, folder / f"{label}-{index}")
            made += [judge.read_picture(path) for path in files]
    return torch.stack(made)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--reverie", required=True, help="the desktop client")
    parser.add_argument("--server", default="localhost:7433")
    parser.add_argument("--prompts", type=int, default=64, help="phrasings of each kind, for each class")
    parser.add_argument("--steps", type=int, default=25)
    arguments = parser.parse_args()
    arguments.weights = types.SimpleNamespace(name="fashion")
    torch.set_num_threads(1)
    network = classifier.load(arguments.run)
    shares = {}
    for kind, groups in (("trained", fashion_prompts.phrasings()), ("held out", fashion_prompts.held_out())):
        with torch.no_grad():
            seen = network(pictures_of(arguments, kind.replace(" ", "-"), groups)).argmax(1)
        asked = torch.arange(10).repeat_interleave(arguments.prompts)
        shares[kind] = (seen == asked).double().reshape(10, -1).mean(1)
        print(f"{kind}: {shares[kind].mean():.1%} of {len(seen)}", flush=True)
    print("\n| asked for | trained phrasings | held-out phrasings |\n| --- | --- | --- |")
    for label, name in enumerate(fashion_mnist.CLASSES):
        print(f"| {name} | {shares['trained'][label]:.0%} | {shares['held out'][label]:.0%} |")


if __name__ == "__main__":
    main()
