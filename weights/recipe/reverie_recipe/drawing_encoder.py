"""The studio's judge: it says which of emoji64's 1,601 names fits a drawing. `python -m reverie_recipe.drawing_encoder --data DATA --run DIR`.

A convolutional net takes a drawing, a linear map takes a name's sentence embedding, both to 128 numbers of length one;
the name that fits is the nearest. Trained on the real drawings for training alone, of all groups and styles; what it
reaches on the drawings for judging is the best that generated ones can be expected to reach. It never sees a generated one.
"""

import argparse
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

from . import emoji64, measures
from .encoder import SentenceEncoder
from .parts import Part

WIDTH, BATCH, LARGEST_SHIFT = 128, 128, 4


class DrawingEncoder(nn.Module):
    def __init__(self):
        super().__init__()

        def stage(inputs: int, outputs: int) -> list[nn.Module]:
            return [
                nn.Conv2d(inputs, outputs, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
                nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            ]  # fmt: skip

        self.trunk = nn.Sequential(*stage(3, 16), *stage(16, 48), *stage(48, 96), *stage(96, 192), nn.Flatten())
        self.picture = nn.Linear(192 * 16, WIDTH)
        self.name = nn.Linear(384, WIDTH)
        self.scale = nn.Parameter(torch.tensor(math.log(20.0)))

    def features(self, pictures: torch.Tensor) -> torch.Tensor:
        """float [N, 3, 64, 64] in -1...1 -> [N, 128] of length one."""
        return F.normalize(self.picture(self.trunk(pictures)), dim=1)

    def similarities(self, features: torch.Tensor, names: torch.Tensor) -> torch.Tensor:
        """[N, 128], embeddings [M, 384] -> [N, M] in -1...1."""
        return features @ F.normalize(self.name(names), dim=1).T


def load(run: pathlib.Path) -> tuple[DrawingEncoder, list[str], torch.Tensor]:
    """-> the judge, the 1,601 names, their embeddings."""
    state = torch.load(run / "drawing_encoder.pt", weights_only=True)
    judge = DrawingEncoder()
    judge.load_state_dict(state["network"])
    return judge.eval(), state["names"], state["embeddings"]


@torch.no_grad()
def all_features(judge: DrawingEncoder, pictures: torch.Tensor) -> torch.Tensor:
    return torch.cat([judge.features(some) for some in pictures.split(200)])


def varied(pictures: torch.Tensor, may_flip: torch.Tensor) -> torch.Tensor:
    """Mirrored, moved by a few pixels on white, and a little noisy."""
    flip = (torch.rand(len(pictures)) < 0.5) & may_flip
    pictures = torch.where(flip[:, None, None, None], pictures.flip(-1), pictures)
    padded = F.pad(pictures, [LARGEST_SHIFT] * 4, value=1.0)
    x, y = torch.randint(0, 2 * LARGEST_SHIFT + 1, (2,)).tolist()
    moved = padded[:, :, y : y + emoji64.SIDE, x : x + emoji64.SIDE]
    return moved + 0.1 * torch.rand(len(moved), 1, 1, 1) * torch.randn_like(moved)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=25)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(11)
    drawings = emoji64.drawings(arguments.data / "emoji64")
    names = sorted({drawing.name for drawing in drawings})
    number = {name: index for index, name in enumerate(names)}
    labels = torch.tensor([number[drawing.name] for drawing in drawings])
    parts = torch.tensor([drawing.part for drawing in drawings])
    may_flip = torch.tensor([drawing.may_flip for drawing in drawings])
    pictures = torch.from_numpy(emoji64.pictures(arguments.data / "emoji64", drawings))
    embeddings = SentenceEncoder().encode(names)
    training, judging = (parts == Part.TRAINING).nonzero().flatten(), (parts == Part.JUDGING).nonzero().flatten()

    judge = DrawingEncoder().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(judge.parameters(), weight_decay=0.05)
    per_epoch = len(training) // BATCH
    total = arguments.epochs * per_epoch
    for step in range(total):
        if step % per_epoch == 0:
            order = training[torch.randperm(len(training))]
        rows = order[step % per_epoch * BATCH :][:BATCH]
        x = varied(pictures[rows].float() / 127.5 - 1, may_flip[rows]).contiguous(memory_format=torch.channels_last)
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * min(1, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * step / total))
        loss = F.cross_entropy(judge.scale.exp() * judge.similarities(judge.features(x), embeddings), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % per_epoch == 0:
            print(f"epoch {step // per_epoch} of {arguments.epochs}, loss {loss.item():.3f}", flush=True)
    judge.eval()
    features = all_features(judge, pictures[judging].float() / 127.5 - 1)
    similarities = judge.similarities(features, embeddings).detach()
    reached = {k: measures.recall_at(similarities, labels[judging], k) for k in (1, 10)}
    print(f"{len(judging)} real drawings for judging: recall@1 {reached[1]:.3f}, recall@10 {reached[10]:.3f} of {len(names)} names")
    arguments.run.mkdir(parents=True, exist_ok=True)
    state = {"network": judge.state_dict(), "names": names, "embeddings": embeddings, "recall": reached}
    torch.save(state, arguments.run / "drawing_encoder.pt")


if __name__ == "__main__":
    main()
