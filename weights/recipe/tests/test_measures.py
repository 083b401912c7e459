"""The measures, on sets whose figures are known. Needs torch."""

import unittest

import torch

from reverie_recipe import measures


class MeasureTests(unittest.TestCase):
    def setUp(self):
        self.generator = torch.Generator().manual_seed(5)

    def random(self, *shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=self.generator)

    def test_frechet_distance_of_diagonal_gaussians(self):
        # Sets with exactly known mean and covariance: +-s on each axis in turn, which has covariance 2 s^2 / (2 D - 1).
        def cross(sizes: list[float], centre: float) -> torch.Tensor:
            axes = torch.diag(torch.tensor(sizes))
            return torch.cat([axes, -axes]) + centre

        a, b = cross([1.0, 2.0, 3.0], 0.0), cross([2.0, 2.0, 5.0], 0.5)
        spread = 2 / 5
        expected = 3 * 0.25 + spread * ((2 - 1) ** 2 + 0 + (5 - 3) ** 2)
        self.assertAlmostEqual(measures.frechet_distance(a, b), expected, places=6)

    def test_frechet_distance_of_a_set_to_itself_is_nothing(self):
        features = self.random(40, 8)
        self.assertAlmostEqual(measures.frechet_distance(features, features), 0, places=6)

    def test_frechet_distance_does_not_see_a_common_rotation(self):
        a, b = self.random(60, 5), self.random(60, 5) * 2 + 1
        rotation, _ = torch.linalg.qr(self.random(5, 5))
        self.assertAlmostEqual(
            measures.frechet_distance(a, b), measures.frechet_distance(a @ rotation, b @ rotation), places=3
        )

    def test_mean_pairwise_distance(self):
        corners = torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
        self.assertAlmostEqual(measures.mean_pairwise_distance(corners), (3 + 4 + 5) / 3, places=6)

    def test_nearly_flat(self):
        pictures = torch.cat([torch.full((1, 3, 8, 8), 0.7), self.random(3, 3, 8, 8)])
        self.assertEqual(measures.nearly_flat_share(pictures), 0.25)

    def test_nearest_finds_copies_also_mirrored(self):
        among = self.random(5, 3, 8, 8)
        pictures = torch.stack([among[3], among[1].flip(-1), among[2] + 0.5])
        distances = measures.nearest_distances(pictures, among)
        torch.testing.assert_close(distances, torch.tensor([0.0, 0.0, 0.5]), atol=1e-3, rtol=0)

    def test_near_copies_are_nearer_than_held_out_pictures(self):
        held_out = torch.linspace(0.2, 0.6, 101)
        self.assertAlmostEqual(measures.near_copy_share(torch.tensor([0.0, 0.1, 0.3, 0.5]), held_out), 0.5)

    def test_recall(self):
        similarities = torch.tensor([[0.1, 0.9, 0.5, 0.2], [0.1, 0.9, 0.5, 0.2]])
        self.assertEqual(measures.recall_at(similarities, torch.tensor([2, 3]), 2), 0.5)
        self.assertEqual(measures.recall_at(similarities, torch.tensor([2, 3]), 3), 1)


if __name__ == "__main__":
    unittest.main()
