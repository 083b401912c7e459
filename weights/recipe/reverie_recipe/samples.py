"""Samples of an exported model by the PyTorch twin: for figures over many pictures, where the real server would take hours."""

import argparse
import json
import pathlib

import torch
from safetensors.torch import load_file

from . import sampling, schedule
from .network import UNet
from .sampling_goldens import dpmpp_2m


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
        self.alpha_bar = schedule.alpha_bar(self.manifest["schedule"])

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
        solve = {"dpmpp-2m": self._dpmpp_2m, "ddim": self._ddim}[sampler]
        return torch.cat([solve(x, p, steps, guidance) for x, p in zip(noise.split(batch), prompts.split(batch))])

    def _ddim(self, x, prompts, steps, guidance):
        return sampling.ddim(self.network, self.manifest["schedule"], x, prompts, steps, guidance)

    def _dpmpp_2m(self, x, prompts, steps, guidance):
        sequence = [*sampling.timesteps(len(self.alpha_bar) - 1, steps), 0]
        previous = None
        for t, before in zip(sequence, sequence[1:]):
            a, b = self.alpha_bar[t].item(), self.alpha_bar[before].item()
            v = sampling.guided_v(self.network, x, torch.full((len(x),), t), prompts, guidance)
            x0 = schedule.x0_from_velocity(x, v, self.alpha_bar[t].float()).clamp(-1, 1)
            x, previous = dpmpp_2m(x, x0, previous, a, b), (a, x0)
        return x
