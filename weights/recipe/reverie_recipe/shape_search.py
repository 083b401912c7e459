"""Which network shape is best? Trains each for the same time: `python -m reverie_recipe.shape_search studio.json --dataset FILE --run DIR --minutes 8`.

Writes DIR/shapes.json and DIR/shapes.png: the loss on the pictures for selection against the cost of a forward pass. A shape
that has been trained is not trained again, so the command may be stopped and repeated. On a CPU the minutes are those that
its cores computed, so that other work beside it does not count.
"""

import argparse
import json
import pathlib
import time

import torch
from torch.utils.flop_counter import FlopCounterMode

from .dataset import Dataset
from .network import UNet
from .train import Run
from .trainer import Trainer

# By the picture's side. Fold, widths, blocks and attention a level; the first of each is the config's own neighbourhood.
SHAPES = {
    64: {
        "fold 2, slim": (2, [32, 64, 96, 192], [1, 1, 1, 1], [False, False, True, True]),
        "fold 2, wide": (2, [48, 96, 128, 192], [1, 1, 2, 1], [False, False, True, True]),
        "fold 2, widest": (2, [64, 96, 160, 256], [1, 1, 2, 1], [False, False, True, True]),
        "fold 4, slim": (4, [96, 96, 192], [1, 1, 1], [False, True, True]),
        "fold 4, wide": (4, [128, 160, 192], [1, 2, 1], [False, True, True]),
        "fold 4, deep": (4, [96, 128, 192], [2, 3, 1], [False, True, True]),
        "fold 4, attention at 16": (4, [128, 160, 192], [1, 2, 1], [True, True, True]),
    },
    32: {
        "fold 2, slim": (2, [48, 96, 128], [1, 1, 1], [False, True, True]),
        "fold 2": (2, [64, 128, 192], [1, 1, 1], [False, True, True]),
        "fold 2, deep": (2, [64, 128, 192], [2, 2, 1], [False, True, True]),
        "fold 2, attention at 16 and 8": (2, [64, 128, 192], [1, 2, 1], [True, True, True]),
        "fold 2, wide": (2, [96, 128, 192], [2, 2, 1], [False, True, True]),
        "fold 4": (4, [128, 160], [2, 2], [True, True]),
    },
}  # fmt: skip


def cost(config: dict) -> tuple[int, float]:
    """-> parameters, GFLOP of a forward pass over one picture, a multiplication and an addition counted as two."""
    image = config["image"]
    network = UNet(image, config["network"])
    x = torch.zeros(1, image["channels"], image["height"], image["width"])
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(x, torch.ones(1), torch.zeros(1, config["network"]["promptWidth"]), torch.zeros(1, dtype=torch.bool))
    return sum(p.numel() for p in network.parameters()), counter.get_total_flops() / 1e9


def train_shape(name: str, config: dict, dataset: Dataset, compiled: bool, arguments) -> dict:
    trainer = Trainer(config, dataset, arguments.device, compiled)
    on_gpu = arguments.device.startswith("cuda")
    clock = time.monotonic if on_gpu else lambda: time.process_time() / arguments.threads
    run = Run(trainer, arguments.run / name.replace(" ", "-").replace(",", ""), arguments.minutes, clock)
    if run.checkpoint.exists():
        run.restore()
    run.train(grid_minutes=arguments.minutes)
    parameters, gflop = cost(config)
    held_out = next(entry["heldOut"] for entry in reversed(run.log) if "heldOut" in entry)
    pictures = trainer.number * trainer.batches.size
    network = {key: config["network"][key] for key in ("fold", "widths", "blocks", "attention")}
    return {"name": name, "parameters": parameters, "gflop": gflop, "heldOut": held_out, "pictures": pictures} | network


def plot(results: list[dict], title: str, path: pathlib.Path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4))
    for result in results:
        axes.plot(result["gflop"], result["heldOut"], "o", color="C0")
        axes.annotate(result["name"], (result["gflop"], result["heldOut"]), xytext=(5, 4), textcoords="offset points", fontsize=8)
    axes.set(xlabel="GFLOP a forward pass", ylabel="loss on held-out pictures", title=title)
    axes.margins(x=0.3, y=0.15)
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=pathlib.Path, help="studio.json or photo.json")
    parser.add_argument("--dataset", type=pathlib.Path, required=True)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, required=True, help="of training for each shape")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, help="torch.compile; on a GPU by default")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    on_gpu = arguments.device.startswith("cuda")
    compiled = on_gpu if arguments.compile is None else arguments.compile
    config = json.loads(arguments.config.read_text())
    config["network"].pop("sketch", None)  # the same for every shape, and to be fitted first
    if on_gpu:
        config["training"] |= config["training"].get("cuda", {})
    dataset, results = Dataset.load(arguments.dataset), []
    for name, (fold, widths, blocks, attention) in SHAPES[config["image"]["width"]].items():
        shape = {"fold": fold, "widths": widths, "blocks": blocks, "attention": attention}
        results.append(train_shape(name, config | {"network": config["network"] | shape}, dataset, compiled, arguments))
        (arguments.run / "shapes.json").write_text(json.dumps(results, indent=1) + "\n")
        print(json.dumps(results[-1]), flush=True)
    title = f"{config['title']}: {arguments.minutes:g} minutes each on {arguments.device}"
    plot(results, title, arguments.run / "shapes.png")


if __name__ == "__main__":
    main()
