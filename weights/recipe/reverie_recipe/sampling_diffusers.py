"""Golden trajectories for the Swift samplers, by the schedulers of Hugging Face's diffusers (0.42.1).

    pip install diffusers==0.42.1
    python -m reverie_recipe.sampling_diffusers ../../Tests/SamplingTests/Goldens

The network's place is taken by the analytic denoiser of `sampling_goldens`, the schedulers get our timesteps and, in
float64, the noise levels that belong to them (their own spacings differ between schedulers; those of DDPM are written down
too). Steps are of at least first order at the end: sigma = 0 follows the last timestep.
"""

import json
import sys
import warnings
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers.schedulers import (
    scheduling_ddim,
    scheduling_ddpm,
    scheduling_dpmsolver_multistep,
    scheduling_euler_ancestral_discrete,
)

from . import schedule as schedules
from .sampling_goldens import ELEMENTS, SCHEDULES, normals, posterior_mean, rounded, write

warnings.filterwarnings("ignore")
SPACINGS = ("trailing", "linspace", "leading", "karras")
IN_SIGMA = ("euler", "euler-ancestral", "heun")


def timesteps(spacing: str, steps: int, alpha_bar: np.ndarray) -> list[int]:
    """In 1...T, falling (Lin et al. 2023, table 2; Karras et al. 2022, equation 5, to the nearest timesteps)."""
    total = len(alpha_bar) - 1
    down = range(steps)
    if spacing == "trailing":
        return [int(total * (steps - i) / steps + 0.5) for i in down]
    if spacing == "linspace":
        return [total - int(i * (total - 1) / max(steps - 1, 1) + 0.5) for i in down]
    if spacing == "leading":
        return [1 + (steps - 1 - i) * (total // steps) for i in down]
    sigma = np.sqrt((1 - alpha_bar[1:]) / alpha_bar[1:])
    ramp = np.arange(steps) / max(steps - 1, 1)
    targets = (sigma[-1] ** (1 / 7) + ramp * (sigma[0] ** (1 / 7) - sigma[-1] ** (1 / 7))) ** 7
    sequence = []
    for i, target in enumerate(targets):
        nearest = int(np.abs(np.log(sigma) - np.log(target)).argmin()) + 1
        sequence.append(min(max(nearest, steps - i), (sequence or [total + 1])[-1] - 1))
    return sequence


def scheduler(case: dict, alpha_bar: np.ndarray):
    options = {
        "num_train_timesteps": len(alpha_bar) - 1,
        "trained_betas": 1 - alpha_bar[1:] / alpha_bar[:-1],
        "prediction_type": "epsilon" if case["prediction"] == "noise" else "v_prediction",
        "timestep_spacing": case["spacing"] if case["spacing"] != "karras" else "trailing",
    }
    if case["quantile"] is not None:
        thresholds = {"dynamic_thresholding_ratio": case["quantile"], "sample_max_value": 1e9}
        options |= {"thresholding": True} | thresholds
    clip = {"clip_sample": case["quantile"] is None}
    solver = {"solver_order": 2, "final_sigmas_type": "zero"}
    sampler = case["sampler"]
    if sampler == "ddpm":
        return diffusers.DDPMScheduler(variance_type="fixed_small", **clip, **options)
    if sampler == "ddim":
        return diffusers.DDIMScheduler(set_alpha_to_one=True, **clip, **options)
    if sampler == "euler":
        return diffusers.EulerDiscreteScheduler(**options)
    if sampler == "euler-ancestral":
        return diffusers.EulerAncestralDiscreteScheduler(**options)
    if sampler == "heun":
        return diffusers.HeunDiscreteScheduler(**options)
    if sampler == "unipc":
        return diffusers.UniPCMultistepScheduler(solver_type="bh2", **solver, **options)
    algorithm = "sde-dpmsolver++" if sampler == "dpmpp-2m-sde" else "dpmsolver++"
    return diffusers.DPMSolverMultistepScheduler(algorithm_type=algorithm, **solver, **options)


def prepare(walker, case: dict, alpha_bar: np.ndarray) -> list[int]:
    """Gives the scheduler our timesteps; returns them in the order of its evaluations."""
    sequence = timesteps(case["spacing"], case["steps"], alpha_bar)
    walker.alphas_cumprod = torch.from_numpy(alpha_bar[1:])
    walker.one = torch.tensor(1.0, dtype=torch.float64)
    if case["sampler"] == "ddpm":
        walker.set_timesteps(timesteps=[t - 1 for t in sequence])
        return sequence
    walker.set_timesteps(case["steps"])
    if case["sampler"] == "ddim":
        walker.final_alpha_cumprod = torch.tensor(1.0, dtype=torch.float64)
        assert [int(t) + 1 for t in walker.timesteps] == sequence, case
        return sequence
    a = torch.from_numpy(alpha_bar[sequence])
    sigmas = torch.cat([((1 - a) / a).sqrt(), torch.zeros(1, dtype=torch.float64)])
    if case["sampler"] == "heun":
        twice = torch.tensor([1] + [2] * (case["steps"] - 1))
        sigmas = torch.cat([sigmas[:1], sigmas[1:-1].repeat_interleave(2), sigmas[-1:]])
        sequence = [t for t, n in zip(sequence, twice.tolist()) for _ in range(n)]
    walker.sigmas = sigmas
    walker.timesteps = torch.tensor([t - 1 for t in sequence], dtype=torch.float64)
    return sequence


def walk(case: dict, alpha_bar: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Every (t, x_t) at which the network was asked, then (0, x_0)."""
    draws = iter(range(1, case["steps"] + 1))

    def noise(*_, **__):
        return torch.from_numpy(normals(case["seed"], case["image"], next(draws), ELEMENTS))[None, None]

    for module in (scheduling_ddpm, scheduling_ddim, scheduling_euler_ancestral_discrete):
        module.randn_tensor = noise
    scheduling_dpmsolver_multistep.randn_tensor = noise
    walker = scheduler(case, alpha_bar)
    sequence = prepare(walker, case, alpha_bar)
    extra = {"eta": case["eta"], "use_clipped_model_output": True} if case["sampler"] == "ddim" else {}

    def size(t):
        """What Euler's and Heun's schedulers multiply x_t with: they work on x_t / sqrt(alphaBar)."""
        return alpha_bar[t] ** -0.5 if case["sampler"] in IN_SIGMA else 1.0

    x = torch.from_numpy(normals(case["seed"], case["image"], 0, ELEMENTS))[None, None] * size(sequence[0])
    states = []
    for t, own in zip(sequence, list(walker.timesteps)):
        a = alpha_bar[t]
        state = x[0, 0].double().numpy() / size(t)
        states.append((t, state))
        x0 = case["exaggeration"] * posterior_mean(state, a)
        if case["quantile"] is None:
            x0 = np.clip(x0, -1, 1)
        epsilon = (state - np.sqrt(a) * x0) / np.sqrt(1 - a)
        answer = epsilon if case["prediction"] == "noise" else np.sqrt(a) * epsilon - np.sqrt(1 - a) * x0
        if case["sampler"] in IN_SIGMA:
            walker.scale_model_input(x, own)
        x = walker.step(torch.from_numpy(answer)[None, None], own, x, **extra).prev_sample
    return states + [(0, x[0, 0].double().numpy())]


def cases():
    samplers = [("ddpm", 0.0), ("ddim", 0.0), ("ddim", 0.5), ("euler", 0.0), ("euler-ancestral", 0.0), ("heun", 0.0)]
    samplers += [("dpmpp-2m", 0.0), ("dpmpp-2m-sde", 0.0), ("unipc", 0.0)]
    for schedule in SCHEDULES:
        for number, (sampler, eta) in enumerate(samplers):
            # Their DDIM takes the step before to be T / S away whatever the spacing.
            spacings = ("trailing", "leading") if sampler == "ddim" else SPACINGS
            for spacing in spacings:
                for steps in (1, 2, 10, 25):
                    if steps == 1 and spacing != "trailing":
                        continue
                    yield {
                        "schedule": schedule,
                        "sampler": sampler,
                        "eta": eta,
                        "spacing": spacing,
                        "steps": steps,
                        "prediction": ("velocity", "noise")[(number + steps + len(schedule)) % 2],
                        "quantile": None,
                        "exaggeration": 1.0,
                        "seed": 0xFEDC_BA98_7654_3210 + steps,
                        "image": number,
                    }
            if sampler not in IN_SIGMA:
                for prediction in ("velocity", "noise"):
                    yield {
                        "schedule": schedule,
                        "sampler": sampler,
                        "eta": eta,
                        "spacing": "trailing",
                        "steps": 20,
                        "prediction": prediction,
                        "quantile": 0.7,
                        "exaggeration": 2.5,
                        "seed": 4,
                        "image": number,
                    }


def main(folder: Path):
    goldens = []
    for case in cases():
        alpha_bar = schedules.alpha_bar(SCHEDULES[case["schedule"]]).numpy()
        states = walk(case, alpha_bar)
        half = len(states) // 2
        t, x = states[half]
        middle = {"evaluations": half, "timestep": t, "x": rounded(x)}
        goldens.append(case | {"middle": middle, "picture": rounded(states[-1][1])})
    write(folder / "Diffusers.json", goldens)

    spacings = []
    for name, schedule in SCHEDULES.items():
        for spacing in SPACINGS:
            for steps in (1, 2, 7, 10, 25, 64):
                karras = {"use_karras_sigmas": True} if spacing == "karras" else {"timestep_spacing": spacing}
                alpha_bar = schedules.alpha_bar(schedule).numpy()
                options = {"trained_betas": 1 - alpha_bar[1:] / alpha_bar[:-1], **karras}
                kind = diffusers.DPMSolverMultistepScheduler if spacing == "karras" else diffusers.DDPMScheduler
                walker = kind(num_train_timesteps=schedule["timesteps"], **options)
                walker.alphas_cumprod = torch.from_numpy(alpha_bar[1:])
                walker.set_timesteps(steps)
                case = {"schedule": name, "spacing": spacing, "steps": steps}
                spacings.append(case | {"timesteps": [int(t) + 1 for t in walker.timesteps]})
    write(folder / "Spacings.json", spacings)
    print(f"{len(goldens)} trajectories, {len(spacings)} spacings by diffusers {diffusers.__version__}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
