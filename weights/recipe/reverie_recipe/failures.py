"""The samples in which a judge did not see what was asked for: the first ones, as they come, for the card."""

import pathlib

import torch

from . import pictures

COUNT = 12


def keep(samples: torch.Tensor, asked: list[str], seen: list[str], wrong: torch.Tensor, path: pathlib.Path) -> list[list[str]]:
    """Draws at most 12 of the `wrong` [N] among `samples` [N, C, H, W], evenly over all of them, in one row -> [asked, seen] of each."""
    rows = wrong.nonzero().flatten().tolist()
    rows = [rows[index * len(rows) // COUNT] for index in range(COUNT)] if len(rows) > COUNT else rows
    if rows:
        pictures.grid(samples[rows], len(rows), path, scale=2 if samples.shape[-1] < 64 else 1)
    return [[asked[row], seen[row]] for row in rows]
