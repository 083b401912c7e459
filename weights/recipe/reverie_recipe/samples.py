"""Samples of an exported model by the PyTorch twin: for figures over many pictures, where the real server would take hours."""

import argparse
import json
import pathlib

import torch
from safetensors.torch import load_file

from . import sampling
from .network import UNet


def add_arguments(parser: argparse.ArgumentParser):
    """What every judge asks for."""
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--sampler")
    parser.add_argument("--threads", type=int, default=2)


class Model:
    """A folder with model.json and model.safetensors."""

    def __init__(self, folder: pathlib.Path):
        self.manifest = json.loads((folder / "model.json").read_text())
        self.network = UNet(self.manifest["image"], self.manifest["network"]).eval()
        weights = load_file(folder / self.manifest["weights"]["file"])
        self.network.load_state_dict({name: value.float() for name, value in weights.items()})

    @property
    def shape(self) -> tuple[int, int, int]:
        image = self.manifest["image"]
        return image["channels"], image["height"], image["width"]

    def settings(self, arguments: argparse.Namespace) -> dict:
        """The model's defaults, but for what was said otherwise: what `sample` takes."""
        defaults = self.manifest["defaults"]
        return {
            "steps": arguments.steps or defaults["steps"],
            "guidance": defaults["guidanceScale"] if arguments.guidance is None else arguments.guidance,
            "sampler": arguments.sampler or defaults["sampler"],
        }

    @torch.no_grad()
    def sample(self, prompts: torch.Tensor, seed: int, steps: int, guidance: float, sampler: str, batch: int = 50) -> torch.Tensor:
        """Embeddings [N, 384] -> pictures float [N, C, H, W] in -1...1. Samplers: dpmpp-2m and ddim."""
        noise = torch.randn(len(prompts), *self.shape, generator=torch.Generator().manual_seed(seed))
        solve, schedule = {"dpmpp-2m": sampling.dpmpp_2m, "ddim": sampling.ddim}[sampler], self.manifest["schedule"]
        parts = zip(noise.split(batch), prompts.split(batch))
        return torch.cat([solve(self.network, schedule, x, p, steps, guidance) for x, p in parts])
