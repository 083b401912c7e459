"""Makes the tokenizer's golden files: `python -m reverie_recipe.minilm_corpus ../../Tests/TextModelTests/Goldens`.

corpus.jsonl: a text a line, as JSON strings. ids.bin: for each text what Hugging Face's `tokenizers` makes of it with the
model's own tokenizer.json, cut at 256: u16 count, u16 flag (1 when cut), then the numbers as u16, little-endian.
characters.bin: for each 4,096 code points (surrogates left out) FNV-1a, u64 little-endian, over the UTF-8 of what the
reference's normaliser makes of each, every one followed by a byte FF.
"""

import json
import pathlib
import random
import struct
import sys
import unicodedata

from tokenizers import normalizers

from .encoder import SentenceEncoder

SENTENCES = """
A small grey picture of a winter coat, please!|The quick brown fox jumps over 13 lazy dogs.|Something warm to wear on a cold evening
It's 5 o'clock -- isn't it? (Yes; no, maybe...)|e-mail me@example.com or visit https://example.org/a_b?c=d&e=%20f#g|def f(x): return x**2 + {"key": [1, 2, 3]}
Schöne Grüße aus Köln: ein großer, blauer Übergangsmantel für 49,90 €|Die Straße ist naß, heißt es in WEISSENBURG – ẞ|Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich
Un été à l'hôtel: façade, naïveté, cœur, Noël, garçon|Où est passé le « chapeau » de grand-mère ?|El pingüino añoró la canción mañana. ¿Qué? ¡Olé!
São Paulo não é pequeno: coração, maçã, avó|Příliš žluťoučký kůň úpěl ďábelské ódy|Zażółć gęślą jaźń, Łódź
İstanbul'da ılık bir gün; ŞIK çanta, GÖĞÜS|Tiếng Việt: một chiếc áo khoác ấm áp, đôi giày thể thao|Ég get etið gler án þess að meiða mig. Ðað Þór
Tere õhtust! Põhjala öö, šokolaad|Jó estét, árvíztűrő tükörfúrógép|Bună ziua, o geantă de mână și un pulover gros, țară
Съешь же ещё этих мягких французских булок, да выпей чаю|Тёплое пальто и чёрные ботинки|Їжак, ґанок, є й інші; ў Беларусі, Ђорђе
Ξεσκεπάζω την ψυχοφθόρα βδελυγμία|Ένα ζεστό παλτό, ΟΔΥΣΣΕΥΣ και ΐ ΰ ϊ|ἐν ἀρχῇ ἦν ὁ λόγος, ᾳ ᾠδή
معطف شتوي دافئ وحذاء رياضي|اَلسَّلَامُ عَلَيْكُمْ، كيف الحال؟ ١٢٣|یک کیف چرمی کوچک، می‌خواهم
מעיל חם לחורף ונעלי ספורט|שָׁלוֹם עוֹלָם – מה נשמע?|ײַדיש און ﬡﬢﬣ
एक गर्म सर्दियों का कोट और जूते|क़लम ज़रा फ़र्क़ पढ़ाई, कृपया १२३|একটি গরম কোট এবং জুতা, ক্যামেরা
ஒரு சூடான குளிர்கால கோட், கௌ கொ|వెచ్చని కోటు మరియు బూట్లు|ಬೆಚ್ಚಗಿನ ಕೋಟ್ ಮತ್ತು ಶೂ|ചൂടുള്ള കോട്ടും ഷൂസും|උණුසුම් කබාය
เสื้อโค้ทกันหนาวกับรองเท้าผ้าใบ|ເສື້ອກັນໜາວ ແລະ ເກີບ|བོད་ཡིག་དྲོན་མོ།|မြန်မာစာ နွေးထွေးသော ကုတ်အင်္ကျီ|អាវធំក្តៅ និងស្បែកជើង
თბილი ქურთუკი და ფეხსაცმელი ᲗᲑᲘᲚᲘ|Տաք վերարկու և կոշիկներ ՏԱՔ|ሞቅ ያለ ካፖርት እና ጫማ።|ᏣᎳᎩ ꭰꭱ ᎦᏬᏂᎯᏍᏗ
따뜻한 겨울 코트와 운동화|한글 ㅎㅏㄴ 각갂갃 힣|セーターとスニーカー、ﾊﾝｶｸ ｶﾞ|暖かい冬のコートをください。「写真」|ぱぴぷぺぽ ヴァイオリン ｱﾊﾞ
一件暖和的冬大衣和一双运动鞋|請給我一個皮包，謝謝！|𠀀𠮷野家 㐂 豈更車 﨎﨏|冬季外套coat和鞋shoe123
👕👖🧥👗👟|👩‍👩‍👧‍👦 family, 👍🏽 ok, 🇩🇪🇯🇵, 1️⃣ #️⃣ ❤️ ☕︎|a 👢 boot 🥾🥿👠 and a 👜bag👛!
ﬁne oﬃce ﬂat ① ² ½ ℃ № ™ ㎏ Ⅷ|ＦＵＬＬＷＩＤＴＨ ｔｅｘｔ １２３！|𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𝒮𝒸𝓇𝒾𝓅𝓉 𝟘𝟙𝟚 𝅘𝅥𝅮
""".replace("\n", "|").strip("|").split("|")

BLOCKS = [
    (0x00C0, 0x024F), (0x0250, 0x02AF), (0x0370, 0x03FF), (0x0400, 0x052F), (0x0531, 0x0589), (0x0591, 0x05F4),
    (0x0600, 0x06FF), (0x0700, 0x074F), (0x07C0, 0x07FF), (0x08A0, 0x08FF), (0x0900, 0x097F), (0x0980, 0x09FF),
    (0x0A00, 0x0A7F), (0x0A80, 0x0AFF), (0x0B00, 0x0B7F), (0x0B80, 0x0BFF), (0x0C00, 0x0C7F), (0x0C80, 0x0CFF),
    (0x0D00, 0x0D7F), (0x0D80, 0x0DFF), (0x0E00, 0x0E7F), (0x0E80, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F),
    (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1200, 0x137F), (0x13A0, 0x13FF), (0x1780, 0x17FF), (0x1800, 0x18AF),
    (0x1B00, 0x1B7F), (0x1D00, 0x1DBF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2C00, 0x2DFF), (0x3040, 0x30FF),
    (0x3130, 0x318F), (0x3400, 0x3420), (0x4E00, 0x9FFF), (0xA640, 0xA69F), (0xA720, 0xA7FF), (0xA960, 0xA97F),
    (0xAB70, 0xABBF), (0xAC00, 0xD7A3), (0xF900, 0xFAD9), (0xFB00, 0xFDFF), (0xFE70, 0xFEFE), (0xFF01, 0xFFEE),
    (0x10400, 0x1044F), (0x11100, 0x1114F), (0x11300, 0x1137F), (0x114B0, 0x114DF), (0x1D150, 0x1D1E0),
    (0x1D400, 0x1D7FF), (0x1E000, 0x1E02F), (0x1E900, 0x1E95F), (0x20000, 0x200FF), (0x2B800, 0x2B9FF),
    (0x2F800, 0x2FA1F),
]  # fmt: skip
MARKS = [*range(0x0300, 0x0370), 0x05B0, 0x0651, 0x093C, 0x094D, 0x0E38, 0x0F71, 0x1D165, 0x1D16D, 0x1D16E, 0x20D0,
         0x302A, 0x302E, 0x302F, 0x3099, 0x1B44, 0x1E944, 0x1E94A, 0x0C46, 0x11446, 0x08D4, 0x1DFB]  # fmt: skip
SPACES = [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200E), 0x2028, 0x2029, 0x202F,
          0x205F, 0x2060, 0x3000, 0xFEFF, 0x180E]  # fmt: skip
SYMBOLS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡§«¶·»¿‐–—‘’“”…‰′※、。〈〉「」・€™°±×÷"
EMOJI = [*range(0x1F300, 0x1F650), *range(0x1F680, 0x1F700), *range(0x1F900, 0x1FA00), *range(0x2600, 0x27C0)]
SPECIAL = ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[mask]", "[ MASK ]", "[[SEP]]", "[SEP"]


def scalar(r: random.Random) -> str:
    while True:
        c = r.choice([r.randrange(0x110000), r.randrange(0x30000), r.randrange(0x3000)])
        if not 0xD800 <= c <= 0xDFFF:
            return chr(c)


def corpus(vocabulary: list[str]) -> list[str]:
    r = random.Random(20_261_124)
    words = [w.removeprefix("##") for w in vocabulary if not w.startswith("[")]

    def word(block=None):
        if block is None:
            return r.choice(words)
        return "".join(chr(r.randint(*block)) for _ in range(r.randint(1, 8)))

    def recase(text):
        return "".join(x.upper() if r.random() < 0.3 else x for x in text)

    def sprinkle(text, characters, share=0.15):
        return "".join(x + (chr(r.choice(characters)) if r.random() < share else "") for x in text)

    texts = ["", " ", "\t\n", "a", "\u0301", "x" * 99, "x" * 100, "x" * 101, "é" * 100, "é" * 101, "水" * 300]
    texts += ["a" * 10_000, "word " * 253, "word " * 254, "word " * 255, "word " * 2_000, "[SEP]" * 300, "??" * 130]
    texts += SENTENCES
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        texts += [unicodedata.normalize(form, s) for s in SENTENCES]
    for s in SENTENCES:
        texts += [s.upper(), s.lower(), s.title(), s.swapcase(), sprinkle(s, SPACES), sprinkle(s, MARKS), s.replace(" ", "")]
    for _ in range(900):
        texts.append(recase(" ".join(word() for _ in range(r.randint(1, 12)))))
    for _ in range(500):
        texts.append("".join(word() for _ in range(r.randint(2, 6))))
    for _ in range(500):
        texts.append("".join(word() + r.choice(SYMBOLS) * r.randint(0, 2) + r.choice(["", " "]) for _ in range(r.randint(1, 9))))
    for block in BLOCKS:
        for _ in range(22):
            texts.append(recase(" ".join(word(block) for _ in range(r.randint(1, 5)))))
    for _ in range(300):
        texts.append(" ".join(word(r.choice(BLOCKS)) for _ in range(r.randint(1, 6))))
    for _ in range(300):
        joiners = ["\u200d", "\ufe0f", "\ufe0e", "\U0001f3fd", " ", "", "\u20e3"]
        texts.append("".join(chr(r.choice(EMOJI)) + r.choice(joiners) for _ in range(r.randint(1, 10))) + word())
    for _ in range(300):
        texts.append("".join(word() + "".join(chr(r.choice(SPACES)) for _ in range(r.randint(1, 3))) for _ in range(5)))
    for _ in range(400):
        texts.append("".join(scalar(r) for _ in range(r.randint(1, 30))))
    for _ in range(400):
        base = word(r.choice(BLOCKS)) if r.random() < 0.5 else word()
        texts.append("".join(x + "".join(chr(r.choice(MARKS)) for _ in range(r.randint(0, 5))) for x in base))
    for _ in range(200):
        texts.append(sprinkle(r.choice(SENTENCES), [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x200B, 0xFFFD, 0xE000]))
    for _ in range(150):
        texts.append("".join(r.choice([word(), " ", r.choice(SPECIAL), word().upper()]) for _ in range(r.randint(1, 8))))
    for _ in range(100):
        texts.append(word(r.choice(BLOCKS)) * r.randint(10, 30))
    return texts


def characters() -> bytes:
    normalize, result = normalizers.BertNormalizer().normalize_str, b""
    for block in range(0, 0x110000, 4096):
        fnv = 0xCBF29CE484222325
        for c in range(block, block + 4096):
            if 0xD800 <= c <= 0xDFFF:
                continue
            for byte in normalize(chr(c)).encode() + b"\xff":
                fnv = (fnv ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
        result += struct.pack("<Q", fnv)
    return result


def main():
    folder = pathlib.Path(sys.argv[1])
    tokenizer = SentenceEncoder().tokenizer
    tokenizer.no_padding()
    tokenizer.no_truncation()
    vocabulary = sorted(tokenizer.get_vocab(with_added_tokens=True).items(), key=lambda item: item[1])
    texts = corpus([piece for piece, _ in vocabulary])
    ids = b""
    for text in texts:
        whole = tokenizer.encode(text).ids
        cut = whole if len(whole) <= 256 else whole[:255] + whole[-1:]
        ids += struct.pack(f"<{2 + len(cut)}H", len(cut), len(whole) > 256, *cut)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corpus.jsonl").write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in texts), newline="\n")
    (folder / "ids.bin").write_bytes(ids)
    (folder / "characters.bin").write_bytes(characters())
    print(f"{len(texts)} texts, {len(ids)} bytes of numbers")


if __name__ == "__main__":
    main()
