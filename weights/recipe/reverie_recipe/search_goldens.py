"""The vectors of the search's test collection, from the reference encoder.

`python -m reverie_recipe.search_goldens ../../Tests/CatalogueTests/Collection` reads captions.tsv and queries.tsv there and
writes vectors.f16: 384 half-precision numbers, the lowest byte first, for each caption (with its prompt, as the catalogue
joins them) and then for each query.
"""

import pathlib
import sys

from .encoder import SentenceEncoder


def rows(path: pathlib.Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def text(caption: str, prompt: str) -> str:
    """The twin of ImageText in Sources/Catalogue."""
    return caption if not prompt or prompt.lower() in caption.lower() else f"{caption}, {prompt}"


def main():
    folder = pathlib.Path(sys.argv[1])
    captions = [text(caption, prompt) for caption, prompt, _ in rows(folder / "captions.tsv")]
    queries = [query for _, query, _ in rows(folder / "queries.tsv")]
    vectors = SentenceEncoder().encode(captions + queries)
    (folder / "vectors.f16").write_bytes(vectors.numpy().astype("<f2").tobytes())


if __name__ == "__main__":
    main()
