"""Many more names for the ten things of Fashion-MNIST (`fashion-names.txt`), and the sentences that people put them in.

A fifth of each class's names is held out and another fifth is for selection, by a hash of the name, each with sentences
of its own. Whatever contains a name that is held out is held out with it: where "anorak" is, "hooded anorak" is no name to
learn from. That holds for the names in `fashion_prompts.HELD_OUT_NAMES` too. Names "by rote" are always learnt, and measure nothing.
"""

import dataclasses
import hashlib
import itertools
import pathlib
import random
import re

from . import fashion_mnist, fashion_prompts

FILE = pathlib.Path(__file__).parent.parent / "fashion-names.txt"

FITTED, SELECTION, HELD_OUT = "fitted", "selection", "held out"

SMALL_WORDS = {"a", "an", "the", "of", "with", "for", "in", "to", "and", "on"}

SENTENCES = {
    FITTED: [
        *fashion_prompts.TEMPLATES,
        "{}", "{}", "{}", "an {}", "this {}", "that {}", "some {}", "two {}", "her {}", "his new {}", "your {}", "our {}", "{}!", "{}, {look}",
        "I need a {}", "I want {}", "I am looking for a {}", "I wear a {}", "give me a {}", "can you make a {}?", "could I see some {}?",
        "draw {}", "draw me a {}", "paint a {}", "generate a {}", "create an image of {}", "make a picture of one {}", "what about a {look} {}?",
        "a close-up of a {}", "product photo of a {}", "studio shot of {}", "{}, front view", "{} seen from the side", "sketch of a {}",
        "pencil drawing of a {}", "{} for sale", "buy {} online", "a shop that sells {}", "{} in a shop window", "a {} from the catalogue",
        "{} on a hanger", "a folded {}", "{} lying on the floor", "{} isolated", "{}, highly detailed", "a person with {}", "wearing {}",
        "{look} {}", "a {look} {}", "the {look} {}", "a {look} and {look} {}", "{colour} {}", "a {colour} {}", "a {look} {colour} {}",
        "{} in {colour}", "{material} {}", "a {material} {}", "a {colour} {material} {}", "{} made of {material}", "a {} of {material}",
        "{} for {whom}", "a {} for {whom}", "{} for {when}", "a {look} {} for {when}", "something like a {}", "a kind of {}", "{} or similar",
    ],
    SELECTION: ["{}", "where can I find a {}", "a painting of a {}", "a really lovely {}", "{} with a pattern", "grandmother's {}", "{} of the season", "a vintage photo of {}"],
    HELD_OUT: fashion_prompts.HELD_OUT_TEMPLATES,
}  # fmt: skip

FILLINGS = {
    "look": [
        "nice", "pretty", "beautiful", "ugly", "old", "new", "modern", "classic", "elegant", "simple", "plain", "fancy", "stylish", "trendy", "cheap",
        "expensive", "big", "small", "tiny", "huge", "long", "short", "wide", "narrow", "tight", "loose", "soft", "warm", "light", "heavy", "thick",
        "thin", "comfortable", "casual", "formal", "sporty", "vintage", "retro", "second-hand", "worn", "dirty", "clean", "shiny", "striped", "checked",
        "patterned", "embroidered", "quilted", "fitted", "oversized", "designer", "high-quality", "Italian", "French", "Scandinavian", "funny", "cool", "hooded", "buttoned", "zipped", "laced", "pointed", "open", "closed", "high", "low",
        "waterproof", "elastic", "printed", "flowery", "flat", "sexy", "girly", "rugged", "lightweight", "padded", "cosy",
    ],
    "colour": ["red", "blue", "green", "yellow", "black", "white", "grey", "brown", "beige", "pink", "purple", "orange", "navy", "dark", "silver"],
    "material": ["leather", "cotton", "wool", "silk", "linen", "denim", "canvas", "synthetic", "velvet", "nylon", "suede", "fabric", "felt", "satin",
                 "knitted", "mesh", "rubber", "plastic", "fur", "lace", "corduroy", "tweed", "cashmere", "jersey", "sequin", "flannel", "fleece"],
    "whom": ["women", "men", "children", "girls", "boys", "ladies", "my mother", "my son", "a student", "a dancer", "old people", "everyone"],
    "when": ["winter", "summer", "spring", "autumn", "every day", "a party", "work", "holidays", "a wedding", "the weekend", "the evening", "travel"],
}  # fmt: skip


def stems(text: str) -> frozenset[str]:
    """The words that make a name: without small ones, and without the endings that make no other thing of them."""
    words = re.findall(r"[^\W_]+", text.lower().replace("'s", ""))
    return frozenset(re.sub(r"(?<=ss)es$|(?<=\w[^s])s$", "", word) for word in words if word not in SMALL_WORDS)


def part_of(name: str) -> str:
    share = int.from_bytes(hashlib.sha256(name.lower().encode()).digest()[:4]) / 2**32
    return HELD_OUT if share < 0.2 else SELECTION if share < 0.4 else FITTED


class Hidden:
    """Names that must not be learnt from. The plural of a name that the model is trained on hides itself alone."""

    def __init__(self, names: list[str]):
        trained = {stems(name) for group in fashion_prompts.NAMES for name in group}
        self.spelled = {name.lower() for name in names}
        self.words = {words for words in map(stems, names) if words and words not in trained}

    def allows(self, text: str) -> bool:
        words = stems(text)
        return text.lower() not in self.spelled and not any(hidden <= words for hidden in self.words)


@dataclasses.dataclass
class Vocabulary:
    names: list[list[str]]  # of each class, English
    by_rote: list[list[str]]  # of each class
    other: list[str]

    @staticmethod
    def load(path: pathlib.Path = FILE) -> "Vocabulary":
        lists: dict[str, list[str]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                current = lists.setdefault(line.strip("[]"), [])
            elif line and not line.startswith("#"):
                current += [name.strip() for name in line.split(",") if name.strip()]
        classes = fashion_mnist.CLASSES
        return Vocabulary([lists[c] for c in classes], [lists[f"{c} by rote"] for c in classes], lists["other"])

    def part(self, part: str) -> list[list[str]]:
        """The English names of each class that belong to a part: none that training knew, none that is held out by hand."""
        trained = {name.lower() for name in chain(fashion_prompts.NAMES)}
        by_hand = Hidden(chain(fashion_prompts.HELD_OUT_NAMES))
        return [
            [name for name in group if part_of(name) == part and name.lower() not in trained and by_hand.allows(name)]
            for group in self.names
        ]

    def hidden_from(self, parts: list[str]) -> Hidden:
        """What must not be learnt from, where only these parts may."""
        others = [self.part(part) for part in SENTENCES if part not in parts]
        return Hidden(chain([*fashion_prompts.HELD_OUT_NAMES, fashion_prompts.UNRELATED_NAMES, *chain(others)]))

    def learnt(self, parts: list[str]) -> list[list[str]]:
        """Of each class the names to learn from: those that training knew, these parts', and what goes by rote."""
        hidden = self.hidden_from(parts)
        groups = zip(fashion_prompts.NAMES, *map(self.part, parts), self.by_rote, strict=True)
        return [
            list(dict.fromkeys(trained + [name for name in chain(more) if hidden.allows(name)])) for trained, *more in groups
        ]


def chain(groups) -> list:
    return list(itertools.chain.from_iterable(groups))


def sentences(name: str, part: str, count: int, generator: random.Random, hidden: Hidden | None = None) -> list[str]:
    """The name, and the name in the part's sentences, their other places filled with anything: `count` in all, at most,
    for what turns out to be hidden is left out."""
    texts = [generator.choice(SENTENCES[part]).replace("{}", name) for _ in range(count - 1)]
    texts = [re.sub(r"\{(\w+)\}", lambda place: generator.choice(FILLINGS[place[1]]), text) for text in texts]
    return [name] + [text for text in texts if hidden is None or hidden.allows(text)]
