"""The batches of one part of a data set, noise and all."""

import torch

from . import schedule
from .dataset import Dataset


class Batches:
    """Everything random about a step comes from its number, so that a resumed run takes the same steps.

    Works on the data set's device; each kind of device has random numbers of its own.
    """

    def __init__(self, dataset: Dataset, rows: torch.Tensor, config: dict):
        training = config["training"]
        self.dataset, self.rows, self.seed = dataset, rows, training["seed"]
        self.size = min(training["batch"], len(rows))
        self.null_share = training["nullShare"]
        self.device = dataset.pictures.device
        self.alpha_bar = schedule.alpha_bar(config["schedule"]).to(self.device)
        # Without a wish every timestep alike.
        wish = training.get("logSNR")
        shares = schedule.shares(self.alpha_bar, **wish) if wish else torch.ones(len(self.alpha_bar) - 1, device=self.device)
        self.cumulative = (shares.cumsum(0) / shares.sum()).float()
        if self.size == 0:
            raise ValueError("A part of the data set has no picture. Batches need one.")
        self.per_epoch = len(rows) // self.size

    def _generator(self, seed: int) -> torch.Generator:
        return torch.Generator(self.device).manual_seed(seed)

    def draw(self, step: int):
        """-> x_t [B, C, H, W], t [B], prompt [B, 384], null [B], velocity [B, C, H, W]."""
        dataset, size, device = self.dataset, self.size, self.device
        epoch, index = divmod(step, self.per_epoch)
        order = torch.randperm(len(self.rows), generator=self._generator(self.seed * 1000 + epoch), device=device)
        rows = self.rows[order[index * size : (index + 1) * size]]
        generator = self._generator(self.seed * 10**9 + step)
        x0 = dataset.pictures[rows].float() / 127.5 - 1
        flip = (torch.rand(size, generator=generator, device=device) < 0.5) & dataset.may_flip[rows]
        x0 = torch.where(flip[:, None, None, None], x0.flip(-1), x0)
        # One timestep from each of `size` equally likely slices of 1...T: the same distribution, less variance.
        u = (torch.arange(size, device=device) + torch.rand(size, generator=generator, device=device)) / size
        t = torch.searchsorted(self.cumulative, u, right=True).clamp(max=len(self.cumulative) - 1) + 1
        epsilon = torch.randn(x0.shape, generator=generator, device=device)
        a = self.alpha_bar[t][:, None, None, None].float()
        null = torch.rand(size, generator=generator, device=device) < self.null_share
        prompt = dataset.draw_prompts(dataset.labels[rows], generator)
        x = schedule.diffuse(x0, epsilon, a).contiguous(memory_format=torch.channels_last)
        return x, t, prompt, null, schedule.velocity(x0, epsilon, a)
