"""Writes Sources/TextModel/CharacterTable+Data.swift: what BERT's normaliser makes of each character.

    python -m reverie_recipe.minilm_characters > ../../Sources/TextModel/CharacterTable+Data.swift

Asks the reference itself (Hugging Face `tokenizers`), one code point at a time. Its Unicode tables are years old and
frozen, and the vocabulary was made with such tables; those of a newer language runtime would give other tokens, and
other ones after each update.
"""

import unicodedata

from tokenizers import normalizers, pre_tokenizers

LINE = 116
HANGUL = range(0xAC00, 0xD7A4)  # decomposed by rule (The Unicode Standard, section 3.12), not by table

scalars = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
nfd = normalizers.NFD().normalize_str


def only(**settings):
    off = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    return normalizers.BertNormalizer(**(off | settings)).normalize_str


def combining_class_of():
    """The reference's canonical combining class of a character, found by where it sorts among marks of known class."""
    probes = {}
    for c in scalars:
        cls = unicodedata.combining(chr(c))
        if cls and cls not in probes and len(nfd(chr(c))) == 1 and nfd("a" + chr(c) + "\u0334") == "a\u0334" + chr(c):
            probes[cls] = chr(c)
    probes[1] = "\u0334"
    ordered = sorted(probes)

    def of(mark: str) -> int:
        if nfd("a\u0345" + mark) == "a\u0345" + mark and nfd("a" + mark + "\u0334") == "a" + mark + "\u0334":
            # It moves past neither the highest class (240) nor the lowest (1): a starter, or itself of such a class.
            if unicodedata.combining(mark) not in (1, 240):
                return 0
        for cls in ordered:  # the class is the first that the mark does not sort behind
            if nfd("a" + mark + probes[cls]) == "a" + mark + probes[cls]:
                return cls
        return 240

    return of


def ranges(members) -> list[str]:
    runs: list[list[int]] = []
    for c in sorted(members):
        if runs and runs[-1][1] == c - 1:
            runs[-1][1] = c
        else:
            runs.append([c, c])
    return [f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in runs]


def mapping_runs(mapping: dict[int, str]) -> list[str]:
    """`41-5a>61` counts up with its characters, `c0-c5=61` does not, `460-480/2>461` is every second character."""
    items, tokens, i = sorted(mapping.items()), [], 0
    while i < len(items):
        first, text = items[i]
        if len(text) != 1:
            tokens.append(f"{first:x}=" + ".".join(f"{ord(x):x}" for x in text))
            i += 1
            continue
        best = (1, 1, 0)
        for stride, slope in ((1, 1), (1, 0), (2, 1)):
            n = 1
            while i + n < len(items) and items[i + n][0] == first + n * stride and len(items[i + n][1]) == 1:
                if ord(items[i + n][1]) != ord(text) + n * stride * slope:
                    break
                n += 1
            if n > best[0]:
                best = (n, stride, slope)
        n, stride, slope = best
        last = f"-{items[i + n - 1][0]:x}" if n > 1 else ""
        tokens.append(f"{first:x}{last}{'/2' if stride == 2 else ''}{'>' if slope else '='}{ord(text):x}")
        i += n
    return tokens


def literal(name: str, comment: str, tokens: list[str]) -> str:
    lines, line = [], ""
    for token in tokens:
        if len(line) + len(token) + 1 > LINE - 8:
            lines.append(line)
            line = ""
        line = f"{line} {token}" if line else token
    body = "\n".join(f"        {x}" for x in [*lines, line])
    return f'    /// {comment}\n    static let {name} = """\n{body}\n        """\n'


def main():
    clean, pad, lower = only(clean_text=True), only(handle_chinese_chars=True), only(lowercase=True)
    strip, everything = only(strip_accents=True), normalizers.BertNormalizer().normalize_str
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    spaces = {c for c in scalars if clean(chr(c)) == " "}
    ideographs = {c for c in scalars if len(pad(chr(c))) == 3}
    removed = {c for c in scalars if clean(chr(c)) == ""}
    kept = [c for c in scalars if c not in removed and c not in spaces]
    marks = {c for c in kept if nfd(chr(c)) == chr(c) and strip(chr(c)) == ""}
    class_of = combining_class_of()
    classes = {c: class_of(chr(c)) for c in kept if nfd(chr(c)) == chr(c) and c not in ideographs and (
        c in marks or unicodedata.combining(chr(c)))}  # fmt: skip
    starters = {c for c in marks if classes[c] == 0}
    dropped, mapping = removed | (marks - starters), {}
    for c in kept:
        parts = nfd(chr(c))
        result = everything(chr(c)).strip(" ")
        # What the tables express: the parts in order, marks left out, each in lower case.
        assert result == "".join(lower(p) for p in parts if ord(p) not in marks), hex(c)
        # A removed starter keeps marks on its two sides apart; none hides inside a decomposition behind such a mark.
        assert not any(ord(p) in starters for p in parts[1:] if classes.get(ord(parts[0]))), hex(c)
        if c in marks or c in HANGUL:
            continue
        if result == "":
            (dropped if all(classes[ord(p)] for p in parts) else starters).add(c)
        elif result != chr(c):
            mapping[c] = result
    surviving = {ord(x) for text in mapping.values() for x in text} | (set(kept) - dropped - starters)
    ordered = {c: k for c, k in classes.items() if k and c in surviving}
    assert all(nfd(x) == x and lower(x) == x for text in mapping.values() for x in text)
    by_class = [f"{r}:{k:x}" for k in sorted(set(ordered.values())) for r in ranges(c for c in ordered if ordered[c] == k)]
    punctuation = {c for c in surviving if len(split("a" + chr(c) + "a")) == 3}
    print("// Written by weights/recipe/reverie_recipe/minilm_characters.py; all numbers are hexadecimal.\n")
    print("extension CharacterTable {")
    print(
        "\n".join(
            [
                literal("spaces", "White space.", ranges(spaces)),
                literal("dropped", "Control characters and accents: removed.", ranges(dropped)),
                literal("droppedStarters", "Removed too, but marks on their two sides are not sorted.", ranges(starters)),
                literal("ideographs", "Words by themselves.", ranges(ideographs)),
                literal("punctuation", "Punctuation: words by themselves, too.", ranges(punctuation)),
                literal("classes", "Canonical combining classes above 0 of what is not removed.", by_class),
                literal(
                    "replacements",
                    "Decomposed, without accents, in lower case: `41-5a>61` counts up with its characters, `c0-c5=61` does not,\n"
                    "    /// `460-480/2>461` is every second character.",
                    mapping_runs(mapping),
                ),
            ]
        ).rstrip("\n")
    )
    print("}")


if __name__ == "__main__":
    main()
