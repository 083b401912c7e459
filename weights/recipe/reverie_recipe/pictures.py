"""Sample grids and the loss curve, kept small: they go into the model's card."""

import pathlib

import torch
from PIL import Image


def grid(pictures: torch.Tensor, columns: int, path: pathlib.Path, scale: int = 2):
    """float [N, C, H, W] in -1...1 -> one PNG, `columns` a row."""
    n, channels, height, width = pictures.shape
    bytes_ = ((pictures.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    rows = bytes_.reshape(n // columns, columns, channels, height, width).permute(0, 3, 1, 4, 2)
    array = rows.reshape(n // columns * height, columns * width, channels).numpy()
    image = Image.fromarray(array[..., 0] if channels == 1 else array)
    image.resize((image.width * scale, image.height * scale), Image.NEAREST).save(path, optimize=True)


def loss_curve(log: list[dict], path: pathlib.Path):
    import matplotlib  # here, because a machine that only trains need not have it

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 3))
    axes.plot([e["epoch"] for e in log], [e["loss"] for e in log], label="training")
    held_out = [(e["epoch"], e["heldOut"]) for e in log if "heldOut" in e]
    axes.plot(*zip(*held_out), "o-", label="held out, EMA weights") if held_out else None
    axes.set(xlabel="epoch", ylabel="loss (velocity, mean square)", yscale="log")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)
