"""Trains a model: `python -m reverie_recipe.train studio.json --dataset FILE --run DIR`. Stop it at any time; it goes on where it was.

How long: the config's `epochs`, or `--minutes` of training in all (over every command of the run), which the learning
rate then follows down. `--stop-after` ends this command earlier, with a checkpoint. Repeat the command to go on.
"""

import argparse
import json
import math
import pathlib
import time

import torch
from safetensors.torch import load_file

from . import pictures
from .dataset import Dataset
from .trainer import Trainer

SAVE_SECONDS = 120
LOG_STEPS = 50
HELD_OUT_EVERY = 20  # entries of the log


class Run:
    """A trainer and its folder: checkpoint.pt, log.json and a grid of samples now and then."""

    def __init__(self, trainer: Trainer, folder: pathlib.Path, minutes: float | None, clock=time.monotonic):
        """`clock` -> seconds: what `minutes` are counted by."""
        self.trainer, self.folder, self.minutes, self.clock = trainer, folder, minutes, clock
        self.log: list[dict] = []
        self.seconds = 0.0  # of training, over all commands
        folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint = folder / "checkpoint.pt"

    def done(self) -> float:
        """The share of the training that is behind."""
        if self.minutes:
            return self.seconds / (60 * self.minutes)
        return self.trainer.epoch / self.trainer.training["epochs"]

    def restore(self):
        state = torch.load(self.checkpoint, weights_only=True, map_location=self.trainer.device)
        self.trainer.restore(state)
        self.log, self.seconds = state["log"], state["seconds"]

    def save(self):
        new = self.folder / "checkpoint.new"
        torch.save(self.trainer.state() | {"log": self.log, "seconds": self.seconds}, new)
        new.replace(self.checkpoint)
        (self.folder / "log.json").write_text(json.dumps(self.log))

    def note(self, loss: float, with_held_out: bool):
        entry = {"step": self.trainer.number, "epoch": self.trainer.epoch, "loss": loss, "seconds": self.seconds}
        if with_held_out:
            entry["heldOutByDecay"] = self.trainer.held_out_losses()
            entry["heldOut"] = min(entry["heldOutByDecay"])
        self.log.append(entry)
        print(json.dumps(entry), flush=True)

    def draw_grid(self):
        grid = self.trainer.grid()
        columns = len(self.trainer.dataset.grid_embeddings)
        pictures.grid(grid, columns, self.folder / f"grid-{self.trainer.number:07}.png", scale=1)

    def train(self, stop_after: float = math.inf, grid_minutes: float = 20):
        begun = last = saved = gridded = self.clock()
        losses = []
        while self.done() < 1 and last - begun < 60 * stop_after:
            losses.append(self.trainer.step(self.done()))
            now = self.clock()
            self.seconds, last = self.seconds + now - last, now
            over = self.done() >= 1 or now - begun >= 60 * stop_after
            if self.trainer.number % LOG_STEPS == 0 or over:
                loss, losses = float(torch.stack(losses).mean()), []
                self.note(loss, over or self.trainer.number % (LOG_STEPS * HELD_OUT_EVERY) == 0)
            if over or now - gridded > 60 * grid_minutes:
                self.draw_grid()
                gridded = now
            if over or now - saved > SAVE_SECONDS:
                self.save()
                saved = now


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=pathlib.Path, help="fashion.json, studio.json or photo.json")
    parser.add_argument("--dataset", type=pathlib.Path, required=True, help="the file that `reverie_recipe.dataset` wrote")
    parser.add_argument("--run", type=pathlib.Path, required=True, help="folder for checkpoint, log and grids")
    parser.add_argument("--from", dest="start", type=pathlib.Path, help="begin with this folder's model.safetensors, the teacher of a distillation")
    parser.add_argument("--learning-rate", type=float, help="instead of the config's; less for weights that are trained already")
    parser.add_argument("--minutes", type=float, help="of training in all; without it, the config's epochs")
    parser.add_argument("--stop-after", type=float, help="minutes after which this command ends", default=math.inf)
    parser.add_argument("--grid-minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, help="torch.compile; on a GPU by default")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    on_gpu = arguments.device.startswith("cuda")
    compiled = on_gpu if arguments.compile is None else arguments.compile
    config = json.loads(arguments.config.read_text())
    if on_gpu:
        config["training"] |= config["training"].get("cuda", {})  # larger batches, chiefly
        torch.backends.cudnn.benchmark = True
        torch.set_float32_matmul_precision("high")
    if arguments.learning_rate:
        config["training"]["learningRate"] = arguments.learning_rate
    start = load_file(arguments.start / "model.safetensors") if arguments.start else {}
    if "distillation" in config["training"] and not start:
        parser.error("A distillation needs its teacher: --from FOLDER, also to go on.")
    trainer = Trainer(config, Dataset.load(arguments.dataset), arguments.device, compiled, teacher=start)
    run = Run(trainer, arguments.run, arguments.minutes)
    if run.checkpoint.exists():
        run.restore()
    else:
        if "sketch.first.weight" not in start:
            trainer.fit_sketch()
        if start:
            trainer.start_from(start)
    parameters = sum(p.numel() for p in trainer.network.parameters())
    print(f"{parameters} parameters, {len(trainer.batches.rows)} pictures; step {trainer.number}, {run.done():.0%} done", flush=True)
    run.train(arguments.stop_after, arguments.grid_minutes)


if __name__ == "__main__":
    main()
