"""Measures a model on words that it was not trained on, with the real server and client.

    reverie-server &
    python -m reverie_recipe.classifier --run DIR
    python -m reverie_recipe.heldout --run DIR --reverie ../../.build/release/reverie

For each class as many pictures of phrasings that were trained on as of phrasings that were not, drawn by the same rule,
all distinct: those of the names that were held out by lot (`fashion_vocabulary`), and those that were written to be held
out (`fashion_prompts.held_out`), which are harder. Counts how often the classifier, which knows real pictures only, sees
the thing that was asked for. Prints a table for the card; --card writes its grid of prompts by seeds.
"""

import argparse
import pathlib
import random
import shutil
import types

import torch

from . import classifier, fashion_mnist, fashion_prompts, fashion_vocabulary, judge, pictures

GRID_PROMPTS, GRID_SEEDS = 3, 4


def draw(phrasings: list[str], count: int) -> list[str]:
    return random.Random(7).sample(phrasings, count)


def by_lot() -> list[list[str]]:
    """For each class the names that were held out by lot, in sentences that were held out."""
    generator = random.Random(11)
    part = fashion_vocabulary.HELD_OUT
    groups = fashion_vocabulary.Vocabulary.load().part(part)
    return [[t for name in names for t in fashion_vocabulary.sentences(name, part, 4, generator)] for names in groups]


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
    parser.add_argument("--card", type=pathlib.Path, help="the folder of the card, to write heldout.png there")
    arguments = parser.parse_args()
    arguments.weights = types.SimpleNamespace(name="fashion")
    torch.set_num_threads(1)
    network = classifier.load(arguments.run)
    kinds = {"trained": fashion_prompts.phrasings(), "by lot": by_lot(), "by hand": fashion_prompts.held_out()}
    shares = {}
    for kind, groups in kinds.items():
        with torch.no_grad():
            seen = network(pictures_of(arguments, kind.replace(" ", "-"), groups)).argmax(1)
        asked = torch.arange(10).repeat_interleave(arguments.prompts)
        shares[kind] = (seen == asked).double().reshape(10, -1).mean(1)
        print(f"{kind}: {shares[kind].mean():.1%} of {len(seen)}", flush=True)
        for label, name in enumerate(fashion_mnist.CLASSES):
            prompts = draw(groups[label], arguments.prompts)
            wrong = [f"{p} ({fashion_mnist.CLASSES[s]})" for p, s in zip(prompts, seen.reshape(10, -1)[label]) if s != label]
            print(f"  {name}, taken for others: {'; '.join(wrong) or 'none'}")
    print(f"\n| asked for | {' | '.join(shares)} |\n| --- |{' --- |' * len(shares)}")
    for label, name in enumerate(fashion_mnist.CLASSES):
        print(f"| {name} | {' | '.join(f'{share[label]:.0%}' for share in shares.values())} |")
    if arguments.card:
        grid(arguments)


def grid(arguments):
    """The first held-out phrasings of each class, by seeds, as they come: a column a prompt."""
    columns = []
    for label, names in enumerate(fashion_prompts.HELD_OUT_NAMES):
        for index, name in enumerate(names[:GRID_PROMPTS]):
            folder = arguments.run / f"heldout-grid/{label}-{index}"
            shutil.rmtree(folder, ignore_errors=True)
            files = judge.generate(arguments, name, GRID_SEEDS, 7, folder)
            columns.append(torch.stack([judge.read_picture(path) for path in files]))
    rows = torch.stack(columns, 1).flatten(0, 1)
    pictures.grid(rows, len(columns), arguments.card / "heldout.png", scale=1)


if __name__ == "__main__":
    main()
