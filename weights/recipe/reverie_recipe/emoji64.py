"""emoji64: 11,222 drawings of 1,601 things in 8 styles, 64x64 RGB on white; one PNG sheet a style, 40 tiles a row.

Noto and Blobmoji: Apache-2.0. Fluent Emoji: MIT. Twemoji, EmojiTwo, FxEmojis: CC BY 4.0. Names: Unicode CLDR.
"""

import csv
import dataclasses
import hashlib
import pathlib

import numpy
from PIL import Image

from .parts import Part

SIDE = 64
STYLES = ["fluent-3d", "fluent-color", "fluent-flat", "noto", "blobmoji", "twemoji", "emojitwo", "fxemoji"]

# Never trained on, in no style: words that only the sentence encoder knows.
UNSEEN_NAMES = {"skunk", "mango", "canoe", "accordion", "axe"}
# Never trained on in this style: combinations that have to be put together.
UNSEEN_PAIRS = {
    ("crocodile", "fluent-flat"), ("octopus", "fluent-3d"), ("pizza", "blobmoji"), ("rocket", "noto"),
    ("red apple", "fluent-3d"), ("hammer", "twemoji"),
}  # fmt: skip
# Of all drawings: 3 % choose among the generators, 5 % and the ones above are for judging alone.
SELECTION_PERCENT, JUDGING_PERCENT = 3, 5

# A mirrored picture of these is wrong: they carry letters, digits, hands of a clock or a direction.
ONE_WAY_GROUPS = {"Flags", "Symbols"}
ONE_WAY_SUBGROUPS = {"time", "mail", "book-paper", "writing", "money", "music", "transport-sign", "place-map", "computer", "office"}
ONE_WAY_WORDS = {"left", "right", "leftwards", "rightwards", "sign", "calendar", "stop", "atm", "ok", "new", "first", "second"}


@dataclasses.dataclass(frozen=True)
class Drawing:
    style: str
    name: str
    group: str
    subgroup: str
    keywords: tuple[str, ...]
    row: int
    column: int

    @property
    def may_flip(self) -> bool:
        words = set(self.name.lower().replace("-", " ").split())
        one_way = self.group in ONE_WAY_GROUPS or self.subgroup in ONE_WAY_SUBGROUPS or words & ONE_WAY_WORDS
        return not one_way

    @property
    def part(self) -> Part:
        """Decided by the name and the style alone, so that every run holds out the same drawings."""
        if self.name in UNSEEN_NAMES or (self.name, self.style) in UNSEEN_PAIRS:
            return Part.JUDGING
        digest = hashlib.sha256(f"{self.style}/{self.name}".encode()).digest()
        percent = int.from_bytes(digest[:4], "big") % 100
        if percent < SELECTION_PERCENT:
            return Part.SELECTION
        return Part.JUDGING if percent < SELECTION_PERCENT + JUDGING_PERCENT else Part.TRAINING


def drawings(folder: pathlib.Path, groups: list[str] | None = None) -> list[Drawing]:
    """The rows of captions.tsv, all of them or those of the named groups."""
    with open(folder / "captions.tsv", newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = [
            Drawing(
                row["style"], row["name"], row["group"], row["subgroup"],
                tuple(word.strip() for word in (row["keywords"] or "").split("|") if word.strip()),
                int(row["row"]), int(row["column"]),
            )
            for row in rows
        ]  # fmt: skip
    return [drawing for drawing in found if groups is None or drawing.group in groups]


def pictures(folder: pathlib.Path, wanted: list[Drawing]) -> numpy.ndarray:
    """uint8 [N, 3, 64, 64], in the order of `wanted`."""
    sheets = {style: numpy.asarray(Image.open(folder / f"{style}.png").convert("RGB")) for style in {d.style for d in wanted}}
    tiles = [
        sheets[d.style][d.row * SIDE : (d.row + 1) * SIDE, d.column * SIDE : (d.column + 1) * SIDE].transpose(2, 0, 1)
        for d in wanted
    ]
    return numpy.stack(tiles)
