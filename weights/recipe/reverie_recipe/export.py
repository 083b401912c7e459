"""Writes a trained model as Reverie reads it: `python -m reverie_recipe.export fashion.json --run DIR --to ../fashion`.

The EMA weights go to model.safetensors as fp16, everything else that the code must know to model.json. The judge
(`judge.py`) writes the card.
"""

import argparse
import base64
import hashlib
import json
import pathlib

import torch
from safetensors.torch import save_file

from . import fashion_prompts
from .encoder import SentenceEncoder


def base64_floats(vector: torch.Tensor) -> str:
    return base64.b64encode(vector.to(torch.float32).numpy().astype("<f4").tobytes()).decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=pathlib.Path)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    state = torch.load(arguments.run / "checkpoint.pt", weights_only=True)
    arguments.to.mkdir(parents=True, exist_ok=True)

    file = arguments.to / "model.safetensors"
    weights = {name: value.to(torch.float16).contiguous() for name, value in state["ema"].items()}
    save_file(weights, file)
    file.chmod(0o644)  # the writer makes it private to its owner

    texts = [text for group in fashion_prompts.suggestions() for text in group]
    texts = list(dict.fromkeys(texts))
    embeddings = SentenceEncoder()(texts)
    manifest = {"format": "reverie-model/1"} | {k: v for k, v in config.items() if k != "training"}
    manifest["weights"] = {
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "parameters": sum(value.numel() for value in weights.values()),
    }
    manifest["training"] = {
        "data": "Fashion-MNIST, the 60,000 training pictures (1,000 of them held out to measure the loss)",
        "licence": "MIT",
        "credit": "Han Xiao, Kashif Rasul, Roland Vollgraf, 2017 (Zalando Research)",
        "promptEncoder": "all-MiniLM-L6-v2 (Apache-2.0)",
        "steps": state["step"],
        "epochs": config["training"]["epochs"],
    }
    manifest["prompts"] = [
        {"text": text, "embedding": base64_floats(vector)} for text, vector in zip(texts, embeddings)
    ]
    (arguments.to / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{file}: {file.stat().st_size} bytes, {manifest['weights']['parameters']} parameters, {len(texts)} prompts")


if __name__ == "__main__":
    main()
