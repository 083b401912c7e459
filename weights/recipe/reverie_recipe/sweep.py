"""Which guidance, sampler and spacing are best for few steps? With `reverie-server` running, which holds the model:

    python -m reverie_recipe.sweep --weights ../studio --data DATA --run RUN --reverie ../../.build/release/reverie
    python -m reverie_recipe.sweep --weights ../photo --dataset RUN/data.npz --run RUN --reverie ...      # and fashion

First every guidance at every number of steps, then every sampler and spacing with the guidance that was best there. The same
prompts and seeds each time. Writes RUN/sweep.json and RUN/sweep.png: how often the judge sees what was asked for, and the Frechet
distance to the pictures for selection: the judge's own stay unseen by the choice. It may be stopped; the same command goes on.
"""

import argparse
import dataclasses
import json
import pathlib
import subprocess
import sys

import numpy
import torch
from PIL import Image

from .class_judge import ClassJudge
from .judge_studio import StudioJudge
from .parts import Part

STEPS, GUIDANCES = [8, 12, 16, 25, 50], [1.0, 1.5, 2.0, 3.0, 5.0]
# euler and euler-ancestral are left out: they are ddim and ddpm in other words.
SAMPLERS = ["dpmpp-2m", "unipc", "heun", "ddim", "dpmpp-2m-sde", "ddpm"]
SPACINGS = ["trailing", "linspace", "leading", "karras"]
# The judge's view of some hundred samples is not sharper: within it the distance to the real pictures decides.
AS_GOOD = 0.02


@dataclasses.dataclass(frozen=True)
class Settings:
    sampler: str
    spacing: str
    guidance: float
    steps: int

    @property
    def name(self) -> str:
        return f"{self.sampler}-{self.spacing}-{self.guidance:g}-{self.steps}"

    @property
    def evaluations(self) -> int:
        """Of the network for a picture, the prompt's and the one without a prompt counted as one."""
        return 2 * self.steps - 1 if self.sampler == "heun" else self.steps


class Sampler:
    """Has the running server make the same prompts with any settings, by the desktop client's `batch`."""

    def __init__(self, arguments, texts: list[str]):
        self.arguments, self.texts, self.folder = arguments, texts, arguments.run / "sweep"
        self.folder.mkdir(parents=True, exist_ok=True)

    def lines(self, settings: Settings) -> list[str]:
        recipe = {"steps": settings.steps, "sampler": settings.sampler, "spacing": settings.spacing, "guidanceScale": settings.guidance}
        return [
            json.dumps({"prompt": text, "seed": 3000 + number, "name": f"{number:04}"} | recipe)
            for number, text in enumerate(self.texts)
        ]

    def sample(self, settings: Settings) -> torch.Tensor:
        """-> float [N, C, H, W] in -1...1"""
        made, batch = self.folder / settings.name, self.folder / f"{settings.name}.jsonl"
        batch.write_text("\n".join(self.lines(settings)) + "\n")
        command = [
            self.arguments.reverie, "batch", str(batch), "--model", self.arguments.weights.resolve().name, "--jobs", "16",
            "--server", self.arguments.server, "--output", f"{made}/", "--no-preview", "--graphics", "bar",
        ]  # fmt: skip
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"{' '.join(command)}: {result.stderr}")
        pictures = [numpy.asarray(Image.open(made / f"{number:04}.png")) for number in range(len(self.texts))]
        pixels = torch.from_numpy(numpy.stack(pictures)).reshape(len(pictures), *pictures[0].shape[:2], -1)
        return pixels.permute(0, 3, 1, 2).float() / 127.5 - 1


def best(results: list[dict], measure: str) -> dict:
    """Of those as good as the best that agrees with its prompts, the one nearest to the real pictures."""
    highest = max(result[measure] for result in results)
    return min((r for r in results if r[measure] >= highest - AS_GOOD), key=lambda r: r["Frechet distance"])


def plot(results: list[dict], measure: str, path: pathlib.Path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    def line(axes, of: list[dict], shown: str, label: str, style: str = "-"):
        """The best of each number of steps."""
        chosen = [best([r for r in of if r["steps"] == steps], measure) for steps in STEPS]
        axes.plot([r["evaluations"] for r in chosen], [r[shown] for r in chosen], style, marker=".", label=label)

    figure, panels = plt.subplots(2, 2, figsize=(10, 7.5), sharex=True)
    for row, shown in zip(panels, [measure, "Frechet distance"]):
        for guidance in GUIDANCES:
            of = [r for r in results if (r["sampler"], r["spacing"], r["guidance"]) == (SAMPLERS[0], SPACINGS[0], guidance)]
            line(row[0], of, shown, f"guidance {guidance:g}")
        second = [r for r in results if r["stage"] == 2]
        for sampler in dict.fromkeys(r["sampler"] for r in second):
            of = [r for r in second if r["sampler"] == sampler]
            line(row[1], of, shown, sampler, "-" if sampler.startswith(("dpmpp-2m", "unipc")) else "--")
        for axes in row:
            axes.set(ylabel=shown, xscale="log")
            axes.set_xticks(STEPS, STEPS)
            axes.minorticks_off()
            axes.grid(alpha=0.3)
            axes.legend(fontsize=7)
    panels[0][0].set_title(f"guidance ({SAMPLERS[0]}, {SPACINGS[0]})")
    panels[0][1].set_title("samplers, each with its best spacing")
    for axes in panels[1]:
        axes.set_xlabel("evaluations a picture")
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, help="for studio: the folder with the originals")
    parser.add_argument("--dataset", type=pathlib.Path, help="for fashion and photo: the file that training reads")
    parser.add_argument("--run", type=pathlib.Path, required=True, help="folder with the judge, drawing_encoder.pt or classifier.pt")
    parser.add_argument("--groups", nargs="+", help="of studio: the groups that it was trained on; all without it")
    parser.add_argument("--samples", type=int, default=150, help="with each settings")
    parser.add_argument("--samplers", nargs="+", choices=SAMPLERS, default=SAMPLERS)
    parser.add_argument("--spacings", nargs="+", choices=SPACINGS, default=SPACINGS)
    parser.add_argument("--reverie", required=True, help="the desktop client")
    parser.add_argument("--server", default="localhost:7433")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.dataset:
        judge, measure = ClassJudge(arguments.weights.resolve().name, arguments.dataset, arguments.run, Part.SELECTION), "agreement"
    else:
        judge, measure = StudioJudge(arguments.data, arguments.run, arguments.groups, Part.SELECTION), "recall@10"
    texts, wanted = judge.texts(arguments.samples)
    sampler, results = Sampler(arguments, texts), []

    def measured(settings: Settings, stage: int):
        features = judge.features(sampler.sample(settings))
        result = {"stage": stage} | dataclasses.asdict(settings) | {"evaluations": settings.evaluations}
        results.append(result | judge.agreement(features, wanted) | judge.frechet(features))
        print(json.dumps(results[-1]), flush=True)

    for steps in STEPS:
        for guidance in GUIDANCES:
            measured(Settings(SAMPLERS[0], SPACINGS[0], guidance, steps), stage=1)
        guidance = best([r for r in results if r["steps"] == steps], measure)["guidance"]
        for name in arguments.samplers:
            for spacing in arguments.spacings:
                measured(Settings(name, spacing, guidance, steps), stage=2)
    (arguments.run / "sweep.json").write_text(json.dumps({"measure": measure, "samples": len(texts), "results": results}, indent=1) + "\n")
    plot(results, measure, arguments.run / "sweep.png")


if __name__ == "__main__":
    main()
