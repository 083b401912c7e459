"""The judge's classifier: a small convolutional net trained on the real Fashion-MNIST training pictures only.

`python -m reverie_recipe.classifier --run DIR` trains it, says its accuracy on the 10,000 real test pictures, and
writes DIR/classifier.pt. It never sees a generated picture.
"""

import argparse
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

from . import fashion_mnist


def classifier() -> nn.Module:
    """float [N, 1, 28, 28] in -1...1 -> logits [N, 10]."""

    def stage(inputs, outputs):
        return [
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.MaxPool2d(2),
        ]  # fmt: skip

    return nn.Sequential(
        *stage(1, 24), *stage(24, 48), nn.Flatten(), nn.Dropout(0.4), nn.Linear(48 * 49, 128), nn.ReLU(),
        nn.Dropout(0.4), nn.Linear(128, 10),
    )  # fmt: skip


def load(run: pathlib.Path) -> nn.Module:
    network = classifier()
    network.load_state_dict(torch.load(run / "classifier.pt", weights_only=True)["network"])
    return network.eval()


def real_pictures(split: str) -> tuple[torch.Tensor, torch.Tensor]:
    """("train" or "t10k") -> float [N, 1, 28, 28] in -1...1, long [N]."""
    pictures, labels = fashion_mnist.load(split)
    return torch.from_numpy(pictures).float() / 127.5 - 1, torch.from_numpy(labels)


@torch.no_grad()
def accuracy(network, pictures, labels) -> float:
    hits = sum((network(x).argmax(1) == y).sum().item() for x, y in zip(pictures.split(500), labels.split(500)))
    return hits / len(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=8)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(11)
    pictures, labels = real_pictures("train")
    test_pictures, test_labels = real_pictures("t10k")
    network = classifier()
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.02)
    batch, total = 128, arguments.epochs * (len(pictures) // 128)
    for step in range(total):
        if step % (len(pictures) // batch) == 0:
            order = torch.randperm(len(pictures))
        index = step % (len(pictures) // batch)
        rows = order[index * batch : (index + 1) * batch]
        x, y = pictures[rows], labels[rows]
        x = torch.where(torch.rand(batch)[:, None, None, None] < 0.5, x.flip(-1), x)
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * step / total))
        loss = F.cross_entropy(network(x), y, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 200 == 0:
            print(f"step {step} of {total}, loss {loss.item():.3f}", flush=True)
    network.eval()
    reached = accuracy(network, test_pictures, test_labels)
    print(f"accuracy on the 10,000 real test pictures: {reached:.4f}")
    arguments.run.mkdir(parents=True, exist_ok=True)
    torch.save({"network": network.state_dict(), "accuracy": reached}, arguments.run / "classifier.pt")


if __name__ == "__main__":
    main()
