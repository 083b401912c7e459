"""Measures the studio model: `python -m reverie_recipe.judge_studio --weights ../studio --data DATA --run DIR`.

For prompts of many names, plain and in a style, it samples with the model's defaults (`--steps`, `--guidance` and
`--sampler` change them) and writes DIR/judged.json: recall of the prompt's name by `drawing_encoder`, which has never
seen a sample; Frechet distance, diversity, collapse and near-copies, each next to the real drawings' own.
"""

import argparse
import json
import pathlib

import torch

from . import drawing_encoder, emoji64, emoji_prompts, failures, measures, samples
from .encoder import SentenceEncoder
from .parts import Part

DIVERSITY_PROMPTS, DIVERSITY_SEEDS = 12, 8


class StudioJudge:
    """The real drawings, the judge's view of them, and the prompts to sample."""

    def __init__(self, data: pathlib.Path, run: pathlib.Path, groups: list[str] | None, part: Part):
        """`part` are the real drawings that samples are compared with: for selection or for judging."""
        folder = data / "emoji64"
        self.judge, self.names, self.embeddings = drawing_encoder.load(run)
        self.encoder = SentenceEncoder()
        drawings = emoji64.drawings(folder, groups)
        self.known = [drawing for drawing in drawings if drawing.part == Part.TRAINING]
        self.training = real_pictures(folder, self.known)
        compared = [drawing for drawing in drawings if drawing.part == part]
        self.held_out = real_pictures(folder, compared)
        self.held_out_features = self.features(self.held_out)
        self.held_out_numbers = self.numbers(compared)

    def features(self, pictures: torch.Tensor) -> torch.Tensor:
        return drawing_encoder.all_features(self.judge, pictures)

    def numbers(self, drawings: list[emoji64.Drawing]) -> torch.Tensor:
        """Of their names among all names."""
        number = {name: index for index, name in enumerate(self.names)}
        return torch.tensor([number[drawing.name] for drawing in drawings])

    @torch.no_grad()
    def similarities(self, features: torch.Tensor) -> torch.Tensor:
        """To every name: [N, 1601]"""
        return self.judge.similarities(features, self.embeddings)

    def recall(self, features: torch.Tensor, wanted: torch.Tensor, k: int) -> float:
        return measures.recall_at(self.similarities(features), wanted, k)

    def texts(self, count: int) -> tuple[list[str], torch.Tensor]:
        """Of `count` drawings, taken evenly from those trained on, a phrasing each -> texts, their names' numbers."""
        chosen = [self.known[index * len(self.known) // count] for index in range(count)]
        texts = []
        for index, drawing in enumerate(chosen):
            phrasings = emoji_prompts.phrasings(drawing)
            texts.append(phrasings[index % len(phrasings)])
        return texts, self.numbers(chosen)

    def frechet(self, features: torch.Tensor) -> dict:
        """Against half of the held-out drawings, next to that half against the other: all over equally many pictures."""
        half = min(len(self.held_out) // 2, len(features))
        order = torch.randperm(len(self.held_out), generator=torch.Generator().manual_seed(2))
        real = self.held_out_features[order]
        spread = features[torch.arange(half) * len(features) // half]
        return {
            "Frechet distance": measures.frechet_distance(spread, real[:half]),
            "Frechet distance between halves of the real": measures.frechet_distance(real[half : 2 * half], real[:half]),
            "pictures in a Frechet distance": half,
        }

    def diversity(self, model: samples.Model, settings: dict) -> dict:
        """Within a name: samples of the name alone, and the real drawings of its styles, as many."""
        rows_of: dict[str, list[int]] = {}
        for row, drawing in enumerate(self.known):
            rows_of.setdefault(drawing.name, []).append(row)
        several = [name for name, rows in rows_of.items() if len(rows) >= DIVERSITY_SEEDS]
        several = several[:: max(1, len(several) // DIVERSITY_PROMPTS)][:DIVERSITY_PROMPTS]
        prompts = self.encoder.encode(several).repeat_interleave(DIVERSITY_SEEDS, 0)
        made = self.features(model.sample(prompts, seed=2, **settings)).split(DIVERSITY_SEEDS)
        real = [self.features(self.training[rows_of[name][:DIVERSITY_SEEDS]]) for name in several]

        def mean_spread(groups) -> float:
            return sum(measures.mean_pairwise_distance(group) for group in groups) / len(groups)

        return {"diversity within a name": mean_spread(made), "diversity of the real within a name": mean_spread(real)}

    def copies(self, samples: torch.Tensor) -> dict:
        ours = measures.nearest_distances(samples, self.training)
        theirs = measures.nearest_distances(self.held_out, self.training)
        return {
            "distance to the nearest training drawing": float(ours.median()),
            "distance of held-out drawings to it": float(theirs.median()),
            "near-copies": measures.near_copy_share(ours, theirs),
        }

    def agreement(self, features: torch.Tensor, wanted: torch.Tensor) -> dict:
        return {
            "recall@1": self.recall(features, wanted, 1),
            "recall@10": self.recall(features, wanted, 10),
            "recall@10 of real held-out drawings": self.recall(self.held_out_features, self.held_out_numbers, 10),
            "names": len(self.names),
        }


def real_pictures(folder: pathlib.Path, drawings: list[emoji64.Drawing]) -> torch.Tensor:
    return torch.from_numpy(emoji64.pictures(folder, drawings)).float() / 127.5 - 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    samples.add_arguments(parser)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--run", type=pathlib.Path, required=True, help="folder with drawing_encoder.pt")
    parser.add_argument("--groups", nargs="+", help="the groups that the model was trained on; all without it")
    parser.add_argument("--samples", type=int, default=400)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = samples.Model(arguments.weights)
    judge = StudioJudge(arguments.data, arguments.run, arguments.groups, Part.JUDGING)
    settings = model.settings(arguments)
    texts, wanted = judge.texts(arguments.samples)
    pictures = model.sample(judge.encoder.encode(texts), seed=1, **settings)
    features = judge.features(pictures)
    result = settings | {"samples": len(pictures)} | judge.agreement(features, wanted) | judge.frechet(features)
    result |= judge.diversity(model, settings) | {"nearly flat": measures.nearly_flat_share(pictures)} | judge.copies(pictures)
    nearest = judge.similarities(features).topk(10, dim=1).indices
    seen = [judge.names[name] for name in nearest[:, 0]]
    missed = (nearest != wanted[:, None]).all(1)
    result["failures"] = failures.keep(pictures, texts, seen, missed, arguments.run / "failures.png")
    (arguments.run / "judged.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
