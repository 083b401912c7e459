"""Fashion-MNIST (Xiao et al. 2017, MIT licence), read from the idx files of Debian's `dataset-fashion-mnist`."""

import gzip
import pathlib
import struct

import torch

FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
CLASSES = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
HELD_OUT = 1000  # the last training pictures: never trained on, they measure the loss


def read_idx(path: pathlib.Path) -> torch.Tensor:
    """An idx file of unsigned bytes: 2 zero bytes, type 8, rank, the sizes as big-endian uint32, the bytes."""
    data = gzip.decompress(path.read_bytes())
    zero, kind, rank = struct.unpack(">HBB", data[:4])
    if zero != 0 or kind != 8:
        raise ValueError(f"{path} is not an idx file of unsigned bytes")
    sizes = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    return torch.frombuffer(bytearray(data[4 + 4 * rank :]), dtype=torch.uint8).reshape(sizes)


def load(split: str, folder: pathlib.Path = FOLDER):
    """("train" or "t10k") -> pictures float [N, 1, 28, 28] in -1...1, labels long [N]."""
    pictures = read_idx(folder / f"{split}-images-idx3-ubyte.gz")
    labels = read_idx(folder / f"{split}-labels-idx1-ubyte.gz")
    return pictures.unsqueeze(1).float() / 127.5 - 1, labels.long()
