"""Teaches a trained model more words: `python -m reverie_recipe.fit_prompts --weights ../fashion --run DIR`.

Only the two layers between a prompt's embedding and the conditioning vector are fitted; the U-Net obeys once that vector is
right. What they gave, on average, for the phrasings of a class is what they are to give for every name of it
(`fashion_vocabulary`), and what they gave for no prompt is for what the model cannot draw.

Fitted to the sentences alone, so few layers learn them by heart. So a smooth function learns first, kernel ridge
regression over the embeddings, and the layers learn what it says of the sentences, of mixtures of them and of noise around them.

`--select` learns from the names for fitting and measures on those for selection: everything here was chosen by that. Without
it both are learnt from, and model.safetensors and its hash in model.json are written. The held-out names are not read.
"""

import argparse
import hashlib
import json
import math
import pathlib
import random

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

from . import fashion_prompts, minilm
from .dataset import encoded_by_length
from .encoder import SentenceEncoder
from .fashion_vocabulary import FITTED, SELECTION, Hidden, Vocabulary, sentences

OTHER = 10  # the class of what the model cannot draw
NAMES = ["conditioning.prompt1.weight", "conditioning.prompt1.bias", "conditioning.prompt2.weight", "conditioning.prompt2.bias"]
SENTENCES_A_NAME, RIDGE_SENTENCES = 3, 1
TOLD, AROUND = 154, 230  # sentences of a batch, and points around them


def lessons(vocabulary: Vocabulary) -> dict[str, list[tuple[int, str, str]]]:
    """(class, name, sentence), each name by itself first: FITTED, what SELECTION adds to it, SELECTION's own, and OTHER."""
    generator = random.Random(5)

    def drawn(groups, part, count, hidden=None):
        return [(c, n, t) for c, names in enumerate(groups) for n in names for t in sentences(n, part, count, generator, hidden)]

    first, both = vocabulary.learnt([FITTED]), vocabulary.learnt([FITTED, SELECTION])
    more = [[name for name in after if name not in before] for before, after in zip(first, both, strict=True)]
    unrelated = Hidden(fashion_prompts.UNRELATED_NAMES + fashion_prompts.UNRELATED_SENTENCES)
    return {
        FITTED: drawn(first, FITTED, SENTENCES_A_NAME, vocabulary.hidden_from([FITTED])),
        "more": drawn(more, FITTED, SENTENCES_A_NAME, vocabulary.hidden_from([FITTED, SELECTION])),
        SELECTION: drawn(vocabulary.part(SELECTION), SELECTION, 3),
        "other": [
            (OTHER, name, text)
            for name in vocabulary.other
            if unrelated.allows(name)
            for text in sentences(name, FITTED, SENTENCES_A_NAME + 1, generator, unrelated)
        ],
    }


class Embeddings:
    """By the encoder as it is shipped; kept in a file, since they take minutes."""

    def __init__(self, file: pathlib.Path, texts: list[str]):
        known = torch.load(file, weights_only=True) if file.exists() else {"texts": [], "vectors": torch.empty(0, 384)}
        have = set(known["texts"])
        new = [text for text in dict.fromkeys(texts) if text not in have]
        if new:
            known["vectors"] = torch.cat([known["vectors"], encoded_by_length(minilm.dequantized(SentenceEncoder()), new)])
            known["texts"] += new
            torch.save(known, file)
        self.rows, self.vectors = {text: row for row, text in enumerate(known["texts"])}, known["vectors"]

    def __getitem__(self, texts: list[str]) -> torch.Tensor:
        return self.vectors[[self.rows[text] for text in texts]]


def conditioning(x: torch.Tensor, layers: list[torch.Tensor]) -> torch.Tensor:
    """The prompt's half of `network.Conditioning`: float [N, 384] -> [N, conditioningWidth]."""
    return F.linear(F.silu(F.linear(x, layers[0], layers[1])), layers[2], layers[3])


def kernel(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.exp(-3 * (2 - 2 * a @ b.T))


def ridge(x: torch.Tensor, classes: torch.Tensor, weights: torch.Tensor, classes_in_all: int = OTHER + 1):
    """Kernel ridge regression onto the classes -> a function, float [N, 384] -> scores [N, classes], about 0...1."""
    wanted = F.one_hot(classes, classes_in_all).float() - 1 / classes_in_all
    matrix = kernel(x, x)
    matrix.diagonal().add_(0.1 * weights.mean() / weights)
    solution = torch.linalg.solve(matrix, wanted)
    return lambda points: torch.cat([kernel(part, x) @ solution for part in points.split(1024)])


def smooth(taught: list[tuple[int, str, str]], embeddings: Embeddings):
    """The ridge over some sentences of each name; each class counts the same, and in it each name."""
    by_name: dict[tuple[int, str], list[str]] = {}
    for c, name, text in taught:
        by_name.setdefault((c, name), []).append(text)
    counts = torch.bincount(torch.tensor([c for c, _ in by_name])).float()
    rows = [(c, text, len(texts[:RIDGE_SENTENCES])) for (c, _), texts in by_name.items() for text in texts[:RIDGE_SENTENCES]]
    classes = torch.tensor([c for c, _, _ in rows])
    weights = 1 / (counts[classes] * torch.tensor([n for _, _, n in rows]))
    return ridge(embeddings[[text for _, text, _ in rows]], classes, weights)


def points_around(x: torch.Tensor, count: int, generator: torch.Generator) -> torch.Tensor:
    """Mixtures of two rows, and noise of up to their own length: float [count, 384], each of length one."""

    def some():
        return x[torch.randint(len(x), (count,), generator=generator)]

    share = 0.7 * torch.rand(count, 1, generator=generator) * (torch.rand(count, 1, generator=generator) < 0.75)
    mixed = F.normalize(some() * (1 - share) + some() * share, dim=1)
    noise = torch.rand(count, 1, generator=generator) * torch.randn(count, 384, generator=generator) / math.sqrt(384)
    return F.normalize(mixed + noise, dim=1)


def fitted(layers, null, targets, taught, embeddings, steps: int, rate: float) -> list[torch.Tensor]:
    """The new layers: an average over the last steps. `targets`: float [11, conditioningWidth], the last for OTHER."""
    torch.manual_seed(7)
    generator = torch.Generator().manual_seed(1)
    told, classes = embeddings[[text for _, _, text in taught]], torch.tensor([c for c, _, _ in taught])
    other = told[classes == OTHER]
    x = torch.cat([told, points_around(torch.cat([told, other]), 40_000, generator)])
    scores = smooth(taught, embeddings)(x)
    scores[:, OTHER] -= 0.15  # in doubt, a thing that the model can draw
    shares = torch.softmax(20 * scores, 1)
    shares[: len(told)] = 0.05 * shares[: len(told)] + 0.95 * F.one_hot(classes, OTHER + 1)
    wanted = shares @ targets
    layers = [nn.Parameter(layer.clone()) for layer in layers]
    average = [layer.detach().clone() for layer in layers]
    optimizer = torch.optim.AdamW(layers, betas=(0.9, 0.99), weight_decay=0)
    often = torch.bincount(classes)[classes].float().rsqrt()  # classes with few names are drawn more often
    drawn = torch.multinomial(often, steps * TOLD, replacement=True).split(TOLD)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * step / steps))
        rows = torch.cat([drawn[step], torch.randint(len(told), len(x), (AROUND,))])
        given = conditioning(x[rows], layers)
        near = torch.log_softmax(-torch.cdist(given, targets) ** 2 / 8, 1)
        loss = ((given - wanted[rows]) ** 2).sum(1).mean() / 60 - 0.2 * (shares[rows] * near).sum(1).mean()
        loss = loss + ((conditioning(null, layers) - targets[OTHER]) ** 2).sum() / 10
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for mean, layer in zip(average, layers, strict=True):
                mean.lerp_(layer, 0.01 if step > 100 else 0.1)
    return average


@torch.no_grad()
def as_far(layers, null, x, wanted) -> list[torch.Tensor]:
    """Telling classes apart drives them away from no prompt, as too much guidance would, and doubt keeps them near it:
    scales what the layers give about that, so that `x` come as far as `wanted`, by least squares."""
    centre = conditioning(null, layers)
    given = conditioning(x, layers) - centre
    scale = (given * (wanted - centre)).sum() / (given**2).sum()
    return [*layers[:2], scale * layers[2], scale * layers[3] + (1 - scale) * centre]


@torch.no_grad()
def report(layers, targets, x, classes, what: str):
    """How many embeddings come nearest to their own class's conditioning, of the ten or of no prompt's."""
    distances = torch.cdist(conditioning(x, layers), targets)
    hits = distances.argmin(1) == classes
    close = distances.gather(1, classes[:, None])[:, 0].mean()
    by_class = " ".join(f"{hits[classes == c].float().mean():.2f}" for c in classes.unique().tolist())
    print(f"{what}: {hits.float().mean():.4f} of {len(hits)}, at {close:.2f} on average; {by_class}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=pathlib.Path, required=True, help="a trained fashion model; written unless --select")
    parser.add_argument("--run", type=pathlib.Path, required=True, help="keeps the embeddings")
    parser.add_argument("--select", action="store_true")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--rate", type=float, default=1e-2)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.run.mkdir(parents=True, exist_ok=True)
    drawn = lessons(Vocabulary.load())
    taught = drawn[FITTED] + ([] if arguments.select else drawn["more"]) + drawn["other"]
    trained = [(c, text) for c, texts in enumerate(fashion_prompts.phrasings()) for text in texts]
    embeddings = Embeddings(
        arguments.run / "sentences.pt", [t for part in drawn.values() for _, _, t in part] + [text for _, text in trained]
    )
    file = arguments.weights / "model.safetensors"
    weights = load_file(file)
    before = [weights[name].float() for name in NAMES]
    null = weights["conditioning.null"].float()
    trained_x, trained_classes = embeddings[[text for _, text in trained]], torch.tensor([c for c, _ in trained])
    given = conditioning(trained_x, before)
    targets = torch.stack([*(given[trained_classes == c].mean(0) for c in range(OTHER)), conditioning(null, before)])
    layers = fitted(before, null, targets, taught, embeddings, arguments.steps, arguments.rate)
    named = [(c, text) for c, _, text in taught if c != OTHER]
    layers = as_far(layers, null, embeddings[[text for _, text in named]], targets[[c for c, _ in named]])
    for what, of in (("before", before), ("after", layers)):
        report(of, targets, trained_x, trained_classes, f"{what}, phrasings of the training")
        for part in (FITTED, SELECTION, "other"):
            x = embeddings[[text for _, _, text in drawn[part]]]
            report(of, targets, x, torch.tensor([c for c, _, _ in drawn[part]]), f"{what}, {part}")
    if arguments.select:
        return
    save_file(weights | {name: layer.half().contiguous() for name, layer in zip(NAMES, layers, strict=True)}, file)
    file.chmod(0o644)  # the writer makes it private to its owner
    manifest = json.loads((arguments.weights / "model.json").read_text())
    manifest["weights"]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    (arguments.weights / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
