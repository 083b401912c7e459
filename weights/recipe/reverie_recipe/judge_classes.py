"""Measures fashion or photo: `python -m reverie_recipe.judge_classes --weights ../photo --dataset RUN/data.npz --run RUN`.

Samples every class under all the phrasings that it was trained on with the model's defaults (`--steps`, `--guidance` and
`--sampler` change them) and writes RUN/judged.json: how often `classifier`, which has seen real pictures alone, sees what was
asked for; Frechet distance, diversity, collapse and near-copies, each next to the real pictures' own.
"""

import argparse
import json
import pathlib

import torch

from . import measures
from .class_judge import ClassJudge
from .parts import Part
from .samples import Model


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--dataset", type=pathlib.Path, required=True)
    parser.add_argument("--run", type=pathlib.Path, required=True, help="folder with classifier.pt")
    parser.add_argument("--per-class", type=int, default=100)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--sampler")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model, judge = Model(arguments.weights), ClassJudge(arguments.dataset, arguments.run, Part.JUDGING)
    defaults = model.manifest["defaults"]
    settings = {
        "steps": arguments.steps or defaults["steps"],
        "guidance": defaults["guidanceScale"] if arguments.guidance is None else arguments.guidance,
        "sampler": arguments.sampler or defaults["sampler"],
    }
    prompts, asked = judge.prompts(arguments.per_class * len(judge.dataset.counts))
    samples = model.sample(prompts, seed=1, **settings)
    features = judge.features(samples)
    result = settings | {"samples": len(samples)} | judge.agreement(features, asked) | judge.frechet(features)
    result |= judge.diversity(features, asked) | {"nearly flat": measures.nearly_flat_share(samples)} | judge.copies(samples)
    (arguments.run / "judged.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
