"""Calibrates how familiar a prompt is to a model: `python -m reverie_recipe.familiarity --weights ../fashion --run DIR`, or ../photo.

First a direction among embeddings, by logistic regression: from what the model cannot draw to what it can. A prompt's cosine to it
then goes through a logistic curve, fitted so that it tells phrasings of names that no model was trained on from prompts about other
things (`fashion_prompts.unrelated`), hardly any of which is told above one half. Every second name is for the fit, the others
measure it. Writes `familiarity` into model.json, and with --golden FILE the Swift test's golden values, of fashion. DIR keeps
embeddings, as for `fit_prompts`.
"""

import argparse
import base64
import dataclasses
import json
import pathlib

import torch
from torch.nn import functional as F

from . import fashion_prompts, minilm, photo_prompts
from .encoder import SentenceEncoder
from .export import base64_floats
from .fashion_vocabulary import SELECTION, Vocabulary
from .fit_prompts import OTHER, SENTENCES_A_NAME, Embeddings, lessons

TOLD_ABOVE_HALF = 0.01  # share of the prompts about other things

GOLDEN_PROMPTS = ["ankle boot", "  Ankle BOOT ", "a thick jacket for cold days", "a purple cow", "mein Wintermantel", "👢",
                  "the stock market fell sharply today", "something to carry books in", "sweatpants", "x"]  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Examples:
    """Prompts for the direction, and those that the curve is fitted to and measured by: HELD_OUT_TEMPLATES of each name."""

    taught: list[str]
    other: list[str]
    held_out: list[str]
    unrelated: list[str]


def in_sentences(names: list[str]) -> list[str]:
    return [template.format(name) for name in names for template in fashion_prompts.HELD_OUT_TEMPLATES]


def examples_of_fashion() -> Examples:
    drawn = lessons(Vocabulary.load())
    first: dict[tuple[int, str], list[str]] = {}
    for part, taught in drawn.items():
        for c, name, text in taught if part != SELECTION else []:
            first.setdefault((c, name), []).append(text)
    taught, other = (
        [text for (c, _), texts in first.items() if (c == OTHER) == is_other for text in texts[:SENTENCES_A_NAME]]
        for is_other in (False, True)
    )
    return Examples(taught, other, [p for group in fashion_prompts.held_out() for p in group], fashion_prompts.unrelated())


def examples_of_photo() -> Examples:
    names = photo_prompts.CIFAR10_NAMES + photo_prompts.FLOWER_NAMES
    known = [text for group in photo_prompts.phrasings(names) for text in group]
    [more] = photo_prompts.phrasings([photo_prompts.kinds(False)])

    def strange(texts: list[str]) -> list[str]:
        return [text for text in texts if not photo_prompts.is_about_a_class(text)]

    vocabulary = Vocabulary.load()
    clothes = [name for group in vocabulary.learnt([SELECTION]) for name in group]
    [others] = photo_prompts.phrasings([strange(vocabulary.other + clothes)])
    unrelated = in_sentences(strange(fashion_prompts.UNRELATED_NAMES)) + strange(fashion_prompts.UNRELATED_SENTENCES)
    return Examples(known + more, others, in_sentences(photo_prompts.kinds(True)), unrelated)


EXAMPLES = {"fashion": examples_of_fashion, "photo": examples_of_photo}


class Familiarity:
    """The twin of PromptBook in Swift."""

    def __init__(self, manifest: dict, encoder: SentenceEncoder):
        self.encoder = encoder
        self.texts = [prompt["text"] for prompt in manifest["prompts"]]
        vectors = [torch.frombuffer(bytearray(base64.b64decode(p["embedding"])), dtype=torch.float32) for p in manifest["prompts"]]
        self.known = F.normalize(torch.stack(vectors).double(), dim=1)
        self.direction: torch.Tensor | None = None  # double [384]
        self.curve: dict | None = None

    def vectors(self, prompts: list[str]) -> torch.Tensor:
        return F.normalize(torch.cat([self.encoder([prompt]) for prompt in prompts]).double(), dim=1)

    def __call__(self, cosine: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.curve["steepness"] * (cosine - self.curve["midpoint"]))


def direction(near: torch.Tensor, far: torch.Tensor) -> torch.Tensor:
    """Double [384], of length one, as 32-bit floats can say it."""
    weights = torch.zeros(385, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        sides = [F.softplus(sign * (20 * x @ weights[:384] + weights[384])).mean() for x, sign in ((near, -1), (far, 1))]
        loss = sum(sides) / 2 + 0.01 * (weights[:384] ** 2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return F.normalize(weights[:384].detach(), dim=0).double()


def fit(near: torch.Tensor, far: torch.Tensor) -> dict:
    """Logistic regression by Newton's method, each side weighing one half, gives the steepness; the curve's middle lies where
    only so many of the prompts about other things are above it."""
    x = torch.cat([near, far])
    x = torch.stack([x, torch.ones_like(x)], 1)
    y = torch.cat([torch.ones_like(near), torch.zeros_like(far)])
    weight = torch.cat([torch.full_like(near, 0.5 / len(near)), torch.full_like(far, 0.5 / len(far))])
    w = torch.zeros(2, dtype=torch.double)
    for _ in range(50):
        p = torch.sigmoid(x @ w)
        gradient = x.T @ (weight * (p - y))
        hessian = x.T @ (x * (weight * p * (1 - p))[:, None])
        w -= torch.linalg.solve(hessian + 1e-9 * torch.eye(2, dtype=torch.double), gradient)
    return {"midpoint": round(far.quantile(1 - TOLD_ABOVE_HALF).item(), 4), "steepness": round(w[0].item(), 3)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--golden", type=pathlib.Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    file = arguments.weights / "model.json"
    manifest = json.loads(file.read_text())
    familiarity = Familiarity(manifest, minilm.dequantized(SentenceEncoder()))
    examples = EXAMPLES[manifest["name"]]()
    embeddings = Embeddings(arguments.run / "sentences.pt", examples.taught + examples.other)
    familiarity.direction = direction(embeddings[examples.taught], embeddings[examples.other])
    near = familiarity.vectors(examples.held_out) @ familiarity.direction
    far = familiarity.vectors(examples.unrelated) @ familiarity.direction
    near_fit, far_fit = (torch.arange(len(x)) // len(fashion_prompts.HELD_OUT_TEMPLATES) % 2 == 0 for x in (near, far))
    familiarity.curve = fit(near[near_fit], far[far_fit])
    manifest["familiarity"] = familiarity.curve | {"direction": base64_floats(familiarity.direction)}
    # Whole lists come before the long prompts, so that the curve is found at the head of the file.
    manifest["prompts"] = manifest.pop("prompts")
    file.write_text(json.dumps(manifest, indent=1) + "\n")

    near, far = familiarity(near[~near_fit]), familiarity(far[~far_fit])
    order = (near[:, None] > far[None, :]).double().mean()
    print(f"{familiarity.curve}, on the other half of {len(near)} held-out phrasings and {len(far)} unrelated prompts:")
    print(f"  above 0.5: {(near > 0.5).double().mean():.1%} of the phrasings, {(far > 0.5).double().mean():.1%} of the unrelated")
    print(f"  mean: {near.mean():.2f} and {far.mean():.2f}; a phrasing is above an unrelated prompt in {order:.1%} of pairs")
    for low in range(0, 10, 2):
        inside = [((v >= low / 10) & (v < (low + 2) / 10 + (low == 8))).double() for v in (near, far)]
        share = inside[0].mean() / (inside[0].mean() + inside[1].mean()).clamp_min(1e-9)
        print(f"  told {low / 10:.1f} to {(low + 2) / 10:.1f}: {share:.2f} are phrasings, both kinds counting the same")
    if arguments.golden:
        golden = [
            {
                "prompt": prompt,
                "familiarity": familiarity(vector @ familiarity.direction).item(),
                "suggestions": [familiarity.texts[i] for i in (familiarity.known @ vector).topk(3).indices],
            }
            for prompt, vector in zip(GOLDEN_PROMPTS, familiarity.vectors(GOLDEN_PROMPTS))
        ]
        arguments.golden.parent.mkdir(parents=True, exist_ok=True)
        arguments.golden.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
