"""Which sampler and guidance are best for few steps?

    python -m reverie_recipe.sweep --weights ../studio --data DATA --run RUN
    python -m reverie_recipe.sweep --weights ../photo --dataset RUN/data.npz --run RUN       # and fashion

Samples the model with every combination and writes RUN/sweep.json and RUN/sweep.png: how often its judge sees what was asked
for, and the Frechet distance to the pictures for selection, against steps. The judge's own pictures stay unseen by the choice.
"""

import argparse
import json
import pathlib

import torch

from .class_judge import ClassJudge
from .judge_studio import StudioJudge
from .parts import Part
from .samples import Model

STEPS, GUIDANCES, SAMPLERS = [8, 12, 16, 25, 50], [1.0, 2.0, 3.0, 5.0], ["dpmpp-2m", "ddim"]


def plot(results: list[dict], measure: str, path: pathlib.Path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, 2, figsize=(10, 4))
    for axes, measure in zip(panels, [measure, "Frechet distance"]):
        for sampler, line in zip(SAMPLERS, ["-", "--"]):
            for number, guidance in enumerate(GUIDANCES):
                of = [r for r in results if r["sampler"] == sampler and r["guidance"] == guidance]
                label = f"{sampler}, guidance {guidance:g}"
                axes.plot([r["steps"] for r in of], [r[measure] for r in of], line, color=f"C{number}", label=label)
        axes.set(xlabel="steps", ylabel=measure, xscale="log", xticks=STEPS, xticklabels=STEPS)
        axes.grid(alpha=0.3)
    panels[0].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, help="for studio: the folder with the originals")
    parser.add_argument("--dataset", type=pathlib.Path, help="for fashion and photo: the file that training reads")
    parser.add_argument("--run", type=pathlib.Path, required=True, help="folder with the judge, drawing_encoder.pt or classifier.pt")
    parser.add_argument("--groups", nargs="+", help="of studio: the groups that it was trained on; all without it")
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = Model(arguments.weights)
    if arguments.dataset:
        judge, measure = ClassJudge(arguments.dataset, arguments.run, Part.SELECTION), "agreement"
    else:
        judge, measure = StudioJudge(arguments.data, arguments.run, arguments.groups, Part.SELECTION), "recall@10"
    prompts, wanted = judge.prompts(arguments.samples)
    results = []
    for sampler in SAMPLERS:
        for guidance in GUIDANCES:
            for steps in STEPS:
                settings = {"steps": steps, "guidance": guidance, "sampler": sampler}
                features = judge.features(model.sample(prompts, seed=3, **settings))
                results.append(settings | judge.agreement(features, wanted) | judge.frechet(features))
                print(json.dumps(results[-1]), flush=True)
    (arguments.run / "sweep.json").write_text(json.dumps(results, indent=1) + "\n")
    plot(results, measure, arguments.run / "sweep.png")


if __name__ == "__main__":
    main()
