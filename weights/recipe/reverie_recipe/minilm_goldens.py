"""Makes the encoder's golden files: `python -m reverie_recipe.minilm_goldens ../../Tests/TextModelTests/Goldens`.

sentences.jsonl: a text a line, as JSON strings. vectors.safetensors: what PyTorch makes of them with the original weights
(`reference`) and with those that are shipped (`shipped`), fp16 [texts, 384].
"""

import json
import pathlib
import random
import sys

import torch
from safetensors.torch import save_file

from . import fashion_prompts, minilm
from .encoder import SentenceEncoder
from .minilm_corpus import SENTENCES, corpus


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.set_num_threads(1)
    reference = SentenceEncoder()
    shipped = minilm.dequantized(reference)
    r = random.Random(1)
    phrasings = [p for group in fashion_prompts.phrasings() for p in group]
    vocabulary = [p for p, _ in sorted(reference.tokenizer.get_vocab().items(), key=lambda item: item[1])]
    odd = [t for t in corpus(vocabulary) if len(t) < 400]
    texts = ["", "   ", *SENTENCES, *r.sample(phrasings, 150), *r.sample(odd, 150), "a warm winter coat, " * 30, "word " * 400]
    vectors = {
        name: torch.cat([encoder([t]) for t in texts]).to(torch.float16)
        for name, encoder in (("reference", reference), ("shipped", shipped))
    }
    (folder / "sentences.jsonl").write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in texts), newline="\n")
    save_file(vectors, folder / "vectors.safetensors")
    (folder / "vectors.safetensors").chmod(0o644)
    likeness = torch.nn.functional.cosine_similarity(*(vectors[n].double() for n in ("reference", "shipped")))
    print(f"{len(texts)} texts; the shipped weights' least cosine to the reference is {likeness.min():.5f}")


if __name__ == "__main__":
    main()
