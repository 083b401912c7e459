"""What people may call the things of the photo model."""

import re

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

# Kinds of each class, which no prompt of the training names: of every two the first teaches what the class is, the second measures
# how it is known from others. Words that mean other things too (a robin, a mustang) nobody can guess; they are taught.
KINDS = [
    ["glider", "biplane", "airbus", "jumbo jet", "fighter jet", "passenger plane", "propeller plane", "light aircraft"],
    ["estate car", "convertible", "coupe", "hatchback", "taxi", "limousine", "old-timer", "racing car", "station wagon", "police car"],
    ["robin", "sparrow", "crow", "parrot", "ostrich", "owl", "blackbird", "pigeon", "eagle", "seagull", "duck", "hummingbird"],
    ["tabby", "ginger cat", "Siamese cat", "Persian cat", "tomcat", "black cat", "stray cat", "sleeping cat"],
    ["elk", "reindeer", "fawn", "roe deer", "moose", "red deer", "caribou", "white-tailed deer"],
    [
        "labrador", "sheepdog", "husky", "poodle", "boxer dog", "terrier", "beagle", "bulldog", "dachshund", "spaniel",
        "German shepherd", "golden retriever",
    ],
    ["tadpole", "bullfrog", "common toad", "green frog", "poison dart frog", "pond frog"],
    ["mare", "racehorse", "mustang", "white horse", "stallion", "wild horse", "cart horse", "riding horse"],
    ["ferry", "yacht", "ocean liner", "sailing boat", "warship", "fishing boat", "tugboat", "speedboat", "cruise ship", "sailing ship"],
    ["van", "pickup truck", "semi-trailer", "dump truck", "tanker lorry", "garbage truck", "tow truck", "monster truck"],
    ["marguerite", "oxeye daisy", "meadow of daisies", "white and yellow daisy"],
    ["blowball", "yellow dandelion", "dandelion clock", "dandelion puff"],
    ["rosebud", "red rose", "rose bush", "bunch of roses"],
    ["sunflower field", "big yellow sunflower", "sunflower head", "tall sunflower"],
    ["tulip field", "red tulip", "bed of tulips", "yellow tulip"],
]  # fmt: skip

# What is about one of the classes has one of these words.
ABOUT = [
    "plane", "airplane", "aeroplane", "airport", "helicopter", "car", "cars", "taxi", "motorway", "bird", "chicken", "duck", "eagle",
    "owl", "parrot", "penguin", "swan", "cat", "cats", "kitten", "deer", "dog", "dogs", "puppy", "wolf", "fox", "frog", "toad", "horse",
    "unicorn", "zebra", "ship", "boat", "canoe", "ferry", "truck", "lorry", "bus", "van", "tractor", "traffic", "harbour", "flower",
    "daisy", "dandelion", "rose", "sunflower", "tulip",
]  # fmt: skip

TEMPLATES = [
    "{}", "a {}", "a photo of a {}", "a small photo of a {}", "a picture of a {}", "photograph of a {}", "the {}", "a {}, outdoors",
]  # fmt: skip


def phrasings(names: list[list[str]]) -> list[list[str]]:
    """For each class every prompt that it is trained on."""
    return [[template.format(name) for name in group for template in TEMPLATES] for group in names]


def kinds(is_held_out: bool) -> list[str]:
    """Of all classes."""
    return [name for group in KINDS for name in group[is_held_out::2]]


def is_about_a_class(text: str) -> bool:
    return bool(set(re.findall(r"\w+", text.lower())) & set(ABOUT))


def suggestions() -> list[list[str]]:
    """For each class the prompts that the manifest carries: the names themselves and a sentence."""

    def with_article(name: str) -> str:
        return f"an {name}" if name[0] in "aeiou" else f"a {name}"

    return [[*group, f"a photo of {with_article(group[0])}"] for group in CIFAR10_NAMES + FLOWER_NAMES]
