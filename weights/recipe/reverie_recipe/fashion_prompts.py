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


# Words and sentences that no model was trained on: they measure how far a model understands what it was not told, and
# calibrate how familiar a prompt is. Written down before anything was measured with them; do not train on them.
HELD_OUT_NAMES = [
    ["short sleeved shirt", "jersey", "cotton tee with a round neck", "undershirt", "sports jersey", "tees", "singlet", "V-neck T-shirt"],
    ["chinos", "breeches", "corduroys", "denim pants", "suit trousers", "sweatpants", "cargo pants", "long trousers"],
    ["cardigan", "hoodie", "turtleneck", "knit sweater", "fleece sweater", "wool sweater", "knitted top with long sleeves", "sweaters"],
    ["ball gown", "maxi dress", "wedding dress", "sundress", "party dress", "cocktail gown", "women's dress", "robe for a ball"],
    ["anorak", "raincoat", "windbreaker", "blazer", "outerwear", "duffle coat", "warm clothes for snow", "topcoat"],
    ["slippers", "flip flops", "thongs for the beach", "open-toed shoes", "mules", "espadrilles", "sandals with straps", "clogs"],
    ["oxford shirt", "business shirt", "shirt with buttons", "white-collar shirt", "tunic", "flannel shirt", "button-down", "office shirt"],
    ["plimsolls", "joggers' shoe", "basketball shoe", "athletic footwear", "kicks", "trainers", "skate shoe", "running shoes"],
    ["clutch", "backpack", "rucksack", "briefcase", "pouch", "shopping bag", "suitcase", "sack with handles"],
    ["bootie", "cowboy boot", "hiking boots", "booties", "rubber boot", "combat boot", "suede boots", "footwear for deep snow"],
]

HELD_OUT_TEMPLATES = [
    "{}",
    "my favourite {}",
    "show me a {}",
    "I would like a {}, please",
    "an old photograph of a {}",
    "black and white {}",
    "{} on a white background",
    "the best {} in town",
]

# What the model knows nothing of, by kinds: other things in the same kinds of sentences, and sentences about no thing.
UNRELATED_NAMES = [
    "dog", "kitten", "horse", "eagle", "goldfish", "crocodile", "spider", "oak tree", "rose", "mushroom", "mountain",
    "beach at sunset", "waterfall", "galaxy", "thunderstorm", "city skyline", "castle", "church", "bridge", "kitchen",
    "sofa", "wooden table", "lamp", "teapot", "fork", "pizza", "birthday cake", "bowl of soup", "banana", "cup of coffee",
    "bicycle", "sports car", "steam train", "aeroplane", "sailing boat", "tractor", "computer", "mobile phone", "robot",
    "guitar", "piano", "violin", "football", "chess board", "clock", "pair of scissors", "hammer", "newspaper", "bank note",
    "portrait of a king", "baby", "clown", "dragon", "ghost", "mermaid", "map of Europe", "equation", "stop sign",
    "microscope", "candle", "umbrella", "toothbrush", "swimming pool", "volcano", "circuit board", "snowman", "tiger",
]  # fmt: skip

UNRELATED_SENTENCES = [
    "the stock market fell sharply today", "how do I sort a list in Python", "happy birthday to you", "asdf qwer zxcv",
    "what is the capital of France", "once upon a time there was a king", "the train leaves at half past nine",
    "E = mc^2", "lorem ipsum dolor sit amet", "hello", "thank you very much", "12345", "turn left at the traffic lights",
    "the patient has a fever", "quarterly revenue grew by ten percent", "she sang beautifully", "nothing", "???",
    "a long walk in the rain", "the meaning of life", "SELECT * FROM users", "good morning", "it is raining cats and dogs",
    "blue", "love", "freedom and justice for all", "two plus two is four", "the war ended in 1945", "an angry crowd",
]  # fmt: skip


def held_out() -> list[list[str]]:
    """For each class phrasings that no model was trained on."""
    return [[template.format(name) for name in names for template in HELD_OUT_TEMPLATES] for names in HELD_OUT_NAMES]


def unrelated() -> list[str]:
    return [t.format(name) for name in UNRELATED_NAMES for t in HELD_OUT_TEMPLATES] + UNRELATED_SENTENCES
