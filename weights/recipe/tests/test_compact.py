"""Pictures and embeddings on their way to another machine. Needs numpy and Pillow."""

import unittest
from unittest import mock

import numpy

from reverie_recipe import compact

RANDOM = numpy.random.default_rng(7)


class SheetTests(unittest.TestCase):
    def test_pictures_come_back_bit_by_bit(self):
        for channels, count in [(1, 1), (1, 40), (3, 41), (3, 97)]:
            pictures = RANDOM.integers(0, 256, (count, channels, 12, 12), dtype=numpy.uint8)
            back = compact.from_sheets(compact.to_sheets(pictures), count, channels, 12)
            numpy.testing.assert_array_equal(back, pictures)

    def test_several_sheets_come_back_in_order(self):
        pictures = RANDOM.integers(0, 256, (205, 3, 8, 8), dtype=numpy.uint8)
        with mock.patch.object(compact, "PICTURES_A_SHEET", 80):
            sheets = compact.to_sheets(pictures)
            self.assertEqual(len(sheets), 3)
            numpy.testing.assert_array_equal(compact.from_sheets(sheets, 205, 3, 8), pictures)


class QuantisationTests(unittest.TestCase):
    def test_the_direction_is_kept(self):
        rows = RANDOM.standard_normal((200, 384)).astype(numpy.float32)
        rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
        back = compact.unquantised(*compact.quantised(rows))
        cosines = (rows * back).sum(1) / numpy.linalg.norm(back, axis=1)
        self.assertLess(numpy.degrees(numpy.arccos(cosines.clip(-1, 1))).max(), 0.7)

    def test_a_row_of_nothing_stays_one(self):
        back = compact.unquantised(*compact.quantised(numpy.zeros((2, 5), numpy.float32)))
        numpy.testing.assert_array_equal(back, numpy.zeros((2, 5)))


if __name__ == "__main__":
    unittest.main()
