"""The noise schedule: beta_t, alphaBar_t and what the network predicts. Twin of `Sources/Sampling/NoiseSchedule.swift`."""

import math

import torch


def alpha_bar(schedule: dict) -> torch.Tensor:
    """alphaBar_t for t in 0...T, float64 [T + 1], with alphaBar_0 = 1 (Ho et al. 2020, section 2)."""
    steps = schedule["timesteps"]
    t = torch.arange(1, steps + 1, dtype=torch.float64)
    if schedule["kind"] == "raised-cosine":
        beta = schedule["betaEnd"] * (1 - torch.cos(math.pi * t / steps)) / 2
    elif schedule["kind"] == "linear":
        beta = torch.linspace(schedule["betaStart"], schedule["betaEnd"], steps, dtype=torch.float64)
    elif schedule["kind"] == "squared-cosine":  # Nichol & Dhariwal 2021, equation 17
        def f(u):
            return torch.cos((u / steps + 0.008) / 1.008 * math.pi / 2) ** 2

        beta = (1 - f(t) / f(t - 1)).clamp(max=0.999)
    else:
        raise ValueError(f"unknown schedule {schedule['kind']!r}")
    return torch.cat([torch.ones(1, dtype=torch.float64), torch.cumprod(1 - beta, dim=0)])


def diffuse(x0, epsilon, alpha_bar_t):
    """x_t = sqrt(alphaBar) x0 + sqrt(1 - alphaBar) epsilon (Ho et al. 2020, equation 4)."""
    return alpha_bar_t.sqrt() * x0 + (1 - alpha_bar_t).sqrt() * epsilon


def velocity(x0, epsilon, alpha_bar_t):
    """v = sqrt(alphaBar) epsilon - sqrt(1 - alphaBar) x0 (Salimans & Ho 2022, section 4)."""
    return alpha_bar_t.sqrt() * epsilon - (1 - alpha_bar_t).sqrt() * x0


def x0_from_velocity(x_t, v, alpha_bar_t):
    return alpha_bar_t.sqrt() * x_t - (1 - alpha_bar_t).sqrt() * v


def shares(alpha_bar: torch.Tensor, mean: float, deviation: float) -> torch.Tensor:
    """How often each timestep 1...T is trained for log SNR to be normal, whatever the schedule -> float64 [T], of sum 1.

    Karras et al. 2022, section 5: ln sigma ~ N(-1.2, 1.2^2) at sigma_data = 0.5 is log SNR ~ N(1, 2.4^2). A schedule that samples
    well spends many timesteps where there is nothing but noise, from which little can be learnt.
    """
    log_snr = torch.log(alpha_bar[1:] / (1 - alpha_bar[1:]))
    width = torch.gradient(log_snr)[0].abs()
    share = width * torch.exp(-0.5 * ((log_snr - mean) / deviation) ** 2)
    return share / share.sum()
