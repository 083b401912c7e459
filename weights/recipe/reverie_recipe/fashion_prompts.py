"""What people may call the ten things of Fashion-MNIST. Order of the classes as in `fashion_mnist.CLASSES`.

Colours are left out (the pictures are grey), and so are words that name two classes at once ("shoe", "top half").
"""

NAMES = [
    ["T-shirt", "tee", "tee shirt", "t shirt", "short-sleeved top", "short sleeve T-shirt", "crew neck tee", "tank top", "top"],
    ["trousers", "trouser", "pants", "pair of trousers", "pair of pants", "slacks", "jeans", "long pants", "leggings"],
    ["pullover", "sweater", "jumper", "knitted sweater", "sweatshirt", "woollen jumper", "long-sleeved pullover", "knitwear"],
    ["dress", "gown", "summer dress", "evening dress", "long dress", "sleeveless dress", "frock", "cocktail dress"],
    ["coat", "winter coat", "overcoat", "jacket", "long coat", "trench coat", "warm jacket", "parka"],
    ["sandal", "sandals", "open shoe", "strappy sandal", "summer sandal", "flip-flop", "high-heeled sandal", "beach sandal"],
    ["shirt", "button-up shirt", "dress shirt", "blouse", "long-sleeved shirt", "collared shirt", "formal shirt", "buttoned shirt"],
    ["sneaker", "sneakers", "trainer", "running shoe", "sports shoe", "tennis shoe", "gym shoe", "canvas shoe"],
    ["bag", "handbag", "purse", "shoulder bag", "tote bag", "leather bag", "satchel", "carrying bag"],
    ["ankle boot", "ankle boots", "boot", "boots", "leather boot", "winter boot", "high-heeled boot", "Chelsea boot"],
]

TEMPLATES = [
    "{}",
    "a {}",
    "the {}",
    "one {}",
    "a photo of a {}",
    "a picture of a {}",
    "an image of a {}",
    "a drawing of a {}",
    "a nice {}",
    "a small grey picture of a {}",
    "please make a {}",
    "{} from a fashion shop",
    "something to wear: {}",
    "a fashionable {}",
]


def phrasings() -> list[list[str]]:
    """For each class every phrasing that it is trained on."""
    return [[template.format(name) for name in names for template in TEMPLATES] for names in NAMES]


def suggestions() -> list[list[str]]:
    """For each class the prompts that the manifest carries: the names themselves and two sentences.

    The sentences have the right article, which the phrasings do not care about.
    """

    def with_article(name: str) -> str:
        if name == "trousers":
            return name
        return f"an {name}" if name[0] in "aeiou" else f"a {name}"

    def unique(texts: list[str]) -> list[str]:
        return list(dict.fromkeys(texts))

    return [unique([*names, with_article(names[0]), f"a photo of {with_article(names[0])}"]) for names in NAMES]
