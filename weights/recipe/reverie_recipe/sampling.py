"""Samplers in PyTorch: for sample grids, judges and teachers, and as the independent twins of the Swift samplers."""

import math

import torch

from . import schedule as schedules


def timesteps(total: int, steps: int) -> list[int]:
    """`steps` timesteps from T down, evenly spaced: round(T * (steps - i) / steps)."""
    return [int(total * (steps - i) / steps + 0.5) for i in range(steps)]


@torch.no_grad()
def guided_v(network, x, t, prompt, guidance):
    """v(null) + guidance * (v(prompt) - v(null)) (Ho & Salimans 2022), both halves in one batch; v(prompt) alone for 1."""
    n = x.shape[0]
    if guidance == 1:
        return network(x, t, prompt, torch.zeros(n, dtype=torch.bool, device=x.device)).float()
    null = torch.arange(2 * n, device=x.device) >= n
    v = network(torch.cat([x, x]), t.repeat(2), torch.cat([prompt, prompt]), null).float()
    return v[n:] + guidance * (v[:n] - v[n:])


@torch.no_grad()
def ddim(network, schedule: dict, x, prompt, steps: int, guidance: float, on_step=lambda t, x, x0: None):
    """x_T [N, C, H, W] -> x_0, deterministic (Song et al. 2020, equation 12 with eta = 0), x0 clipped to -1...1."""
    alpha_bar = schedules.alpha_bar(schedule)
    sequence = timesteps(schedule["timesteps"], steps)
    for t, before in zip(sequence, sequence[1:] + [0]):
        a, b = alpha_bar[t].float(), alpha_bar[before].float()
        v = guided_v(network, x, torch.full((x.shape[0],), t, device=x.device), prompt, guidance)
        x0 = schedules.x0_from_velocity(x, v, a).clamp(-1, 1)
        epsilon = (x - a.sqrt() * x0) / (1 - a).sqrt()
        x = b.sqrt() * x0 + (1 - b).sqrt() * epsilon
        on_step(t, x, x0)
    return x


@torch.no_grad()
def dpmpp_2m(network, schedule: dict, x, prompt, steps: int, guidance: float, on_step=lambda t, x, x0: None):
    """x_T [N, C, H, W] -> x_0 (Lu et al. 2022, algorithm 2), x0 clipped to -1...1."""
    alpha_bar = schedules.alpha_bar(schedule)
    sequence = timesteps(schedule["timesteps"], steps)
    previous = None
    for t, before in zip(sequence, sequence[1:] + [0]):
        a, b = alpha_bar[t].item(), alpha_bar[before].item()
        v = guided_v(network, x, torch.full((x.shape[0],), t, device=x.device), prompt, guidance)
        x0 = schedules.x0_from_velocity(x, v, alpha_bar[t].float()).clamp(-1, 1)
        x, previous = dpmpp_2m_step(x, x0, previous, a, b), (a, x0)
        on_step(t, x, x0)
    return x


def dpmpp_2m_step(x, x0, previous, a, b):
    """From alphaBar `a` to `b`; `previous` is alphaBar and x0 of the step before. First order at both ends."""
    if b == 1:
        return x0

    def lam(alpha_bar):
        return math.log(math.sqrt(alpha_bar) / math.sqrt(1 - alpha_bar))

    h = lam(b) - lam(a)
    d = x0
    if previous:
        r = (lam(a) - lam(previous[0])) / h
        d = (1 + 1 / (2 * r)) * x0 - 1 / (2 * r) * previous[1]
    return math.sqrt((1 - b) / (1 - a)) * x - math.sqrt(b) * math.expm1(-h) * d
