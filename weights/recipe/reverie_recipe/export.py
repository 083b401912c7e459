"""Writes a trained model as Reverie reads it: `python -m reverie_recipe.export studio.json --run DIR --to ../studio`.

The average that did best on the pictures for selection goes to model.safetensors as fp16, everything else that the code
must know to model.json. The judges write the card.
"""

import argparse
import base64
import hashlib
import json
import pathlib

import torch
from safetensors.torch import save_file

from . import emoji_prompts, fashion_prompts, photo_prompts
from .carry import best_average
from .encoder import SentenceEncoder

SUGGESTIONS = {
    "fashion-mnist": fashion_prompts.suggestions,
    "emoji64": emoji_prompts.suggestions,
    "photo": photo_prompts.suggestions,
}


def base64_floats(vector: torch.Tensor) -> str:
    return base64.b64encode(vector.to(torch.float32).numpy().astype("<f4").tobytes()).decode()


def suggested_prompts(training: dict) -> list[str]:
    """Those of the data and those of the sample grid, each once."""
    texts = SUGGESTIONS[training["data"]["source"]]()
    return list(dict.fromkeys([text for group in texts for text in group] + training["gridPrompts"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=pathlib.Path)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    training = config.pop("training")
    state = torch.load(arguments.run / "checkpoint.pt", weights_only=True, map_location="cpu")
    arguments.to.mkdir(parents=True, exist_ok=True)

    file = arguments.to / "model.safetensors"
    weights = {name: value.half().contiguous() for name, value in best_average(state).items()}
    save_file(weights, file)
    file.chmod(0o644)  # the writer makes it private to its owner

    texts = suggested_prompts(training)
    embeddings = SentenceEncoder()(texts)
    manifest = {"format": "reverie-model/1"} | config
    manifest["weights"] = {
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "parameters": sum(value.numel() for value in weights.values()),
    }
    manifest["training"] = {
        **training["credits"],
        "promptEncoder": "all-MiniLM-L6-v2 (Apache-2.0)",
        "steps": state["step"],
        "epochs": round(state["log"][-1]["epoch"]),
    }
    manifest["prompts"] = [
        {"text": text, "embedding": base64_floats(vector)} for text, vector in zip(texts, embeddings)
    ]
    (arguments.to / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{file}: {file.stat().st_size} bytes, {manifest['weights']['parameters']} parameters, {len(texts)} prompts")


if __name__ == "__main__":
    main()
