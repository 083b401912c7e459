"""The loaders, on small files that the tests write. Needs numpy and Pillow, not torch: `python -m unittest discover tests`."""

import gzip
import io
import pathlib
import struct
import tempfile
import unittest
import zipfile

import numpy
from PIL import Image

from reverie_recipe import cifar, fashion_mnist, photo_prompts, sources
from reverie_recipe.parts import Part

RANDOM = numpy.random.default_rng(7)


def some_pictures(*shape: int) -> numpy.ndarray:
    return RANDOM.integers(0, 256, shape, dtype=numpy.uint8)


def jpeg(side: int, colour: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(file, "JPEG", quality=95)
    return file.getvalue()


class LoaderTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)


class CifarTests(LoaderTest):
    def test_cifar10_binary_batches_are_joined_in_order(self):
        pictures, labels = some_pictures(5, 3, 32, 32), numpy.array([3, 0, 9, 1, 9])
        for number, rows in enumerate([slice(0, 2), slice(2, 5)], start=1):
            records = [bytes([label]) + picture.tobytes() for label, picture in zip(labels[rows], pictures[rows])]
            (self.folder / f"data_batch_{number}.bin").write_bytes(b"".join(records))
        read, read_labels = cifar.load_cifar10(self.folder)
        numpy.testing.assert_array_equal(read, pictures)
        numpy.testing.assert_array_equal(read_labels, labels)

    def test_cifar100_takes_the_fine_label(self):
        pictures = some_pictures(3, 3, 32, 32)
        records = [bytes([11, fine]) + picture.tobytes() for fine, picture in zip([0, 2, 1], pictures)]
        (self.folder / "train.bin").write_bytes(b"".join(records))
        (self.folder / "fine_label_names.txt").write_text("apple\naquarium_fish\nbaby\n\n")
        read, labels, names = cifar.load_cifar100(self.folder)
        numpy.testing.assert_array_equal(read, pictures)
        self.assertEqual(labels.tolist(), [0, 2, 1])
        self.assertEqual(names, ["apple", "aquarium fish", "baby"])

    def test_a_file_that_ends_within_a_record_is_refused(self):
        (self.folder / "data_batch_1.bin").write_bytes(bytes(3073 + 17))
        with self.assertRaisesRegex(ValueError, "no whole number of records"):
            cifar.load_cifar10(self.folder)

    def test_a_label_without_a_name_is_refused(self):
        (self.folder / "data_batch_1.bin").write_bytes(bytes([10]) + bytes(3072))
        with self.assertRaisesRegex(ValueError, "class 10"):
            cifar.load_cifar10(self.folder)

    def test_the_zip_of_class_folders(self):
        with zipfile.ZipFile(self.folder / "train.zip", "w") as archive:
            archive.writestr("truck/0000.jpg", jpeg(32, (250, 10, 10)))
            archive.writestr("airplane/0000.jpg", jpeg(64, (10, 10, 250)))
        pictures, labels = cifar.load_cifar10(self.folder)
        self.assertEqual(labels.tolist(), [0, 9])
        self.assertEqual(pictures.shape, (2, 3, 32, 32))
        self.assertLess(numpy.abs(pictures[0].mean((1, 2)) - [10, 10, 250]).max(), 5)

    def test_the_zip_may_have_no_unknown_class(self):
        with zipfile.ZipFile(self.folder / "train.zip", "w") as archive:
            archive.writestr("spoon/0000.jpg", jpeg(32, (1, 2, 3)))
        with self.assertRaisesRegex(ValueError, "spoon"):
            cifar.load_cifar10(self.folder)


class PhotoTests(LoaderTest):
    def test_only_flowers_that_are_trained_on_give_closer_views(self):
        for folder, classes, count, side in [("cifar10/train.zip", cifar.CLASSES, 1, 32), ("flowers/flowers128.zip", photo_prompts.FLOWERS, 20, 128)]:
            (self.folder / folder).parent.mkdir()
            with zipfile.ZipFile(self.folder / folder, "w") as archive:
                for name in classes:
                    for number in range(count):
                        archive.writestr(f"{name}/{number:04}.jpg", jpeg(side, (10 * number, 100, 200)))
        source = sources.photo({}, self.folder)
        # 10 photos and 5 kinds of 20 flowers, of which one a kind is for judging; none for selection, so few they are.
        self.assertEqual(source.pictures.shape, (10 + 100 + 2 * 95, 3, 32, 32))
        held_out = source.parts != Part.TRAINING
        self.assertEqual(held_out.sum(), 5)
        self.assertFalse(held_out[110:].any())
        self.assertEqual(numpy.bincount(source.labels[110:], minlength=15).tolist(), [0] * 10 + [38] * 5)
        # One colour all over: of which flower a closer view is.
        red = source.pictures[:, 0].mean((1, 2))
        numpy.testing.assert_allclose(red[110:205], red[10:110][~held_out[10:110]], atol=1)


class FashionTests(LoaderTest):
    def write_idx(self, pictures: numpy.ndarray, labels: list[int], compressed: bool):
        files = {
            "train-images-idx3-ubyte": struct.pack(">HBB3I", 0, 8, 3, *pictures.shape) + pictures.tobytes(),
            "train-labels-idx1-ubyte": struct.pack(">HBBI", 0, 8, 1, len(labels)) + bytes(labels),
        }
        for name, data in files.items():
            if compressed:
                (self.folder / f"{name}.gz").write_bytes(gzip.compress(data))
            else:
                (self.folder / name).write_bytes(data)

    def test_idx_plain_and_compressed(self):
        for compressed in (True, False):
            pictures = some_pictures(4, 28, 28)
            self.write_idx(pictures, [9, 0, 3, 3], compressed)
            read, labels = fashion_mnist.load("train", self.folder)
            numpy.testing.assert_array_equal(read[:, 0], pictures)
            self.assertEqual(labels.tolist(), [9, 0, 3, 3])

    def test_csv(self):
        pictures = some_pictures(3, 28, 28)
        lines = ["label," + ",".join(f"pixel{i}" for i in range(1, 785))]
        lines += [f"{label}," + ",".join(map(str, picture.flatten())) for label, picture in zip([2, 9, 0], pictures)]
        (self.folder / "fashion-mnist_train.csv").write_text("\n".join(lines) + "\n")
        read, labels = fashion_mnist.load("train", self.folder)
        numpy.testing.assert_array_equal(read[:, 0], pictures)
        self.assertEqual(labels.tolist(), [2, 9, 0])

    def test_what_is_not_an_idx_file_or_is_cut_off_is_refused(self):
        path = self.folder / "x"
        for data, reason in [
            (b"", "not an idx file"),
            (b"\0\0\x0d\x01\0\0\0\0", "not an idx file"),
            (b"\0\0\x08\x03\0\0\0\x01", "within its header"),
            (struct.pack(">HBBI", 0, 8, 1, 5) + b"four", "not 5"),
        ]:
            path.write_bytes(data)
            with self.assertRaisesRegex(ValueError, reason):
                fashion_mnist.read_idx(path)

    def test_a_csv_with_a_missing_or_too_large_value_is_refused(self):
        for value in ("", ",256"):
            line = "0," + ",".join(["7"] * 783) + value
            (self.folder / "fashion-mnist_train.csv").write_text(f"names\n{line}\n")
            with self.assertRaisesRegex(ValueError, "784 grey values"):
                fashion_mnist.load("train", self.folder)

    def test_pictures_and_labels_of_different_number_are_refused(self):
        self.write_idx(some_pictures(2, 28, 28), [1, 2, 3], compressed=False)
        with self.assertRaisesRegex(ValueError, "2 pictures and 3 labels"):
            fashion_mnist.load("train", self.folder)


class PartTests(unittest.TestCase):
    def test_each_class_gives_its_share_and_every_picture_has_one_part(self):
        labels = numpy.repeat([0, 1], [100, 200])
        parts = sources.parts_by_class(labels, selection=0.02, judging=0.05)
        for label, expected in [(0, [93, 2, 5]), (1, [186, 4, 10])]:
            self.assertEqual(numpy.bincount(parts[labels == label]).tolist(), expected)

    def test_a_share_that_rounds_to_nothing_holds_out_nothing(self):
        parts = sources.parts_by_class(numpy.zeros(5, int), selection=0.02, judging=0.05)
        self.assertEqual(parts.tolist(), [Part.TRAINING] * 5)


if __name__ == "__main__":
    unittest.main()
