"""A teacher's guided predictions and the student that learns from them, on the tiny network of `test_training`. Needs torch."""

import unittest

import torch

from reverie_recipe import sampling
from reverie_recipe.trainer import Trainer
from tests.test_training import CONFIG, dataset

GUIDANCE = 3.0
DISTILLING = CONFIG | {"training": CONFIG["training"] | {"distillation": {"guidanceScale": GUIDANCE}, "warmupSteps": 20}}


class DistillationTests(unittest.TestCase):
    def setUp(self):
        threads = torch.get_num_threads()
        self.addCleanup(torch.set_num_threads, threads)
        torch.set_num_threads(1)
        self.teacher = Trainer(CONFIG | {"training": CONFIG["training"] | {"nullShare": 0.3, "warmupSteps": 20}}, dataset(), "cpu")
        for _ in range(300):
            self.teacher.step(done=0.1)

    def student(self) -> Trainer:
        weights = self.teacher.network.state_dict()
        student = Trainer(DISTILLING, dataset(), "cpu", teacher=weights)
        student.start_from(weights)
        return student

    def test_the_target_is_what_the_teacher_says_with_guidance(self):
        batches, plain = self.student().batches, self.teacher.batches
        for number in (0, 3):
            x, t, prompt, null, target = batches.draw(number)
            self.assertFalse(null.any())
            # Of the same pictures and noise as any training.
            for mine, yours in zip((x, t, prompt), plain.draw(number)):
                self.assertTrue(torch.equal(mine, yours))
            with torch.no_grad():
                with_prompt = self.teacher.network(x, t, prompt, null)
                without = self.teacher.network(x, t, prompt, ~null)
            torch.testing.assert_close(target, without + GUIDANCE * (with_prompt - without), atol=0.05, rtol=0)  # bf16
            self.assertGreater(float((target - with_prompt).abs().max()), 0.1)

    def test_a_student_says_without_guidance_what_its_teacher_says_with_it(self):
        student = self.student()
        before = student.held_out_losses()[0]
        for _ in range(300):
            student.step(done=0.1)
        self.assertLess(student.held_out_losses()[0], 0.5 * before)

    def test_a_trajectory_of_the_student_is_the_teachers(self):
        student = self.student()
        noise = torch.randn(4, 3, 16, 16, generator=torch.Generator().manual_seed(2))
        prompts = dataset().embeddings[:4]

        def distance() -> float:
            theirs = sampling.dpmpp_2m(self.teacher.network, CONFIG["schedule"], noise, prompts, 4, GUIDANCE)
            ours = sampling.dpmpp_2m(student.best_average(), CONFIG["schedule"], noise, prompts, 4, 1.0)
            return float(((ours - theirs) ** 2).mean())

        before = distance()
        for _ in range(300):
            student.step(done=0.1)
        self.assertLess(distance(), 0.7 * before)


if __name__ == "__main__":
    unittest.main()
