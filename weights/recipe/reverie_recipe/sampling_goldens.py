"""Golden trajectories for the Swift samplers, by independent code in float64.

    python -m reverie_recipe.sampling_goldens ../../Tests/SamplingTests/Goldens ../../Tests/DiffusionModelTests/Goldens

The network's place is taken by an analytic denoiser: where every number of a picture is drawn from the same mixture of
Gaussians, E[x0 | x_t] is known. Noise is an independent Philox with Box-Muller. The small networks of
`reverie_recipe.goldens` walk some too, guided and in float32, for the engine as a whole. What the schedulers of the
`diffusers` package make of the same denoiser is in `sampling_diffusers`.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

from . import schedule as schedules
from .sampling import dpmpp_2m_step, timesteps

ELEMENTS = 12
WEIGHTS = np.array([0.3, 0.7])
MEANS = np.array([-0.7, 0.5])
DEVIATION = 0.15
SCHEDULES = {
    "raised-cosine": {"kind": "raised-cosine", "timesteps": 1000, "betaEnd": 0.02},
    "linear": {"kind": "linear", "timesteps": 1000, "betaStart": 0.0001, "betaEnd": 0.02},
    "squared-cosine": {"kind": "squared-cosine", "timesteps": 200},
}


def philox(counter, key):
    """Philox 4x32-10 (Salmon et al. 2011)."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ c3 ^ k1, p0 & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def normals(seed: int, image: int, step: int, count: int) -> np.ndarray:
    """Box-Muller over the words of counter (block, step, image, 0)."""
    key = (seed & 0xFFFFFFFF, seed >> 32)
    words = np.array([philox((block, step, image, 0), key) for block in range((count + 3) // 4)], dtype=np.float64)
    radius = np.sqrt(-2 * np.log((words[:, 0::2] + 0.5) / 2**32))
    angle = 2 * math.pi * words[:, 1::2] / 2**32
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=2).reshape(-1)[:count]


def posterior_mean(x, alpha_bar):
    """E[x0 | x_t = x] where x0 is drawn from the mixture."""
    variance = alpha_bar * DEVIATION**2 + 1 - alpha_bar
    distance = x[:, None] - math.sqrt(alpha_bar) * MEANS
    logits = np.log(WEIGHTS) - distance**2 / (2 * variance)
    share = np.exp(logits - logits.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    means = MEANS + math.sqrt(alpha_bar) * DEVIATION**2 / variance * distance
    return (share * means).sum(axis=1)


def clean_picture(case, x, alpha_bar):
    """x0 clipped to -1...1, from a posterior mean that is exaggerated as guidance would."""
    return np.clip(case["exaggeration"] * posterior_mean(x, alpha_bar), -1, 1)


def walk(case, alpha_bar, denoise, elements=ELEMENTS):
    """Every (t, x_t, x0(x_t)), then (0, x_0, x0); `denoise(x, t)` gives the clipped x0."""
    sequence = timesteps(len(alpha_bar) - 1, case["steps"]) + [0]
    x = normals(case["seed"], case["image"], 0, elements)
    trajectory = []
    previous = None
    for i, (t, s) in enumerate(zip(sequence, sequence[1:])):
        a, b = alpha_bar[t], alpha_bar[s]
        x0 = denoise(x, t)
        trajectory.append((t, x, x0))
        z = normals(case["seed"], case["image"], i + 1, elements)
        if case["sampler"] == "dpmpp-2m":
            x = dpmpp_2m_step(x, x0, previous, a, b)
        elif case["sampler"] == "ddpm":
            # Ho et al. 2020, equation 7, alphaBar_t / alphaBar_s in the place of alpha_t.
            beta = 1 - a / b
            mean = math.sqrt(b) * beta / (1 - a) * x0 + math.sqrt(a / b) * (1 - b) / (1 - a) * x
            x = mean + math.sqrt(beta * (1 - b) / (1 - a)) * z
        else:
            # Song et al. 2020, equations 12 and 16.
            epsilon = (x - math.sqrt(a) * x0) / math.sqrt(1 - a)
            sigma = case["eta"] * math.sqrt((1 - b) / (1 - a)) * math.sqrt(1 - a / b)
            x = math.sqrt(b) * x0 + math.sqrt(max(1 - b - sigma**2, 0)) * epsilon + sigma * z
        previous = (a, x0)
    trajectory.append((0, x, x0))
    return trajectory


def cases():
    for schedule in SCHEDULES:
        total = SCHEDULES[schedule]["timesteps"]
        samplers = [("ddpm", 0.0), ("ddim", 0.0), ("ddim", 0.5), ("ddim", 1.0), ("dpmpp-2m", 0.0)]
        for number, (sampler, eta) in enumerate(samplers):
            for steps in (1, 2, 7, 25, total):
                yield {
                    "schedule": schedule,
                    "sampler": sampler,
                    "eta": eta,
                    "steps": steps,
                    "prediction": ("velocity", "noise")[(number + steps) % 2],
                    "exaggeration": 1.0 if steps != 25 else 2.5,
                    "seed": 0x1234_5678_9ABC_DEF0 + steps,
                    "image": number,
                }


def network_cases(networks: Path):
    """Guided trajectories of the small networks, in float32 where the network is."""
    import base64

    import torch
    from safetensors.torch import load_file

    from .network import UNet

    torch.set_num_threads(1)
    choices = [("plain", "ddim", 0.0), ("plain", "dpmpp-2m", 0.0), ("attention", "ddpm", 0.0), ("odd", "ddim", 0.7)]
    for name, sampler, eta in choices:
        manifest = json.loads((networks / name / "model.json").read_text())
        network = UNet(manifest["image"], manifest["network"]).eval()
        weights = load_file(networks / name / "model.safetensors")
        network.load_state_dict({key: value.float() for key, value in weights.items()})
        prompt = torch.from_numpy(np.frombuffer(base64.b64decode(manifest["prompts"][0]["embedding"]), "<f4").copy())
        height, width, channels = (manifest["image"][side] for side in ("height", "width", "channels"))
        alpha_bar = schedules.alpha_bar(manifest["schedule"]).numpy()
        case = {"network": name, "sampler": sampler, "eta": eta, "steps": 10, "guidanceScale": 1.5, "seed": 11, "image": 0}

        @torch.no_grad()
        def denoise(x, t):
            picture = torch.from_numpy(x).float().reshape(1, height, width, channels).permute(0, 3, 1, 2)
            null = torch.tensor([False, True])
            answers = network(picture.repeat(2, 1, 1, 1), torch.tensor([t, t]), prompt.repeat(2, 1), null).double()
            guided = answers[1] + case["guidanceScale"] * (answers[0] - answers[1])
            guided = guided.permute(1, 2, 0).reshape(-1).numpy()
            alpha, sigma = math.sqrt(alpha_bar[t]), math.sqrt(1 - alpha_bar[t])
            velocity = manifest["prediction"] == "velocity"
            return np.clip(alpha * x - sigma * guided if velocity else (x - sigma * guided) / alpha, -1, 1)

        trajectory = walk(case, alpha_bar, denoise, height * width * channels)
        yield case | {"picture": rounded(trajectory[-1][1])}


def rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.10g}") for value in values]


def write(path: Path, cases: list[dict]):
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def main(folder: Path, networks: Path):
    goldens = []
    for case in cases():
        alpha_bar = schedules.alpha_bar(SCHEDULES[case["schedule"]]).numpy()
        trajectory = walk(case, alpha_bar, lambda x, t: clean_picture(case, x, alpha_bar[t]))
        middle = trajectory[case["steps"] // 2]
        goldens.append(
            case
            | {
                "middle": {"timestep": middle[0], "x": rounded(middle[1]), "x0": rounded(middle[2])},
                "picture": rounded(trajectory[-1][1]),
            }
        )
    write(folder / "Trajectories.json", goldens)

    alpha_bars = []
    for schedule in SCHEDULES.values():
        alpha_bar = schedules.alpha_bar(schedule)
        points = sorted({0, 1, 2, 3, *range(0, schedule["timesteps"] + 1, schedule["timesteps"] // 20)})
        alpha_bars.append(schedule | {"points": [{"t": t, "alphaBar": alpha_bar[t].item()} for t in points]})
    write(folder / "Schedules.json", alpha_bars)
    noise = [
        {"seed": seed, "image": image, "step": step, "normals": rounded(normals(seed, image, step, 10))}
        for seed, image, step in [(0, 0, 0), (7, 1, 0), (7, 0, 1), (2**64 - 1, 2**32 - 1, 999)]
    ]
    write(folder / "Noise.json", noise)
    write(folder / "Networks.json", list(network_cases(networks)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
