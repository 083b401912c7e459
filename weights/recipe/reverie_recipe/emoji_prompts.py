"""What people may write to get one of emoji64's drawings: its name, its keywords, its group and its style, or some of them."""

from .emoji64 import Drawing

STYLE_WORDS = {
    "fluent-3d": ["3D style", "3D", "3D render"],
    "fluent-color": ["glossy style", "with soft gradients", "colourful"],
    "fluent-flat": ["flat", "flat style", "flat drawing"],
    "noto": ["shaded style", "Noto style", "shaded drawing"],
    "blobmoji": ["blob style", "round and soft", "blob drawing"],
    "twemoji": ["cartoon", "cartoon style", "simple cartoon"],
    "emojitwo": ["clip art", "clip art style", "with clear shapes"],
    "fxemoji": ["poster style", "poster", "poster drawing"],
}

GROUP_WORDS = {
    "Animals & Nature": "something from nature",
    "Food & Drink": "something to eat or drink",
    "Objects": "a thing",
    "Travel & Places": "travel and places",
    "Activities": "sport and play",
    "Smileys & Emotion": "a feeling",
    "People & Body": "people",
    "Symbols": "a symbol",
    "Flags": "a flag",
}

SUBGROUP_WORDS = {
    "food-fruit": "a fruit", "food-vegetable": "a vegetable", "food-sweet": "something sweet", "drink": "something to drink",
    "food-prepared": "something to eat", "food-asian": "something to eat", "food-marine": "seafood",
    "animal-mammal": "an animal", "animal-bird": "a bird", "animal-bug": "an insect", "animal-marine": "a sea animal",
    "animal-reptile": "a reptile", "animal-amphibian": "an animal", "plant-flower": "a flower", "plant-other": "a plant",
    "clothing": "something to wear", "tool": "a tool", "musical-instrument": "a musical instrument",
    "transport-ground": "a vehicle", "transport-air": "something that flies", "transport-water": "a boat",
    "place-building": "a building", "sky & weather": "the sky", "sport": "sport", "game": "a game", "household": "a household thing",
}  # fmt: skip


def with_article(name: str) -> str:
    """Plurals and names of one thing that exists once ("Statue of Liberty") go without."""
    if name.endswith("s") or name[:1].isupper():
        return name
    return f"an {name}" if name[:1] in "aeiou" else f"a {name}"


def phrasings(drawing: Drawing) -> list[str]:
    """Every prompt that the drawing is trained on; about half of them leave the style out."""
    name, styles = drawing.name, STYLE_WORDS[drawing.style]
    one = with_article(name)
    kind = SUBGROUP_WORDS.get(drawing.subgroup, GROUP_WORDS[drawing.group])
    others = [word for word in drawing.keywords if word.lower() != name.lower()]
    plain = [name, one, f"a picture of {one}", f"{kind}: {name}"]
    plain += [f"{name}, {others[0]}"] if others else []
    return [*plain, f"{name}, {styles[0]}", f"{one}, {styles[1]}", f"{styles[2]} of {one}", f"{one}, {styles[0]}"]


def suggestions() -> list[list[str]]:
    """What the manifest carries: things that people ask for first, plain, and in a style each."""
    plain = [
        "a fox", "a cat", "a dog", "an owl", "a fish", "a butterfly", "a rose", "a sunflower", "a tree", "a mushroom",
        "an orange", "a lemon", "a strawberry", "a watermelon", "grapes", "a tomato", "a carrot", "bread", "cheese",
        "a hamburger", "a doughnut", "ice cream", "birthday cake", "a hot drink", "something to eat: pizza",
    ]  # fmt: skip
    styled = [
        "a fox, flat", "a panda, 3D", "a pig, shaded style", "a frog, blob style", "a penguin, cartoon",
        "a whale, clip art", "a turtle, poster style", "a lion, glossy style", "a red apple, 3D style",
        "flat drawing of a pear", "a cherry, cartoon style", "simple cartoon of a peach", "an egg, clip art style",
    ]  # fmt: skip
    return [plain, styled]
