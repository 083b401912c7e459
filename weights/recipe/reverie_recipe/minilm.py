"""Converts all-MiniLM-L6-v2 to what Reverie reads: `python -m reverie_recipe.minilm --to ../minilm`.

Matrices become 8-bit integers with 16-bit scales: one a row for the words, one for each 32 weights of a row elsewhere (one
a row there costs 0.0006 of cosine, and writing in eight scripts falls below 0.999). The positions, with the one token
type in use added to them, become 16-bit floats; biases and normalisation stay 32-bit floats. `--exact` keeps 32-bit
floats throughout: 91 MB, to check the code against the reference.
"""

import argparse
import hashlib
import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file

from .encoder import SentenceEncoder

LIMIT = 256  # tokens: what the model was made for, as its card says


GROUP = 32


def quantize(weight: torch.Tensor, group: int) -> tuple[torch.Tensor, torch.Tensor]:
    """float [rows, columns] -> int8 [rows, columns], float16 [rows, columns / group]: weight is about their product."""
    groups = weight.unflatten(1, (-1, group))
    scale = (groups.abs().amax(2) / 127).clamp_min(1e-7).to(torch.float16)
    values = (groups / scale[..., None].float()).round().clamp(-127, 127)
    return values.to(torch.int8).flatten(1), scale


def converted(reference: SentenceEncoder, exact: bool) -> dict[str, torch.Tensor]:
    w, tensors = reference.weights, {}

    def matrix(name, weight, group):
        if exact:
            tensors[name + ".weight"] = weight.contiguous()
        else:
            tensors[name + ".weight"], tensors[name + ".scale"] = quantize(weight, group)

    def linear(name, *sources):
        matrix(name, torch.cat([w[s + ".weight"] for s in sources]), GROUP)
        tensors[name + ".bias"] = torch.cat([w[s + ".bias"] for s in sources])

    def norm(name, source):
        for part in ("weight", "bias"):
            tensors[f"{name}.{part}"] = w[f"{source}.LayerNorm.{part}"].clone()

    words = w["embeddings.word_embeddings.weight"]
    matrix("words", words, words.shape[1])
    positions = w["embeddings.position_embeddings.weight"][:LIMIT] + w["embeddings.token_type_embeddings.weight"][0]
    tensors["positions.weight"] = positions if exact else positions.to(torch.float16)
    norm("norm", "embeddings")
    for layer in range(reference.config["num_hidden_layers"]):
        p, to = f"encoder.layer.{layer}.", f"layers.{layer}."
        linear(to + "qkv", *(f"{p}attention.self.{part}" for part in ("query", "key", "value")))
        linear(to + "mixed", p + "attention.output.dense")
        norm(to + "attentionNorm", p + "attention.output")
        linear(to + "expand", p + "intermediate.dense")
        linear(to + "contract", p + "output.dense")
        norm(to + "outputNorm", p + "output")
    return tensors


def dequantized(reference: SentenceEncoder) -> SentenceEncoder:
    """The twin of what is shipped: the reference's arithmetic over the converted weights."""
    twin = SentenceEncoder()
    for name, weight in reference.weights.items():
        if name == "embeddings.position_embeddings.weight":
            token_type = reference.weights["embeddings.token_type_embeddings.weight"][0]
            twin.weights[name] = (weight + token_type).to(torch.float16).float() - token_type
        elif weight.dim() == 2 and "token_type" not in name and "pooler" not in name:
            group = weight.shape[1] if "word" in name else GROUP
            values, scale = quantize(weight, group)
            twin.weights[name] = (values.unflatten(1, (-1, group)).float() * scale[..., None].float()).flatten(1)
    return twin


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    parser.add_argument("--exact", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.to
    folder.mkdir(parents=True, exist_ok=True)
    reference = SentenceEncoder()
    tensors = converted(reference, arguments.exact)
    file, vocabulary = folder / "model.safetensors", folder / "vocab.txt"
    save_file(tensors, file)
    file.chmod(0o644)  # the writer makes it private to its owner
    shutil.copyfile(reference.folder / "vocab.txt", vocabulary)
    manifest = {
        "format": "reverie-encoder/1",
        "name": "minilm",
        "title": "all-MiniLM-L6-v2",
        "description": "Sentences become 384 numbers: alike where they mean alike.",
        "layers": reference.config["num_hidden_layers"],
        "width": reference.config["hidden_size"],
        "heads": reference.config["num_attention_heads"],
        "hiddenWidth": reference.config["intermediate_size"],
        "normEpsilon": reference.config["layer_norm_eps"],
        "maximumTokens": LIMIT,
        "vocabulary": {
            "file": vocabulary.name,
            "sha256": hashlib.sha256(vocabulary.read_bytes()).hexdigest(),
            "pieces": reference.config["vocab_size"],
        },
        "weights": {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()},
    }
    (folder / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{file}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
