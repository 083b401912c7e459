"""What goes into the cards. Needs torch and Pillow."""

import json
import pathlib
import tempfile
import unittest

import torch
from PIL import Image

from reverie_recipe import card_parts, failures, sweep


def result(agreement: float, distance: float, steps: int = 8) -> dict:
    settings = sweep.Settings("heun", "karras", 2.0, steps)
    return vars(settings) | {"evaluations": settings.evaluations, "agreement": agreement, "Frechet distance": distance, "stage": 2}


class CardTests(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def test_among_those_that_agree_as_well_the_nearest_is_best(self):
        results = [result(0.95, 9.0), result(0.94, 5.0), result(0.90, 1.0)]
        self.assertEqual(sweep.best(results, "agreement"), results[1])

    def test_the_first_of_two_evaluations_a_step_is_counted(self):
        self.assertEqual([sweep.Settings(name, "karras", 2.0, 8).evaluations for name in ("heun", "ddim")], [15, 8])

    def test_failures_are_taken_evenly_and_name_what_was_seen(self):
        wrong = torch.arange(60) % 2 == 1
        asked, seen = [f"a{row}" for row in range(60)], [f"s{row}" for row in range(60)]
        kept = failures.keep(torch.zeros(60, 3, 8, 8), asked, seen, wrong, self.folder / "failures.png")
        self.assertEqual(len(kept), failures.COUNT)
        self.assertTrue(all(int(a[1:]) % 2 == 1 and a[1:] == s[1:] for a, s in kept))
        self.assertLess(int(kept[0][0][1:]), 5)
        self.assertGreater(int(kept[-1][0][1:]), 50)
        with Image.open(self.folder / "failures.png") as picture:
            self.assertEqual(picture.size, (12 * 16, 16))

    def test_no_failures_are_no_section(self):
        path = self.folder / "failures.png"
        self.assertEqual(failures.keep(torch.zeros(3, 3, 8, 8), ["a"] * 3, ["a"] * 3, torch.zeros(3, dtype=torch.bool), path), [])
        self.assertFalse(path.exists())
        self.assertEqual(card_parts.failures({"failures": []}), "")

    def test_figures_leave_lists_out_and_write_shares_in_a_line(self):
        text = card_parts.figures({"samples": 30, "agreement": 0.8571, "by class": {"cat": 0.9, "ship": 1.0}, "failures": [["a", "b"]]})
        self.assertEqual(text.splitlines()[2:], ["| samples | 30 |", "| agreement | 0.857 |", "| by class | cat 90%, ship 100% |"])

    def test_few_steps_has_a_line_for_each_number_of_steps(self):
        results = [result(0.9 + steps / 1000, 100.0 / steps, steps) for steps in sweep.STEPS]
        (self.folder / "sweep.json").write_text(json.dumps({"measure": "agreement", "samples": 150, "results": results}))
        Image.new("RGB", (2, 2)).save(self.folder / "sweep.png")
        weights = self.folder / "photo"
        weights.mkdir()
        text = card_parts.few_steps(self.folder, weights)
        self.assertIn("| 8 | heun | karras | 2 | 15 | 90.8% | 12.5 |", text)
        self.assertIn("| 50 | heun | karras | 2 | 99 | 95.0% | 2.0 |", text)
        self.assertIn("--weights ../photo --dataset RUN/data.npz", text)
        self.assertIn("--samples 150 --samplers heun --spacings karras --reverie", text)
        self.assertTrue((weights / "sweep.png").exists())

    def test_what_did_not_run_is_left_out(self):
        self.assertEqual(card_parts.few_steps(self.folder, self.folder) + card_parts.shapes(self.folder, self.folder), "")

    def test_the_strip_has_the_first_and_the_last_grid(self):
        paths = []
        for number in range(25):
            paths.append(self.folder / f"grid-{number:02}.png")
            Image.new("L", (4, 8), number * 10).save(paths[-1])
        card_parts.strip(paths, 2, self.folder / "strip.png", most=5)
        strip = Image.open(self.folder / "strip.png")
        self.assertEqual(strip.size, (4, 10))
        self.assertEqual([strip.getpixel((0, 2 * row)) for row in range(5)], [0, 60, 120, 180, 240])


if __name__ == "__main__":
    unittest.main()
