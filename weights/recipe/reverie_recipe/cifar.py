"""CIFAR-10 and CIFAR-100 (Krizhevsky 2009): 32x32 RGB photos, from a zip of class folders or from the original binary files."""

import io
import pathlib
import zipfile

import numpy
from PIL import Image

CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
PIXELS = 3 * 32 * 32


def read_binary(path: pathlib.Path, label_bytes: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """-> uint8 [N, 3, 32, 32], int64 [N]. A record is the label bytes, the last of which counts, and 3,072 pixel bytes.

    CIFAR-10 has one label byte; CIFAR-100 has two, the coarse and the fine class.
    """
    data = numpy.frombuffer(path.read_bytes(), numpy.uint8)
    record = label_bytes + PIXELS
    if len(data) == 0 or len(data) % record != 0:
        raise ValueError(f"{path} has {len(data)} bytes, which is no whole number of records of {record} bytes")
    records = data.reshape(-1, record)
    return records[:, label_bytes:].reshape(-1, 3, 32, 32), records[:, label_bytes - 1].astype(numpy.int64)


def read_zip(path: pathlib.Path, classes: list[str], side: int = 32) -> tuple[numpy.ndarray, numpy.ndarray]:
    """A zip of CLASS/NAME.jpg -> uint8 [N, 3, side, side], int64 [N], sorted by name; larger pictures are scaled down."""
    pictures, labels = [], []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            label, _, file = name.partition("/")
            if not file:
                continue
            if label not in classes:
                raise ValueError(f"{path} has {name}, whose class is none of {', '.join(classes)}")
            picture = Image.open(io.BytesIO(archive.read(name))).convert("RGB")
            if picture.size != (side, side):
                picture = picture.resize((side, side), Image.Resampling.LANCZOS)
            pictures.append(numpy.asarray(picture).transpose(2, 0, 1))
            labels.append(classes.index(label))
    return numpy.stack(pictures), numpy.array(labels)


def load_cifar10(folder: pathlib.Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The 50,000 training photos, from `data_batch_*.bin` where they are, else from `train.zip`."""
    files = sorted(folder.glob("data_batch_*.bin"))
    if not files:
        return read_zip(folder / "train.zip", CLASSES)
    pictures, labels = zip(*(read_binary(file, label_bytes=1) for file in files))
    pictures, labels = numpy.concatenate(pictures), numpy.concatenate(labels)
    check_labels(labels, CLASSES, folder)
    return pictures, labels


def load_cifar100(folder: pathlib.Path) -> tuple[numpy.ndarray, numpy.ndarray, list[str]]:
    """The photos of `train.bin`, their fine classes, and the names in `fine_label_names.txt`."""
    pictures, labels = read_binary(folder / "train.bin", label_bytes=2)
    names = [name.replace("_", " ") for name in (folder / "fine_label_names.txt").read_text().split()]
    check_labels(labels, names, folder)
    return pictures, labels, names


def check_labels(labels: numpy.ndarray, names: list[str], folder: pathlib.Path):
    if labels.max() >= len(names):
        raise ValueError(f"{folder} has a picture of class {labels.max()}, but only {len(names)} classes have names")
