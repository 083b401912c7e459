"""How fashion and photo are judged: by a classifier that has seen real pictures alone, beside real pictures that it has not seen."""

import pathlib

import torch

from . import classifier, fashion_mnist, fashion_prompts, measures, photo_prompts
from .dataset import Dataset
from .parts import Part


# By the model: what its classes are called, and the prompts that it suggests for each.
CLASSES = {
    "fashion": (fashion_mnist.CLASSES, fashion_prompts.suggestions),
    "photo": ([group[0] for group in photo_prompts.CIFAR10_NAMES + photo_prompts.FLOWER_NAMES], photo_prompts.suggestions),
}


class ClassJudge:
    """The classifier, the real pictures, and the prompts to sample."""

    def __init__(self, model: str, dataset: pathlib.Path, run: pathlib.Path, part: Part):
        """`part` are the real pictures that samples are compared with: for selection or for judging. `run` has classifier.pt."""
        self.names, self.suggestions = CLASSES[model]
        self.network, self.dataset = classifier.load(run), Dataset.load(dataset)
        self.training, _ = classifier.real(self.dataset, Part.TRAINING)
        self.real, self.real_labels = classifier.real(self.dataset, part)
        self.real_features, self.real_seen = self.view(self.real)

    @torch.no_grad()
    def view(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """[N, C, H, W] -> the 128 numbers before the classifier's last layer, the class that they make it."""
        hidden = torch.cat([self.network[:-1](some) for some in pictures.split(500)])
        return hidden, self.network[-1](hidden).argmax(1)

    def features(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.view(pictures)[0]

    def prompts(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Of each class `count` / classes, a phrasing each -> embeddings, the classes asked for."""
        classes = len(self.dataset.counts)
        asked = torch.arange(classes).repeat_interleave(count // classes)
        return self.dataset.draw_prompts(asked, torch.Generator().manual_seed(1)), asked

    def texts(self, count: int) -> tuple[list[str], torch.Tensor]:
        """Of each class `count` / classes, its suggested prompts in turn -> texts, the classes asked for."""
        each = count // len(self.names)
        texts = [group[index % len(group)] for group in self.suggestions() for index in range(each)]
        return texts, torch.arange(len(self.names)).repeat_interleave(each)

    @torch.no_grad()
    def seen(self, features: torch.Tensor) -> torch.Tensor:
        """-> the classes that the classifier makes them: long [N]"""
        return self.network[-1](features).argmax(1)

    def agreement(self, features: torch.Tensor, asked: torch.Tensor) -> dict:
        seen = self.seen(features)
        return {
            "agreement": float((seen == asked).float().mean()),
            "agreement by class": {self.names[c]: float((seen[asked == c] == c).float().mean()) for c in asked.unique()},
            "accuracy on real pictures": float((self.real_seen == self.real_labels).float().mean()),
        }

    def frechet(self, features: torch.Tensor) -> dict:
        """Against half of the real pictures, next to that half against the other: all over equally many pictures."""
        half = min(len(self.real) // 2, len(features))
        order = torch.randperm(len(self.real), generator=torch.Generator().manual_seed(2))
        one, other = self.real_features[order[:half]], self.real_features[order[half : 2 * half]]
        spread = features[torch.arange(half) * len(features) // half]
        return {
            "Frechet distance": measures.frechet_distance(spread, one),
            "Frechet distance between halves of the real": measures.frechet_distance(other, one),
            "pictures in a Frechet distance": half,
        }

    def diversity(self, features: torch.Tensor, asked: torch.Tensor) -> dict:
        """Within a class, the mean over the classes, of as many pictures."""
        count = min(int(labels.bincount().min()) for labels in (asked, self.real_labels))

        def mean_spread(features, labels) -> float:
            groups = [features[labels == label][:count] for label in labels.unique()]
            return sum(measures.mean_pairwise_distance(group) for group in groups) / len(groups)

        return {
            "diversity within a class": mean_spread(features, asked),
            "diversity of the real within a class": mean_spread(self.real_features, self.real_labels),
        }

    def copies(self, samples: torch.Tensor) -> dict:
        ours, theirs = (measures.nearest_distances(some, self.training) for some in (samples, self.real[: len(samples)]))
        return {
            "distance to the nearest training picture": float(ours.median()),
            "distance of held-out pictures to it": float(theirs.median()),
            "near-copies": measures.near_copy_share(ours, theirs),
        }
