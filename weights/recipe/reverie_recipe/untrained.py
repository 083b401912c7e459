"""Writes a recipe's network with random weights, to measure its speed and memory before it is trained:
`python -m reverie_recipe.untrained studio.json --to FOLDER`."""

import argparse
import base64
import hashlib
import json
import pathlib

import torch
from safetensors.torch import save_file

from .goldens import randomize
from .network import UNet


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=pathlib.Path)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    del config["training"]
    network = UNet(config["image"], config["network"])
    randomize(network, torch.Generator().manual_seed(1))
    weights = {name: value.detach().half().contiguous() for name, value in network.state_dict().items()}
    width = config["network"]["promptWidth"]
    weights["conditioning.null"] = torch.zeros(width).half()
    arguments.to.mkdir(parents=True, exist_ok=True)
    file = arguments.to / "model.safetensors"
    save_file(weights, file)
    file.chmod(0o644)
    manifest = {"format": "reverie-model/1"} | config | {
        "description": "Random weights, to measure the speed of.",
        "weights": {
            "file": file.name,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "parameters": sum(value.numel() for value in weights.values()),
        },
        "prompts": [{"text": config["defaults"]["prompt"], "embedding": base64.b64encode(bytes(4 * width)).decode()}],
        "training": {"data": "none: random numbers", "licence": "MIT", "credit": "none"},
    }
    (arguments.to / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
