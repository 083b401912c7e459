"""What people may call the things of the photo model."""

CIFAR10_NAMES = [
    ["airplane", "aeroplane", "plane", "jet", "airliner"],
    ["car", "automobile", "sports car", "sedan"],
    ["bird", "small bird", "songbird"],
    ["cat", "kitten", "house cat"],
    ["deer", "stag", "doe"],
    ["dog", "puppy", "hound"],
    ["frog", "toad", "tree frog"],
    ["horse", "pony", "foal"],
    ["ship", "boat", "cargo ship", "vessel"],
    ["truck", "lorry", "fire truck", "delivery truck"],
]

FLOWERS = ["daisy", "dandelion", "rose", "sunflower", "tulip"]
FLOWER_NAMES = [
    ["daisy", "daisies", "white daisy flower"],
    ["dandelion", "dandelion flower", "dandelion seed head"],
    ["rose", "roses", "rose flower"],
    ["sunflower", "sunflowers", "sunflower in bloom"],
    ["tulip", "tulips", "tulip flower"],
]

TEMPLATES = [
    "{}", "a {}", "a photo of a {}", "a small photo of a {}", "a picture of a {}", "photograph of a {}", "the {}", "a {}, outdoors",
]  # fmt: skip


def phrasings(names: list[list[str]]) -> list[list[str]]:
    """For each class every prompt that it is trained on."""
    return [[template.format(name) for name in group for template in TEMPLATES] for group in names]


def suggestions() -> list[list[str]]:
    """For each class the prompts that the manifest carries: the names themselves and a sentence."""

    def with_article(name: str) -> str:
        return f"an {name}" if name[0] in "aeiou" else f"a {name}"

    return [[*group, f"a photo of {with_article(group[0])}"] for group in CIFAR10_NAMES + FLOWER_NAMES]
