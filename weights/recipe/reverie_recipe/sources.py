"""Where a model's pictures and prompts come from, by the name in its config's `data`."""

import dataclasses
import pathlib

import numpy

from . import cifar, emoji64, emoji_prompts, fashion_mnist, fashion_prompts, photo_prompts
from .parts import Part

FLOWER_SIDE = 32


@dataclasses.dataclass
class Source:
    """N pictures of L labels."""

    pictures: numpy.ndarray  # uint8 [N, C, H, W]
    labels: numpy.ndarray  # int64 [N]
    parts: numpy.ndarray  # uint8 [N]: a Part each
    may_flip: numpy.ndarray  # bool [N]: a mirrored picture is as true as the picture
    phrasings: list[list[str]]  # of each label, every prompt that stands for it in training
    names: list[str]  # of each label


def fashion(data: dict, folder: pathlib.Path | None) -> Source:
    """The last 1,000 training pictures are held out; the 10,000 test pictures are the judge's and not read here."""
    pictures, labels = fashion_mnist.load("train", folder or fashion_mnist.FOLDER)
    parts = numpy.full(len(pictures), Part.TRAINING, numpy.uint8)
    parts[-fashion_mnist.HELD_OUT :] = Part.SELECTION
    phrasings = fashion_prompts.phrasings()
    return Source(pictures, labels, parts, numpy.ones(len(pictures), bool), phrasings, fashion_mnist.CLASSES)


def emoji(data: dict, folder: pathlib.Path) -> Source:
    """Every drawing is a label of its own; `groups` leaves some out."""
    found = emoji64.drawings(folder / "emoji64", data.get("groups"))
    return Source(
        emoji64.pictures(folder / "emoji64", found),
        numpy.arange(len(found)),
        numpy.array([drawing.part for drawing in found], numpy.uint8),
        numpy.array([drawing.may_flip for drawing in found]),
        [emoji_prompts.phrasings(drawing) for drawing in found],
        [drawing.name for drawing in found],
    )


def photo(data: dict, folder: pathlib.Path) -> Source:
    """CIFAR-10 and five flowers; CIFAR-100 as well where the config names its folder."""
    collections = [
        (*cifar.load_cifar10(folder / "cifar10"), photo_prompts.CIFAR10_NAMES),
        (
            *cifar.read_zip(folder / "flowers/flowers128.zip", photo_prompts.FLOWERS, FLOWER_SIDE),
            photo_prompts.FLOWER_NAMES,
        ),
    ]
    if "cifar100" in data:
        pictures, labels, names = cifar.load_cifar100(pathlib.Path(data["cifar100"]))
        collections.append((pictures, labels, [[name] for name in names]))
    pictures, labels, names = [], [], []
    for part_pictures, part_labels, part_names in collections:
        pictures.append(part_pictures)
        labels.append(part_labels + len(names))
        names += part_names
    pictures, labels = numpy.concatenate(pictures), numpy.concatenate(labels)
    parts = parts_by_class(labels, selection=0.02, judging=0.05)
    flips = numpy.ones(len(pictures), bool)
    return Source(pictures, labels, parts, flips, photo_prompts.phrasings(names), [group[0] for group in names])


def parts_by_class(labels: numpy.ndarray, selection: float, judging: float) -> numpy.ndarray:
    """The last pictures of each class are held out: the given shares, rounded."""
    parts = numpy.full(len(labels), Part.TRAINING, numpy.uint8)
    for label in numpy.unique(labels):
        rows = numpy.flatnonzero(labels == label)
        for_judging, for_selection = round(len(rows) * judging), round(len(rows) * selection)
        parts[rows[len(rows) - for_judging :]] = Part.JUDGING
        parts[rows[len(rows) - for_judging - for_selection : len(rows) - for_judging]] = Part.SELECTION
    return parts


SOURCES = {"fashion-mnist": fashion, "emoji64": emoji, "photo": photo}


def load(config: dict, folder: pathlib.Path | None) -> Source:
    data = config["training"]["data"]
    return SOURCES[data["source"]](data, folder)
