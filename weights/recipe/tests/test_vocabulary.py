"""The vocabulary keeps held-out names out of what is learnt, and the layers learn what they are taught."""

import random
import unittest

import torch

from reverie_recipe import fashion_prompts, fit_prompts
from reverie_recipe.fashion_vocabulary import FITTED, HELD_OUT, SELECTION, SENTENCES, Hidden, Vocabulary, chain, sentences, stems


class VocabularyTests(unittest.TestCase):
    def setUp(self):
        self.vocabulary = Vocabulary.load()

    def test_stems(self):
        self.assertEqual(stems("The Women's sandals, with straps"), {"women", "sandal", "strap"})
        self.assertEqual(stems("dresses"), stems("dress"))
        self.assertEqual(stems("V-neck"), {"v", "neck"})

    def test_hidden_names_hide_what_contains_them(self):
        hidden = Hidden(["anorak", "hiking boots", "sweaters"])
        for text in ["hooded anoraks", "a boot for hiking", "Anorak", "sweaters"]:
            self.assertFalse(hidden.allows(text), text)
        # "sweater" is a name that training knew.
        for text in ["boots", "hiking", "red sweater", "coat"]:
            self.assertTrue(hidden.allows(text), text)

    def test_parts_share_no_name(self):
        for groups in zip(*(self.vocabulary.part(part) for part in SENTENCES), strict=True):
            names = chain(groups)
            self.assertEqual(len(names), len(set(names)))
            self.assertGreater(min(map(len, groups)), 15)

    def test_a_fifth_is_held_out(self):
        sizes = [len(chain(self.vocabulary.part(part))) for part in (FITTED, SELECTION, HELD_OUT)]
        self.assertAlmostEqual(sizes[2] / sum(sizes), 0.2, delta=0.03)

    def test_nothing_held_out_is_taught(self):
        drawn = fit_prompts.lessons(self.vocabulary)
        by_hand, unrelated = Hidden(chain(fashion_prompts.HELD_OUT_NAMES)), Hidden(fashion_prompts.UNRELATED_NAMES)
        held_out = Hidden(chain([*fashion_prompts.HELD_OUT_NAMES, *self.vocabulary.part(HELD_OUT)]))
        trained = {name for name in chain(fashion_prompts.NAMES)}
        for part, taught in drawn.items():
            for _, name, text in taught:
                hidden = {SELECTION: by_hand, "other": unrelated}.get(part, held_out)
                if name not in trained or text != name:
                    self.assertTrue(hidden.allows(text), f"{part}: {text}")

    def test_sentences_begin_with_the_name_and_have_no_place_left(self):
        texts = sentences("coat", FITTED, 200, random.Random(1))
        self.assertEqual((texts[0], len(texts)), ("coat", 200))
        self.assertFalse([text for text in texts if "coat" not in text or "{" in text])


class FitTests(unittest.TestCase):
    def test_the_ridge_tells_classes_apart(self):
        generator = torch.Generator().manual_seed(3)
        centres = torch.nn.functional.normalize(torch.randn(3, 384, generator=generator), dim=1)
        classes = torch.arange(60) % 3
        x = torch.nn.functional.normalize(centres[classes] + 0.02 * torch.randn(60, 384, generator=generator), dim=1)
        scores = fit_prompts.ridge(x[:30], classes[:30], torch.ones(30), 3)(x[30:])
        self.assertTrue(torch.equal(scores.argmax(1), classes[30:]))

    def test_points_around_have_length_one(self):
        x = torch.nn.functional.normalize(torch.randn(9, 384, generator=torch.Generator().manual_seed(3)), dim=1)
        points = fit_prompts.points_around(x, 50, torch.Generator().manual_seed(1))
        self.assertTrue(torch.allclose(points.norm(dim=1), torch.ones(50), atol=1e-5))


if __name__ == "__main__":
    unittest.main()
