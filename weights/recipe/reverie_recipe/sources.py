"""Where a model's pictures and prompts come from, by the name in its config's `data`."""

import dataclasses
import pathlib

import numpy
from PIL import Image

from . import cifar, emoji64, emoji_prompts, fashion_mnist, fashion_prompts, photo_prompts
from .parts import Part

SIDE = 32  # of photos
FLOWER_SIDE = 128
CLOSER_SIDE = 104  # of a closer view, before it is scaled down


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
    """CIFAR-10 and five flowers; CIFAR-100 as well where the config names its folder.

    There are six times fewer photos of a flower than of an animal, but larger ones: each that is trained on gives two closer views too.
    """
    collections = [(*cifar.load_cifar10(folder / "cifar10"), photo_prompts.CIFAR10_NAMES)]
    flowers, kinds = cifar.read_zip(folder / "flowers/flowers128.zip", photo_prompts.FLOWERS, FLOWER_SIDE)
    collections.append((scaled(flowers, SIDE), kinds, photo_prompts.FLOWER_NAMES))
    first_flower = len(collections[0][0])
    if "cifar100" in data:
        pictures, labels, names = cifar.load_cifar100(pathlib.Path(data["cifar100"]))
        collections.append((pictures, labels, [[name] for name in names]))
    pictures, labels, names = [], [], []
    for part_pictures, part_labels, part_names in collections:
        pictures.append(part_pictures)
        labels.append(part_labels + len(names))
        names += part_names
    parts = parts_by_class(numpy.concatenate(labels), selection=0.02, judging=0.05)
    trained = parts[first_flower : first_flower + len(flowers)] == Part.TRAINING
    closer = closer_views(flowers[trained])
    pictures, labels = numpy.concatenate([*pictures, closer]), numpy.concatenate([*labels, numpy.tile(labels[1][trained], 2)])
    parts = numpy.concatenate([parts, numpy.full(len(closer), Part.TRAINING, numpy.uint8)])
    flips = numpy.ones(len(pictures), bool)
    return Source(pictures, labels, parts, flips, photo_prompts.phrasings(names), [group[0] for group in names])


def scaled(pictures: numpy.ndarray, side: int) -> numpy.ndarray:
    """uint8 [N, 3, S, S] -> [N, 3, side, side]."""
    small = [Image.fromarray(picture.transpose(1, 2, 0)).resize((side, side), Image.Resampling.LANCZOS) for picture in pictures]
    return numpy.stack([numpy.asarray(picture).transpose(2, 0, 1) for picture in small])


def closer_views(pictures: numpy.ndarray) -> numpy.ndarray:
    """Two opposite corners of each, all first views before all second ones: uint8 [N, 3, 128, 128] -> [2 N, 3, 32, 32]."""
    rest = FLOWER_SIDE - CLOSER_SIDE
    views = [pictures[:, :, y : y + CLOSER_SIDE, x : x + CLOSER_SIDE] for y, x in ((0, rest), (rest, 0))]
    return numpy.concatenate([scaled(view, SIDE) for view in views])


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
