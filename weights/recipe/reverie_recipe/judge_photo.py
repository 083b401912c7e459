"""Measures the photo model: `python -m reverie_recipe.judge_photo --weights ../photo --dataset RUN/data.npz --run RUN`.

Samples every class under all its phrasings with the model's defaults (`--steps`, `--guidance` and `--sampler` change them)
and writes RUN/judged.json: how often `classifier`, which has seen real photos alone, sees what was asked for; Frechet
distance, diversity, collapse and near-copies, each next to the real photos' own.
"""

import argparse
import json
import pathlib

import torch

from . import classifier, measures
from .dataset import Dataset
from .parts import Part
from .samples import Model


@torch.no_grad()
def features_and_classes(network, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """[N, 3, 32, 32] -> the 128 numbers before the last layer, the class that they make it."""
    hidden = torch.cat([network[:-1](some) for some in pictures.split(500)])
    return hidden, network[-1](hidden).argmax(1)


def mean_spread(features: torch.Tensor, labels: torch.Tensor, per_class: int) -> float:
    """The mean over the classes of the distance between two pictures of a class."""
    groups = [features[labels == label][:per_class] for label in labels.unique()]
    return sum(measures.mean_pairwise_distance(group) for group in groups) / len(groups)


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
    torch.manual_seed(1)
    model, network, dataset = Model(arguments.weights), classifier.load(arguments.run), Dataset.load(arguments.dataset)
    defaults = model.manifest["defaults"]
    settings = {
        "steps": arguments.steps or defaults["steps"],
        "guidance": defaults["guidanceScale"] if arguments.guidance is None else arguments.guidance,
        "sampler": arguments.sampler or defaults["sampler"],
    }
    asked = torch.arange(len(dataset.counts)).repeat_interleave(arguments.per_class)
    prompts = dataset.draw_prompts(asked, torch.Generator().manual_seed(1))
    samples = model.sample(prompts, seed=1, **settings)
    features, seen = features_and_classes(network, samples)

    training, _ = classifier.photos(dataset, Part.TRAINING)
    real, real_labels = classifier.photos(dataset, Part.JUDGING)
    real_features, real_seen = features_and_classes(network, real)
    half = min(len(real) // 2, len(samples))
    order, sample_order = torch.randperm(len(real)), torch.randperm(len(samples))
    one, other = real_features[order[:half]], real_features[order[half : 2 * half]]
    per_class = min(arguments.per_class, int(real_labels.bincount().min()))
    ours, theirs = (measures.nearest_distances(some, training) for some in (samples, real))
    result = settings | {
        "samples": len(samples),
        "agreement": float((seen == asked).float().mean()),
        "agreement by class": [float((seen[asked == c] == c).float().mean()) for c in range(len(dataset.counts))],
        "accuracy on real photos": float((real_seen == real_labels).float().mean()),
        "Frechet distance": measures.frechet_distance(features[sample_order[:half]], one),
        "Frechet distance between halves of the real": measures.frechet_distance(other, one),
        "pictures in a Frechet distance": half,
        "diversity within a class": mean_spread(features, asked, per_class),
        "diversity of the real within a class": mean_spread(real_features, real_labels, per_class),
        "nearly flat": measures.nearly_flat_share(samples),
        "distance to the nearest training photo": float(ours.median()),
        "distance of held-out photos to it": float(theirs.median()),
        "near-copies": measures.near_copy_share(ours, theirs),
    }
    (arguments.run / "judged.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
