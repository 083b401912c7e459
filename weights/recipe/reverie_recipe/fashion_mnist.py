"""Fashion-MNIST (Xiao et al. 2017, MIT licence), from idx files (Debian's `dataset-fashion-mnist`) or csv (as Kaggle has it)."""

import gzip
import pathlib
import struct

import numpy

FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
CLASSES = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
HELD_OUT = 1000  # the last training pictures: never trained on, they measure the loss
CSV_NAMES = {"train": "fashion-mnist_train.csv", "t10k": "fashion-mnist_test.csv"}


def read_idx(path: pathlib.Path) -> numpy.ndarray:
    """An idx file of unsigned bytes: 2 zero bytes, type 8, rank, the sizes as big-endian uint32, the bytes."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError(f"{path} is not an idx file of unsigned bytes")
    rank = data[3]
    header = 4 + 4 * rank
    if len(data) < header:
        raise ValueError(f"{path} ends within its header")
    sizes = struct.unpack(f">{rank}I", data[4:header])
    if len(data) - header != numpy.prod(sizes, dtype=numpy.int64):
        raise ValueError(f"{path} has {len(data) - header} bytes, which are not {' x '.join(map(str, sizes))}")
    return numpy.frombuffer(bytearray(data), numpy.uint8, offset=header).reshape(sizes)


def read_csv(path: pathlib.Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    """A line of names, then on each line the label and 784 grey values -> uint8 [N, 28, 28], uint8 [N]."""
    rows = numpy.loadtxt(path, numpy.int64, delimiter=",", skiprows=1, ndmin=2)
    if rows.shape[1:] != (785,) or rows.min() < 0 or rows.max() > 255:
        raise ValueError(f"{path} does not have a label and 784 grey values on each line")
    rows = rows.astype(numpy.uint8)
    return rows[:, 1:].reshape(-1, 28, 28), rows[:, 0]


def load(split: str, folder: pathlib.Path = FOLDER) -> tuple[numpy.ndarray, numpy.ndarray]:
    """("train" or "t10k") -> uint8 [N, 1, 28, 28], int64 [N]."""
    csv = folder / CSV_NAMES[split]
    if csv.exists():
        pictures, labels = read_csv(csv)
    else:
        pictures, labels = (read_idx(idx_file(folder, f"{split}-{part}")) for part in ("images-idx3-ubyte", "labels-idx1-ubyte"))
    if len(pictures) != len(labels) or len(labels) == 0 or labels.max() >= len(CLASSES):
        raise ValueError(f"{folder} has {len(pictures)} pictures and {len(labels)} labels, which do not belong together")
    return pictures[:, None], labels.astype(numpy.int64)


def idx_file(folder: pathlib.Path, name: str) -> pathlib.Path:
    plain = folder / name
    return plain if plain.exists() else folder / f"{name}.gz"
