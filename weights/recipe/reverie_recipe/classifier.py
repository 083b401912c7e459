"""The judges' classifiers: small convolutional nets that learn from real pictures only.

`python -m reverie_recipe.classifier --run DIR` trains the one for fashion on the 60,000 training pictures and says its accuracy
on the 10,000 test pictures; with `--photo FILE` (the data set that `reverie_recipe.dataset` wrote) the one for photo, on
the pictures for training and for judging. Writes DIR/classifier.pt. It never sees a generated picture.
"""

import argparse
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

from . import fashion_mnist
from .dataset import Dataset
from .parts import Part
from .trainer import native_bf16

BATCH = 128
LARGEST_SHIFT = 3


def classifier(channels: int = 1, side: int = 28, classes: int = 10) -> nn.Module:
    """float [N, channels, side, side] in -1...1 -> logits [N, classes]."""

    def stage(inputs, outputs):
        return [
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.MaxPool2d(2),
        ]  # fmt: skip

    # Colour photos are harder than grey clothes: one stage more, and wider ones.
    widths = [24, 48] if channels == 1 else [64, 128, 256]
    stages = [layer for inputs, outputs in zip([channels, *widths], widths) for layer in stage(inputs, outputs)]
    cells = (side >> len(widths)) ** 2
    return nn.Sequential(
        *stages, nn.Flatten(), nn.Dropout(0.4), nn.Linear(widths[-1] * cells, 128), nn.ReLU(),
        nn.Dropout(0.4), nn.Linear(128, classes),
    )  # fmt: skip


def load(run: pathlib.Path) -> nn.Module:
    state = torch.load(run / "classifier.pt", weights_only=True, map_location="cpu")
    network = classifier(*state["shape"])
    network.load_state_dict(state["network"])
    return network.eval()


def real_pictures(split: str) -> tuple[torch.Tensor, torch.Tensor]:
    """("train" or "t10k") -> float [N, 1, 28, 28] in -1...1, long [N]."""
    pictures, labels = fashion_mnist.load(split)
    return torch.from_numpy(pictures).float() / 127.5 - 1, torch.from_numpy(labels)


def real(dataset: Dataset, part: Part) -> tuple[torch.Tensor, torch.Tensor]:
    """-> float [N, C, H, W] in -1...1, long [N]. Fashion's data set has no pictures for judging: they are the test pictures."""
    rows = dataset.rows(part)
    if len(rows) == 0 and part == Part.JUDGING:
        return real_pictures("t10k")
    return dataset.pictures[rows].float() / 127.5 - 1, dataset.labels[rows]


def varied(pictures: torch.Tensor) -> torch.Tensor:
    """Each mirrored or not; all moved by a few pixels, the edge repeated, in eight groups."""
    flip = torch.rand(len(pictures), device=pictures.device) < 0.5
    pictures = torch.where(flip[:, None, None, None], pictures.flip(-1), pictures)
    side, padded = pictures.shape[-1], F.pad(pictures, [LARGEST_SHIFT] * 4, mode="replicate")
    moved = []
    for group in padded.chunk(8):
        x, y = torch.randint(0, 2 * LARGEST_SHIFT + 1, (2,)).tolist()
        moved.append(group[:, :, y : y + side, x : x + side])
    return torch.cat(moved)


@torch.no_grad()
def accuracy(network, pictures, labels) -> float:
    hits = sum((network(x).argmax(1) == y).sum().item() for x, y in zip(pictures.split(500), labels.split(500)))
    return hits / len(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--photo", type=pathlib.Path, help="photo's data set; without it, fashion")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(11)
    if arguments.photo:
        dataset = Dataset.load(arguments.photo)
        (pictures, labels), (test_pictures, test_labels) = (real(dataset, part) for part in (Part.TRAINING, Part.JUDGING))
    else:
        (pictures, labels), (test_pictures, test_labels) = (real_pictures(split) for split in ("train", "t10k"))
    device = arguments.device
    pictures, labels, test_pictures, test_labels = (t.to(device) for t in (pictures, labels, test_pictures, test_labels))
    shape = (pictures.shape[1], pictures.shape[2], int(labels.max()) + 1)
    network = classifier(*shape).to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.02)
    per_epoch = len(pictures) // BATCH
    total = arguments.epochs * per_epoch
    for step in range(total):
        if step % per_epoch == 0:
            order = torch.randperm(len(pictures)).to(device)
        index = step % per_epoch
        rows = order[index * BATCH : (index + 1) * BATCH]
        x, y = varied(pictures[rows]), labels[rows]
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * step / total))
        with torch.autocast(device.split(":")[0], torch.bfloat16, enabled=native_bf16(device)):
            logits = network(x.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(logits.float(), y, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 200 == 0:
            print(f"step {step} of {total}, loss {loss.item():.3f}", flush=True)
    network.eval()
    reached = accuracy(network, test_pictures, test_labels)
    print(f"accuracy on {len(test_labels):,} real pictures that it has not seen: {reached:.4f}")
    arguments.run.mkdir(parents=True, exist_ok=True)
    state = {"network": network.state_dict(), "shape": shape, "accuracy": reached}
    torch.save(state, arguments.run / "classifier.pt")


if __name__ == "__main__":
    main()
