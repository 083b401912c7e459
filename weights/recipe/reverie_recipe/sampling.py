"""DDIM in PyTorch, for the sample grids and as the independent twin that the Swift trajectories are checked against."""

import torch

from . import schedule as schedules


def timesteps(total: int, steps: int) -> list[int]:
    """`steps` timesteps from T down, evenly spaced: round(T * (steps - i) / steps)."""
    return [int(total * (steps - i) / steps + 0.5) for i in range(steps)]


@torch.no_grad()
def guided_v(network, x, t, prompt, guidance):
    """v(null) + guidance * (v(prompt) - v(null)) (Ho & Salimans 2022), both halves in one batch."""
    n = x.shape[0]
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
