"""A teacher's trajectories and the student that learns from them, on the tiny network of `test_training`. Needs torch."""

import unittest

import torch

from reverie_recipe import sampling, schedule
from reverie_recipe.parts import Part
from reverie_recipe.trainer import Trainer
from reverie_recipe.trajectories import velocity
from tests.test_training import CONFIG, dataset

GUIDANCE = 2.0
DISTILLING = CONFIG | {
    "training": {name: value for name, value in CONFIG["training"].items() if name not in ("logSNR", "nullShare", "sketch")}
    | {"distillation": {"steps": 4, "substeps": 2, "guidanceScale": GUIDANCE}, "warmupSteps": 20}
}


class DistillationTests(unittest.TestCase):
    def setUp(self):
        threads = torch.get_num_threads()
        self.addCleanup(torch.set_num_threads, threads)
        torch.set_num_threads(1)
        self.teacher = Trainer(CONFIG, dataset(), "cpu")
        for _ in range(40):
            self.teacher.step(done=0.1)

    def student(self) -> Trainer:
        weights = self.teacher.network.state_dict()
        student = Trainer(DISTILLING, dataset(), "cpu", teacher=weights)
        student.start_from(weights)
        return student

    def test_one_step_of_ddim_leads_where_it_should(self):
        generator = torch.Generator().manual_seed(1)
        x0, epsilon = torch.rand(3, 3, 16, 16, generator=generator) - 0.5, torch.randn(3, 3, 16, 16, generator=generator)
        for a, b in ((0.3, 0.7), (4e-5, 0.005), (0.8, 1.0)):
            x = schedule.diffuse(x0, epsilon, torch.tensor(a))
            after = schedule.diffuse(x0, epsilon, torch.tensor(b))
            v = velocity(x, after, a, b)
            torch.testing.assert_close(v, schedule.velocity(x0, epsilon, torch.tensor(a)), atol=1e-3, rtol=0)

    def test_who_predicts_the_targets_ends_where_the_teacher_does(self):
        batches = self.student().batches
        first = {}

        def predicts(x, t, prompt, null):
            rows = first[int(t[0])]
            return torch.stack([min(rows, key=lambda row: float((row[0] - one).abs().max()))[1] for one in x])

        for index in range(4):
            for x, t, _, _, v in zip(*batches.draw(index)):
                first.setdefault(int(t), []).append((x, v))
        x, _, prompt, _, _ = zip(*[row for index in range(4) for row in zip(*batches.draw(index)) if row[1] == 1000])
        noise, prompts = torch.stack(x), torch.stack(prompt)
        taught = sampling.dpmpp_2m(self.teacher.network, CONFIG["schedule"], noise, prompts, 8, GUIDANCE)
        steps = []
        made = sampling.ddim(predicts, CONFIG["schedule"], noise, prompts, 4, 1.0, on_step=lambda t, x, x0: steps.append(t))
        self.assertEqual(steps, [1000, 750, 500, 250])
        # Two steps of a second-order solver may want an x0 beyond -1...1, which is clipped.
        self.assertLess(float((made - taught).abs().mean()), 0.02)
        self.assertGreater(float(taught.std()), 0.1)

    def test_every_batch_has_every_step_and_a_resumed_training_has_the_same(self):
        one, other = self.student().batches, self.student().batches
        for number in (0, 5, 2):
            mine, yours = one.draw(number), other.draw(number)
            for a, b in zip(mine, yours):
                self.assertTrue(torch.equal(a, b))
            self.assertFalse(mine[3].any())
        steps = torch.cat([one.draw(number)[1] for number in range(4)])
        self.assertEqual(sorted(steps.tolist()), sorted(4 * [1000, 750, 500, 250]))
        selected = self.student().held_out
        self.assertEqual(len(selected), 4)
        known = dataset().embeddings
        for _, _, prompt, _, _ in selected:
            labels = [int((known == row).all(1).nonzero()[0]) // 2 for row in prompt]
            allowed = dataset().labels[dataset().rows(Part.SELECTION)].tolist()
            self.assertTrue(set(labels) <= set(allowed))

    def test_a_student_comes_nearer_to_its_teacher(self):
        student = self.student()
        before = student.held_out_losses()[0]
        for _ in range(500):
            student.step(done=0.1)
        self.assertLess(student.held_out_losses()[0], 0.9 * before)


if __name__ == "__main__":
    unittest.main()
