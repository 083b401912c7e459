"""Exponential moving averages of a network's weights: samples come from them, not from the weights of the last step."""

import copy

import torch
from torch import nn


class Averages:
    """One average for each decay; which is best depends on how long the training was, so held-out pictures choose."""

    def __init__(self, network: nn.Module, decays: list[float]):
        self.decays = decays
        self.networks = [copy.deepcopy(network).eval() for _ in decays]

    @torch.no_grad()
    def update(self, network: nn.Module, step: int):
        """After step number `step`, counted from 1. Young averages follow faster."""
        for decay, average in zip(self.decays, self.networks):
            share = 1 - min(decay, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), share)
