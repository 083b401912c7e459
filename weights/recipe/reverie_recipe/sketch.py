"""Fits a network's sketch: the mean of the pictures that belong to a prompt, small, by least squares."""

import math

import torch
from torch.nn import functional as F

from .dataset import Dataset
from .network import Sketch

# Of the prompts' mean square in a direction, all of which sum to 1: below it, a direction is more noise than meaning.
FLOOR = 3e-4
LOG_STEPS = 2000


def whitening(embeddings: torch.Tensor) -> torch.Tensor:
    """M [384, 384]: the columns of `embeddings @ M` are uncorrelated and of mean square 1, or less below the floor.

    Sentence embeddings lie close together along few directions; without this, gradient descent learns the others last.
    """
    moments = (embeddings.T @ embeddings / len(embeddings)).double()
    squares, directions = torch.linalg.eigh(moments)
    return (directions * (squares + FLOOR).rsqrt() @ directions.T).float()


def fit(sketch: Sketch, dataset: Dataset, rows: torch.Tensor, seed: int, steps: int, batch: int, learningRate: float):
    """`rows` are the pictures to fit to. Everything random comes from the seed."""
    device = dataset.pictures.device
    small = torch.cat([F.adaptive_avg_pool2d(chunk.float() / 127.5 - 1, sketch.side) for chunk in dataset.pictures[rows].split(500)])
    labels, may_flip = dataset.labels[rows], dataset.may_flip[rows]
    to_white = whitening(dataset.embeddings[dataset.texts_of_labels])
    generator = torch.Generator(device).manual_seed(seed)
    # In whitened coordinates: first(prompt) = weight @ prompt = (weight @ M^-1) @ (M @ prompt).
    weight = sketch.first.weight.detach().clone().requires_grad_()
    others = [parameter.requires_grad_() for parameter in (sketch.first.bias, sketch.second.weight, sketch.second.bias)]
    optimizer = torch.optim.AdamW([weight, *others], weight_decay=1e-3, fused=True)
    null = torch.zeros(batch, dtype=torch.bool, device=device)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = learningRate * 0.5 * (1 + math.cos(math.pi * step / steps))
        chosen = torch.randint(len(rows), (batch,), generator=generator, device=device)
        flip = (torch.rand(batch, generator=generator, device=device) < 0.5) & may_flip[chosen]
        wanted = torch.where(flip[:, None, None, None], small[chosen].flip(-1), small[chosen])
        prompts = dataset.draw_prompts(labels[chosen], generator)
        parts = {"first.weight": weight @ to_white}
        loss = F.mse_loss(torch.func.functional_call(sketch, parts, (prompts, null)), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % LOG_STEPS == 0:
            print(f"sketch: {step + 1} of {steps} steps, loss {loss.item():.4f}", flush=True)
    with torch.no_grad():
        sketch.first.weight.copy_(weight @ to_white)
    sketch.requires_grad_(False)
