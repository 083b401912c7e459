"""A data set as training wants it: bytes and numbers only. `python -m reverie_recipe.dataset studio.json --data DATA --to FILE`.

Pictures, prompts and the prompts' embeddings are put into one small file once, so that the machine that trains needs
neither the originals nor the sentence encoder.
"""

import argparse
import dataclasses
import json
import pathlib

import numpy
import torch

from . import compact, sources
from .encoder import SentenceEncoder
from .parts import Part


@dataclasses.dataclass
class Dataset:
    """N pictures that belong to L labels; each label has a list of phrasings among M texts."""

    pictures: torch.Tensor  # uint8 [N, C, H, W]
    labels: torch.Tensor  # long [N]
    parts: torch.Tensor  # uint8 [N]: a Part each
    may_flip: torch.Tensor  # bool [N]: a mirrored picture is as true as the picture
    first: torch.Tensor  # long [L]: where the label's phrasings begin in `texts_of_labels`
    counts: torch.Tensor  # long [L]
    texts_of_labels: torch.Tensor  # long: rows of `embeddings`
    embeddings: torch.Tensor  # float32 [M, 384]
    grid_embeddings: torch.Tensor  # float32 [G, 384]: the prompts of the sample grids

    def rows(self, *parts: Part) -> torch.Tensor:
        """The pictures of these parts: long [n]."""
        return torch.isin(self.parts, torch.tensor(parts, dtype=torch.uint8, device=self.parts.device)).nonzero().flatten()

    def to(self, device: str) -> "Dataset":
        return Dataset(**{field.name: getattr(self, field.name).to(device) for field in dataclasses.fields(self)})

    def draw_prompts(self, labels, generator) -> torch.Tensor:
        """One random phrasing of each label -> float [len(labels), 384]."""
        share = torch.rand(len(labels), generator=generator, device=labels.device)
        pick = (share * self.counts[labels]).long()
        return self.embeddings[self.texts_of_labels[self.first[labels] + pick]]

    def save(self, path: pathlib.Path):
        arrays = {field.name: getattr(self, field.name).numpy() for field in dataclasses.fields(self)}
        pictures = arrays.pop("pictures")
        arrays["shape"] = numpy.array(pictures.shape)
        for number, sheet in enumerate(compact.to_sheets(pictures)):
            arrays[f"sheet{number}"] = numpy.frombuffer(sheet, numpy.uint8)
        arrays["embeddings"], arrays["embedding_units"] = compact.quantised(arrays["embeddings"])
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            numpy.savez_compressed(file, **arrays)

    @staticmethod
    def load(path: pathlib.Path) -> "Dataset":
        with numpy.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        count, channels, side, _ = arrays.pop("shape").tolist()
        names = sorted((name for name in arrays if name.startswith("sheet")), key=lambda name: int(name[5:]))
        arrays["pictures"] = compact.from_sheets([arrays.pop(name).tobytes() for name in names], count, channels, side)
        arrays["embeddings"] = compact.unquantised(arrays["embeddings"], arrays.pop("embedding_units"))
        return Dataset(**{name: torch.from_numpy(value) for name, value in arrays.items()})


def encoded_by_length(encoder, texts: list[str]) -> torch.Tensor:
    """A batch is padded to its longest text, so texts of like length go together."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    embeddings = torch.empty(len(texts), 384)
    embeddings[order] = encoder.encode([texts[index] for index in order])
    return embeddings


def build(source: sources.Source, grid_prompts: list[str], encoder) -> Dataset:
    texts = list(dict.fromkeys(text for group in source.phrasings for text in group))
    row = {text: index for index, text in enumerate(texts)}
    counts = torch.tensor([len(group) for group in source.phrasings])
    return Dataset(
        pictures=torch.from_numpy(source.pictures),
        labels=torch.from_numpy(source.labels),
        parts=torch.from_numpy(source.parts),
        may_flip=torch.from_numpy(source.may_flip),
        first=counts.cumsum(0) - counts,
        counts=counts,
        texts_of_labels=torch.tensor([row[text] for group in source.phrasings for text in group]),
        embeddings=encoded_by_length(encoder, texts),
        grid_embeddings=encoder.encode(grid_prompts),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=pathlib.Path, help="fashion.json, studio.json or photo.json")
    parser.add_argument("--data", type=pathlib.Path, help="the folder with the originals")
    parser.add_argument("--cifar100", type=pathlib.Path, help="train photo on CIFAR-100 too: the folder of its binary version")
    parser.add_argument("--to", type=pathlib.Path, required=True, help="the file to write (.npz)")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    config = json.loads(arguments.config.read_text())
    if arguments.cifar100:
        config["training"]["data"]["cifar100"] = str(arguments.cifar100)
    source = sources.load(config, arguments.data)
    dataset = build(source, config["training"]["gridPrompts"], SentenceEncoder())
    dataset.save(arguments.to)
    size = arguments.to.stat().st_size / 2**20
    print(
        f"{len(dataset.rows(Part.TRAINING))} pictures to train on, {len(dataset.rows(Part.SELECTION))} to select by, "
        f"{len(dataset.rows(Part.JUDGING))} to judge by; {len(dataset.embeddings)} texts; {size:.1f} MiB"
    )


if __name__ == "__main__":
    main()
