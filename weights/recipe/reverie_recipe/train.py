"""Trains a model: `python -m reverie_recipe.train fashion.json --run DIR`. Stop it at any time; it goes on where it was."""

import argparse
import json
import math
import pathlib
import time

import torch

from . import fashion_mnist, fashion_prompts, pictures, sampling, schedule
from .encoder import SentenceEncoder
from .network import UNet

SAVE_SECONDS = 120
LOG_STEPS = 50


def native_bf16() -> bool:
    return torch.cpu._is_avx512_bf16_supported()


class Captions:
    """The embeddings of all phrasings; `draw` picks one at random for each label."""

    def __init__(self, phrasings: list[list[str]]):
        flat = [p for group in phrasings for p in group]
        self.embeddings = SentenceEncoder().encode(flat)
        counts = torch.tensor([len(group) for group in phrasings])
        self.first, self.counts = counts.cumsum(0) - counts, counts

    def draw(self, labels, generator):
        pick = (torch.rand(len(labels), generator=generator) * self.counts[labels]).long()
        return self.embeddings[self.first[labels] + pick]


def draw_batch(step, config, data, labels, captions, alpha_bar):
    """Everything random about a step comes from its number, so that a resumed run takes the same steps."""
    training = config["training"]
    size, per_epoch = training["batch"], len(data) // training["batch"]
    epoch, index = divmod(step, per_epoch)
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(training["seed"] * 1000 + epoch))
    rows = order[index * size : (index + 1) * size]
    generator = torch.Generator().manual_seed(training["seed"] * 10**9 + step)
    x0 = data[rows]
    flip = torch.rand(size, generator=generator) < 0.5
    x0 = torch.where(flip[:, None, None, None], x0.flip(-1), x0)
    # One timestep from each of `size` equal slices of 1...T: the same distribution, less variance.
    u = (torch.arange(size) + torch.rand(size, generator=generator)) / size
    t = (u * (len(alpha_bar) - 1)).long() + 1
    epsilon = torch.randn(x0.shape, generator=generator)
    a = alpha_bar[t][:, None, None, None].float()
    null = torch.rand(size, generator=generator) < training["nullShare"]
    prompt = captions.draw(labels[rows], generator)
    return schedule.diffuse(x0, epsilon, a), t, prompt, null, schedule.velocity(x0, epsilon, a)


def learning_rate(step, total, training):
    warm = min(1, (step + 1) / training["warmupSteps"])
    return training["learningRate"] * warm * 0.5 * (1 + math.cos(math.pi * step / total))


@torch.no_grad()
def held_out_loss(network, batches):
    return sum(((network(x, t, p, n).float() - v) ** 2).mean().item() for x, t, p, n, v in batches) / len(batches)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=pathlib.Path, help="fashion.json")
    parser.add_argument("--run", type=pathlib.Path, required=True, help="folder for checkpoint, log and grids")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    config = json.loads(arguments.config.read_text())
    training = config["training"]
    run = arguments.run
    run.mkdir(parents=True, exist_ok=True)

    data, labels = fashion_mnist.load("train")
    held_data, held_labels = data[-fashion_mnist.HELD_OUT :], labels[-fashion_mnist.HELD_OUT :]
    data, labels = data[: -fashion_mnist.HELD_OUT], labels[: -fashion_mnist.HELD_OUT]
    captions = Captions(fashion_prompts.phrasings())
    alpha_bar = schedule.alpha_bar(config["schedule"])
    held_out = [
        draw_batch(s, config, held_data, held_labels, captions, alpha_bar)
        for s in range(len(held_data) // training["batch"])
    ]

    torch.manual_seed(training["seed"])
    network = UNet(config["image"], config["network"]).to(memory_format=torch.channels_last)
    ema = UNet(config["image"], config["network"]).to(memory_format=torch.channels_last)
    ema.load_state_dict(network.state_dict())
    optimizer = torch.optim.AdamW(network.parameters(), betas=(0.9, 0.99), weight_decay=0.01)
    per_epoch = len(data) // training["batch"]
    total, step, log, spent = training["epochs"] * per_epoch, 0, [], 0.0
    checkpoint = run / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        ema.load_state_dict(state["ema"])
        optimizer.load_state_dict(state["optimizer"])
        step, log, spent = state["step"], state["log"], state["seconds"]
    print(f"{sum(p.numel() for p in network.parameters())} parameters, step {step} of {total}", flush=True)

    def save():
        state = {"network": network.state_dict(), "ema": ema.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save(state | {"step": step, "log": log, "seconds": spent}, run / "checkpoint.new")
        (run / "checkpoint.new").replace(checkpoint)
        (run / "log.json").write_text(json.dumps(log))

    started = saved = time.monotonic()
    running, counted = 0.0, 0
    while step < total:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, total, training)
        x, t, prompt, null, target = draw_batch(step, config, data, labels, captions, alpha_bar)
        with torch.autocast("cpu", torch.bfloat16, enabled=native_bf16()):
            prediction = network(x, t, prompt, null)
        loss = ((prediction.float() - target) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        step += 1
        decay = min(training["emaDecay"], (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.parameters()), list(network.parameters()), 1 - decay)
        running, counted = running + loss.item(), counted + 1
        now = time.monotonic()
        spent, started = spent + now - started, now
        if step % LOG_STEPS == 0 or step == total:
            entry = {"step": step, "epoch": step / per_epoch, "loss": running / counted, "seconds": spent}
            running, counted = 0.0, 0
            if step % per_epoch < LOG_STEPS or step == total:
                entry["heldOut"] = held_out_loss(ema, held_out)
            log.append(entry)
            print(json.dumps(entry), flush=True)
        if step % (2 * per_epoch) == 0 or step == total or step == per_epoch:
            prompts = SentenceEncoder()([names[0] for names in fashion_prompts.NAMES]).repeat(8, 1)
            noise = torch.randn(len(prompts), *data.shape[1:], generator=torch.Generator().manual_seed(1))
            samples = sampling.ddim(ema, config["schedule"], noise, prompts, 25, config["defaults"]["guidanceScale"])
            pictures.grid(samples, 10, run / f"grid-{step // per_epoch:03}.png")
            pictures.loss_curve(log, run / "loss.png")
        if now - saved > SAVE_SECONDS or step == total:
            save()
            saved = now


if __name__ == "__main__":
    main()
