"""What a distilled model learns from: a teacher's trajectories, and the steps that take them many at a time.

Progressive distillation (Salimans & Ho 2022, section 3), along the teacher's own way from noise rather than from real pictures,
with its guidance (Meng et al. 2023): the student needs no second pass for the prompt to count.
"""

import torch

from . import sampling, schedule
from .dataset import Dataset


class Trajectories:
    """Stands where `Batches` does. The teacher takes `substeps` for each of the student's `steps`.

    One group of trajectories gives `steps` batches. Everything random comes from the group's number.
    """

    def __init__(self, dataset: Dataset, rows: torch.Tensor, config: dict, teacher: torch.nn.Module):
        training = config["training"]
        self.dataset, self.rows, self.teacher, self.seed = dataset, rows, teacher, training["seed"]
        self.schedule = config["schedule"]
        self.steps, self.substeps = training["distillation"]["steps"], training["distillation"]["substeps"]
        self.guidance = training["distillation"]["guidanceScale"]
        self.size = min(training["batch"], len(rows))
        self.device = dataset.pictures.device
        if self.size == 0:
            raise ValueError("A part of the data set has no prompt. Trajectories need one.")
        self.per_epoch = len(rows) // self.size * self.steps
        self._group: tuple[int, list] = (-1, [])

    def draw(self, step: int):
        """-> x_t [B, C, H, W], t [B], prompt [B, 384], null [B] (nobody), velocity [B, C, H, W]."""
        group, index = divmod(step, self.steps)
        if self._group[0] != group:
            self._group = group, self._batches(group)
        return self._group[1][index]

    @torch.no_grad()
    def _batches(self, group: int) -> list:
        generator = torch.Generator(self.device).manual_seed(self.seed * 10**9 + group)
        rows = self.rows[torch.randint(len(self.rows), (self.size,), generator=generator, device=self.device)]
        prompt = self.dataset.draw_prompts(self.dataset.labels[rows], generator)
        noise = torch.randn(self.size, *self.dataset.pictures.shape[1:], generator=generator, device=self.device)
        states = [noise.contiguous(memory_format=torch.channels_last)]
        sampling.dpmpp_2m(
            self.teacher, self.schedule, states[0], prompt, self.steps * self.substeps, self.guidance,
            on_step=lambda t, x, x0: states.append(x),
        )  # fmt: skip
        return self._mixed(states[:: self.substeps], prompt, generator)

    def _mixed(self, states: list, prompt, generator) -> list:
        """Every batch has something of every step."""
        sequence = [*sampling.timesteps(self.schedule["timesteps"], self.steps), 0]
        alpha_bar = schedule.alpha_bar(self.schedule)[sequence].tolist()
        targets = [velocity(*states[i : i + 2], *alpha_bar[i : i + 2]) for i in range(self.steps)]
        x, target = torch.cat(states[:-1]), torch.cat(targets)
        t = torch.tensor(sequence[:-1], device=self.device).repeat_interleave(self.size)
        prompts = prompt.repeat(self.steps, 1)
        order = torch.randperm(len(x), generator=generator, device=self.device)
        null = torch.zeros(self.size, dtype=torch.bool, device=self.device)
        return [(x[some], t[some], prompts[some], null, target[some]) for some in order.split(self.size)]


def velocity(x, after, a: float, b: float):
    """What to predict at x, of alphaBar `a`, for one step of DDIM to lead to `after`, of alphaBar `b` (Salimans & Ho 2022, appendix G)."""
    ratio = ((1 - b) / (1 - a)) ** 0.5
    x0 = ((after - ratio * x) / (b**0.5 - ratio * a**0.5)).clamp(-1, 1)
    return (a**0.5 * x - x0) / (1 - a) ** 0.5
