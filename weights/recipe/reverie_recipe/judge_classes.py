"""Measures fashion or photo: `python -m reverie_recipe.judge_classes --weights ../photo --dataset RUN/data.npz --run RUN`.

Samples every class under all the phrasings that it was trained on with the model's defaults (`--steps`, `--guidance` and
`--sampler` change them) and writes RUN/judged.json: how often `classifier`, which has seen real pictures alone, sees what was
asked for; Frechet distance, diversity, collapse and near-copies, each next to the real pictures' own.
"""

import argparse
import json
import pathlib

import torch

from . import failures, measures, samples
from .class_judge import ClassJudge
from .parts import Part


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    samples.add_arguments(parser)
    parser.add_argument("--dataset", type=pathlib.Path, required=True)
    parser.add_argument("--run", type=pathlib.Path, required=True, help="folder with classifier.pt")
    parser.add_argument("--per-class", type=int, default=100)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = samples.Model(arguments.weights)
    judge = ClassJudge(model.manifest["name"], arguments.dataset, arguments.run, Part.JUDGING)
    settings = model.settings(arguments)
    prompts, asked = judge.prompts(arguments.per_class * len(judge.dataset.counts))
    pictures = model.sample(prompts, seed=1, **settings)
    features = judge.features(pictures)
    result = settings | {"samples": len(pictures)} | judge.agreement(features, asked) | judge.frechet(features)
    result |= judge.diversity(features, asked) | {"nearly flat": measures.nearly_flat_share(pictures)} | judge.copies(pictures)
    seen = judge.seen(features)
    names = [[judge.names[number] for number in numbers] for numbers in (asked, seen)]
    result["failures"] = failures.keep(pictures, *names, seen != asked, arguments.run / "failures.png")
    (arguments.run / "judged.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
