"""What a model learns from that shall need no second pass for guidance: a teacher's guided predictions."""

import torch

from . import sampling
from .batches import Batches
from .dataset import Dataset


class GuidedBatches(Batches):
    """`Batches` whose target is what the teacher predicts with guidance (Meng et al. 2023, section 3.1), of any noise and prompt."""

    def __init__(self, dataset: Dataset, rows: torch.Tensor, config: dict, teacher: torch.nn.Module):
        super().__init__(dataset, rows, config)
        self.teacher, self.guidance = teacher, config["training"]["distillation"]["guidanceScale"]

    def draw(self, step: int):
        """-> x_t [B, C, H, W], t [B], prompt [B, 384], null [B] (nobody), velocity [B, C, H, W]."""
        x, t, prompt, null, _ = super().draw(step)
        return x, t, prompt, torch.zeros_like(null), sampling.guided_v(self.teacher, x, t, prompt, self.guidance)
