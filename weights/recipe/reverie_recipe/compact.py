"""Pictures and embeddings in few bytes: what trains on another machine has to travel there."""

import io

import numpy
from PIL import Image

COLUMNS, PICTURES_A_SHEET = 40, 5000  # WebP takes at most 16,383 pixels a side


def to_sheets(pictures: numpy.ndarray) -> list[bytes]:
    """uint8 [N, C, S, S] with C = 1 or 3 -> lossless WebP sheets of 40 pictures a row, the last one filled up with black."""
    count, channels, side, _ = pictures.shape
    sheets = []
    for start in range(0, count, PICTURES_A_SHEET):
        some = pictures[start : start + PICTURES_A_SHEET]
        rows = -(-len(some) // COLUMNS)
        tiles = numpy.zeros((rows * COLUMNS, channels, side, side), numpy.uint8)
        tiles[: len(some)] = some
        sheet = tiles.reshape(rows, COLUMNS, channels, side, side).transpose(0, 3, 1, 4, 2)
        sheet = sheet.reshape(rows * side, COLUMNS * side, channels)
        file = io.BytesIO()
        Image.fromarray(numpy.repeat(sheet, 3, axis=2) if channels == 1 else sheet).save(file, "WEBP", lossless=True, quality=50)
        sheets.append(file.getvalue())
    return sheets


def from_sheets(sheets: list[bytes], count: int, channels: int, side: int) -> numpy.ndarray:
    """-> uint8 [count, channels, side, side]."""
    pictures = []
    for number, data in enumerate(sheets):
        sheet = numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB"))[:, :, :channels]
        rows = len(sheet) // side
        tiles = sheet.reshape(rows, side, COLUMNS, side, channels).transpose(0, 2, 4, 1, 3)
        here = min(PICTURES_A_SHEET, count - number * PICTURES_A_SHEET)
        pictures.append(tiles.reshape(rows * COLUMNS, channels, side, side)[:here])
    return numpy.concatenate(pictures)


def quantised(rows: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """float32 [N, D] -> int8 [N, D] and the size of a unit, float32 [N]: the largest number of a row is 127 units.

    Of a sentence's embedding it keeps the direction to within one degree.
    """
    unit = numpy.abs(rows).max(1) / 127
    unit[unit == 0] = 1
    return numpy.rint(rows / unit[:, None]).astype(numpy.int8), unit.astype(numpy.float32)


def unquantised(rows: numpy.ndarray, unit: numpy.ndarray) -> numpy.ndarray:
    return rows.astype(numpy.float32) * unit[:, None]
