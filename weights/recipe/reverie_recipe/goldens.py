"""Golden activations for the Swift tests, from the PyTorch twin.

`python -m reverie_recipe.goldens FOLDER` writes small networks with random weights, their inputs and every activation;
`python -m reverie_recipe.goldens FOLDER --model ../fashion` writes a trained model's predictions and trajectory.
"""

import argparse
import base64
import hashlib
import json
import pathlib

import numpy
import torch
from safetensors.torch import load_file, save_file

from . import sampling, sampling_goldens
from .network import UNet

SCHEDULES = {
    "raised-cosine": {"kind": "raised-cosine", "timesteps": 1000, "betaEnd": 0.02},
    "linear": {"kind": "linear", "timesteps": 1000, "betaStart": 0.0001, "betaEnd": 0.02},
    "squared-cosine": {"kind": "squared-cosine", "timesteps": 1000},
}

# Of those that are shown one.
SKETCHES = {"sketch": {"side": 4, "width": 9}}

# Of a trained model's trajectory.
SEED, DDIM_STEPS = 7, 10

# name: (image (width, height, channels), fold, widths, blocks, attention, headWidth, groups, frequencies, promptWidth,
# conditioningWidth, schedule, prediction)
SMALL = {
    "plain": ((8, 8, 1), 2, [16, 32], [1, 2], [False, False], 16, 8, 8, 12, 24, "raised-cosine", "velocity"),
    "attention": ((16, 16, 3), 2, [16, 32], [2, 1], [True, True], 8, 4, 4, 16, 32, "linear", "noise"),
    "three-levels": ((16, 8, 1), 1, [8, 16, 24], [1, 1, 1], [False, True, False], 4, 4, 5, 7, 9, "squared-cosine", "velocity"),
    "four-levels": ((32, 32, 3), 2, [8, 8, 16, 24], [1, 1, 1, 1], [False, False, True, True], 8, 4, 4, 6, 10, "raised-cosine", "velocity"),
    "fold4": ((16, 24, 3), 4, [24], [1], [True], 12, 3, 3, 5, 17, "linear", "noise"),
    "sketch": ((16, 32, 3), 2, [8, 16], [1, 1], [False, True], 8, 4, 4, 6, 10, "raised-cosine", "velocity"),
    "odd": ((10, 14, 1), 1, [6, 10], [2, 1], [False, True], 5, 2, 1, 3, 5, "raised-cosine", "velocity"),
}


def small_config(name: str) -> dict:
    (width, height, channels), fold, widths, blocks, attention, head, groups, frequencies, prompt, conditioning, kind, predicts = (
        SMALL[name]
    )
    return {
        "name": name,
        "image": {"width": width, "height": height, "channels": channels},
        "network": {
            "kind": "unet", "fold": fold, "widths": widths, "blocks": blocks, "attention": attention, "headWidth": head,
            "groups": groups, "timestepFrequencies": frequencies, "promptWidth": prompt, "conditioningWidth": conditioning,
            **({"sketch": SKETCHES[name]} if name in SKETCHES else {}),
        },
        "schedule": SCHEDULES[kind],
        "prediction": predicts,
    }


def randomize(network, generator):
    """Every parameter random, also those that training starts from zero: each has a part in the output."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() > 1:
                parameter.copy_(noise / parameter[0].numel() ** 0.5)
            elif name.endswith("weight"):
                parameter.copy_(1 + 0.2 * noise)
            else:
                parameter.copy_(0.2 * noise)
            parameter.copy_(parameter.half().float())


def channels_last(value):
    """[B, C, H, W] -> [B, H, W, C], as Swift keeps it."""
    return (value.permute(0, 2, 3, 1) if value.dim() == 4 else value).contiguous().clone()


@torch.no_grad()
def write_small(name: str, folder: pathlib.Path):
    config, generator = small_config(name), torch.Generator().manual_seed(7)
    network = UNet(config["image"], config["network"]).eval()
    randomize(network, generator)
    image, width = config["image"], config["network"]["promptWidth"]
    x = torch.randn(2, image["channels"], image["height"], image["width"], generator=generator)
    t = torch.tensor([1000, 37])
    prompt = torch.randn(2, width, generator=generator)
    activations = {"x": channels_last(x), "t": t.float(), "prompt": prompt.clone()}

    def tap(stage, value):
        activations[stage] = channels_last(value)
        return value

    # The first picture has a prompt, the second none.
    network(x, t, prompt, torch.tensor([False, True]), tap)
    folder = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.half() for k, v in network.state_dict().items()}, folder / "model.safetensors")
    save_file(activations, folder / "activations.safetensors")
    manifest = {
        "format": "reverie-model/1",
        "title": name,
        "description": "A small network with random weights, for tests.",
        **config,
        "defaults": {"sampler": "ddim", "steps": 10, "guidanceScale": 2.0, "prompt": "first"},
        "weights": {
            "file": "model.safetensors",
            "sha256": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest(),
            "parameters": sum(p.numel() for p in network.parameters()),
        },
        "prompts": [{"text": "first", "embedding": base64.b64encode(prompt[0].numpy().astype("<f4").tobytes()).decode()}],
        "training": {"data": "none: random numbers", "licence": "MIT", "credit": "none"},
    }
    (folder / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")


@torch.no_grad()
def write_trained(model: pathlib.Path, folder: pathlib.Path):
    """Predictions at several timesteps and a guided DDIM trajectory's picture, from the noise of one seed."""
    manifest = json.loads((model / "model.json").read_text())
    network = UNet(manifest["image"], manifest["network"]).eval()
    weights = load_file(model / manifest["weights"]["file"])
    network.load_state_dict({k: v.float() for k, v in weights.items()})
    image = manifest["image"]
    height, width, channels = image["height"], image["width"], image["channels"]
    noise = sampling_goldens.normals(seed=SEED, image=0, step=0, count=height * width * channels)
    x = torch.from_numpy(noise).float().reshape(1, height, width, channels).permute(0, 3, 1, 2).contiguous()
    text = manifest["defaults"]["prompt"]
    stored = next(p["embedding"] for p in manifest["prompts"] if p["text"] == text)
    prompt = torch.from_numpy(numpy.frombuffer(base64.b64decode(stored), "<f4").copy())[None]
    out = {"x": channels_last(x)}
    total = manifest["schedule"]["timesteps"]
    for t in sorted({1, total // 4, total // 2, total}):
        for kind, null in [("prompt", False), ("null", True)]:
            out[f"{kind}.{t}"] = channels_last(network(x, torch.tensor([t]), prompt, torch.tensor([null])))
    if manifest["prediction"] == "velocity":
        guidance = manifest["defaults"]["guidanceScale"]
        out["ddim"] = channels_last(sampling.ddim(network, manifest["schedule"], x, prompt, DDIM_STEPS, guidance))
    save_file(out, folder / f"trained-{manifest['name']}.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="Tests/DiffusionModelTests/Goldens")
    parser.add_argument("--model", type=pathlib.Path, help="the folder of a trained model")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.model:
        write_trained(arguments.model, arguments.folder)
    else:
        for name in SMALL:
            write_small(name, arguments.folder)


if __name__ == "__main__":
    main()
