"""The training itself, on random pictures and a tiny network. Needs torch."""

import io
import json
import pathlib
import tempfile
import unittest

import torch
from torch.nn import functional as F

from reverie_recipe import carry, schedule
from reverie_recipe.dataset import Dataset
from reverie_recipe.parts import Part
from reverie_recipe.train import Run
from reverie_recipe.trainer import Trainer

CONFIG = json.loads((pathlib.Path(__file__).parents[1] / "studio.json").read_text())
CONFIG["image"] = {"width": 16, "height": 16, "channels": 3}
CONFIG["network"] |= {"fold": 2, "widths": [8, 16], "blocks": [1, 1], "attention": [False, True], "headWidth": 8, "groups": 4}
CONFIG["network"]["sketch"] = {"side": 4, "width": 16}
CONFIG["training"] |= {"batch": 4, "warmupSteps": 300, "sketch": {"steps": 600, "batch": 16, "learningRate": 0.01}}


def dataset(count: int = 24) -> Dataset:
    generator = torch.Generator().manual_seed(3)
    parts = torch.full((count,), int(Part.TRAINING), dtype=torch.uint8)
    parts[-8:-4], parts[-4:] = Part.SELECTION, Part.JUDGING
    return Dataset(
        pictures=torch.randint(0, 256, (count, 3, 16, 16), dtype=torch.uint8, generator=generator),
        labels=torch.arange(count) % 5,
        parts=parts,
        may_flip=torch.arange(count) % 2 == 0,
        first=torch.arange(5) * 2,
        counts=torch.full((5,), 2),
        texts_of_labels=torch.arange(10),
        embeddings=torch.randn(10, 384, generator=generator),
        grid_embeddings=torch.randn(2, 384, generator=generator),
    )


class TrainingTests(unittest.TestCase):
    def setUp(self):
        threads = torch.get_num_threads()
        self.addCleanup(torch.set_num_threads, threads)
        torch.set_num_threads(1)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def test_a_restored_training_takes_the_very_same_steps(self):
        one, other = Trainer(CONFIG, dataset(), "cpu"), Trainer(CONFIG, dataset(), "cpu")
        for _ in range(5):
            one.step(done=0.1)
        file = io.BytesIO()
        torch.save(one.state(), file)
        file.seek(0)
        other.restore(torch.load(file, weights_only=True))
        for _ in range(5):
            self.assertTrue(torch.equal(one.step(done=0.5), other.step(done=0.5)))
        for mine, yours in zip(one.network.parameters(), other.network.parameters(), strict=True):
            self.assertTrue(torch.equal(mine, yours))
        self.assertEqual(one.held_out_losses(), other.held_out_losses())

    def test_an_epoch_draws_every_training_picture_once_and_no_other(self):
        trainer = Trainer(CONFIG, dataset(), "cpu")
        seen = []
        for step in range(trainer.batches.per_epoch):
            x, t, _, _, velocity = trainer.batches.draw(step)
            alpha_bar = trainer.batches.alpha_bar[t][:, None, None, None].float()
            clean = schedule.x0_from_velocity(x, velocity, alpha_bar)
            seen.append(clean.mean((1, 2, 3)))  # a mirrored picture has the same mean
        pictures = trainer.dataset.pictures[trainer.dataset.rows(Part.TRAINING)].float() / 127.5 - 1
        torch.testing.assert_close(torch.cat(seen).sort().values, pictures.mean((1, 2, 3)).sort().values, atol=1e-4, rtol=0)

    def test_only_pictures_that_may_flip_are_mirrored(self):
        trainer = Trainer(CONFIG, dataset(), "cpu")
        originals = trainer.dataset.pictures.float() / 127.5 - 1
        mirrored = set()
        for step in range(12 * trainer.batches.per_epoch):
            x, t, _, _, velocity = trainer.batches.draw(step)
            clean = schedule.x0_from_velocity(x, velocity, trainer.batches.alpha_bar[t][:, None, None, None].float())
            for picture in clean:
                distances = ((originals - picture) ** 2).mean((1, 2, 3)), ((originals.flip(-1) - picture) ** 2).mean((1, 2, 3))
                if distances[1].min() < distances[0].min():
                    mirrored.add(int(distances[1].argmin()))
        self.assertTrue(mirrored)
        self.assertTrue(all(row % 2 == 0 for row in mirrored), mirrored)

    def test_log_snr_is_drawn_as_wished(self):
        config = CONFIG | {"training": CONFIG["training"] | {"logSNR": {"mean": 0.5, "deviation": 1.5}}}
        batches = Trainer(config, dataset(), "cpu").batches
        t = torch.cat([batches.draw(step)[1] for step in range(600)])
        self.assertTrue(((1 <= t) & (t <= 1000)).all())
        log_snr = torch.logit(batches.alpha_bar[t])
        self.assertAlmostEqual(float(log_snr.mean()), 0.5, delta=0.1)
        self.assertAlmostEqual(float(log_snr.std()), 1.5, delta=0.1)

    def test_without_a_wish_every_timestep_is_drawn_alike(self):
        config = CONFIG | {"training": CONFIG["training"] | {"logSNR": None}}
        batches = Trainer(config, dataset(), "cpu").batches
        t = torch.cat([batches.draw(step)[1] for step in range(600)]).double()
        self.assertAlmostEqual(float(t.mean()), 500.5, delta=20)
        self.assertAlmostEqual(float(t.std()), 1000 / 12**0.5, delta=15)

    def test_shipped_weights_start_a_training_with_their_loss(self):
        one = Trainer(CONFIG, dataset(), "cpu")
        for _ in range(10):
            one.step(done=0.1)
        other = Trainer(CONFIG, dataset(), "cpu")
        other.start_from({name: value.half() for name, value in one.averages.networks[0].state_dict().items()})
        self.assertAlmostEqual(other.held_out_losses()[0], one.held_out_losses()[0], places=3)

    def test_a_sketch_is_the_mean_of_the_pictures_of_its_prompt(self):
        trainer = Trainer(CONFIG, dataset(), "cpu")
        trainer.fit_sketch()
        rows = trainer.dataset.rows(Part.TRAINING)
        pictures = trainer.dataset.pictures[rows].float() / 127.5 - 1
        mirrored = torch.where(trainer.dataset.may_flip[rows][:, None, None, None], pictures.flip(-1), pictures)
        small = F.adaptive_avg_pool2d((pictures + mirrored) / 2, 4)
        some, none = torch.zeros(2, dtype=torch.bool), torch.ones(2, dtype=torch.bool)
        for label in range(5):
            prompts = trainer.dataset.embeddings[2 * label : 2 * label + 2]
            wanted = small[trainer.dataset.labels[rows] == label].mean(0).expand(2, -1, -1, -1)
            for network in [trainer.network, *trainer.averages.networks]:
                self.assertLess(float(F.mse_loss(network.sketch(prompts, some), wanted)), 0.1 * float(wanted.var()))
                self.assertEqual(float(network.sketch(prompts, none).abs().max()), 0)
        # It stays as it is.
        before = {name: value.clone() for name, value in trainer.network.sketch.state_dict().items()}
        trainer.step(done=0)
        for name, value in trainer.network.sketch.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]), name)

    def test_a_network_that_is_given_a_sketch_begins_as_it_was(self):
        plain = CONFIG | {"network": {name: value for name, value in CONFIG["network"].items() if name != "sketch"}}
        one, other = Trainer(plain, dataset(), "cpu"), Trainer(CONFIG, dataset(), "cpu")
        for _ in range(10):
            one.step(done=0.1)
        other.fit_sketch()
        other.start_from(one.averages.networks[0].state_dict())
        self.assertAlmostEqual(other.held_out_losses()[0], one.held_out_losses()[0], places=5)
        for _ in range(300):
            other.step(done=0.1)
        self.assertGreater(float(other.network.stem.weight.detach()[:, 12:].abs().max()), 0)

    def test_a_carried_training_goes_on_with_its_weights_and_its_best_average(self):
        run = Run(Trainer(CONFIG, dataset(), "cpu"), self.folder / "here", minutes=0.02)
        run.train()
        carry.pack(run.folder, self.folder / "pieces", piece_bytes=10_000)
        self.assertGreater(len(list((self.folder / "pieces").iterdir())), 10)  # so that "carried.10" comes after "carried.9"
        carry.unpack(self.folder / "pieces", self.folder / "there")
        there = Run(Trainer(CONFIG, dataset(), "cpu"), self.folder / "there", minutes=10)
        there.restore()
        self.assertEqual((there.trainer.number, there.seconds, there.log), (run.trainer.number, run.seconds, run.log))
        for mine, yours in zip(run.trainer.network.parameters(), there.trainer.network.parameters(), strict=True):
            torch.testing.assert_close(yours, mine.half().float(), rtol=0, atol=0)
        self.assertAlmostEqual(there.trainer.held_out_losses()[0], min(run.trainer.held_out_losses()), places=3)
        self.assertLess(there.trainer.learning_rate(0), 1e-5)  # it warms up again

    def test_the_learning_rate_warms_up_and_falls_to_nothing(self):
        trainer = Trainer(CONFIG, dataset(), "cpu")
        self.assertLess(trainer.learning_rate(0), 1e-5)
        trainer.number = 1000
        self.assertEqual(trainer.learning_rate(0), 1e-3)
        self.assertLess(trainer.learning_rate(0.999), 1e-5)
        self.assertEqual(trainer.learning_rate(2), 0)


if __name__ == "__main__":
    unittest.main()
