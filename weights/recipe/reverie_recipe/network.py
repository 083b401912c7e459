"""The denoiser: a U-Net over folded pixels, conditioned by scale and shift.

This file and `Sources/DiffusionModel` are twins: the same manifest builds the same network in both, and the names of
the parameters here are the names in `model.safetensors`. Shapes are written [batch, channels, height, width].
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


class ResidualBlock(nn.Module):
    """[B, Cin, H, W] -> [B, Cout, H, W]:  shortcut(x) + conv2(silu(norm2(conv1(silu(norm1 x))) * (1 + scale) + shift))."""

    def __init__(self, inputs: int, outputs: int, conditioning: int, groups: int):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.modulation = nn.Linear(conditioning, 2 * outputs)
        self.norm2 = nn.GroupNorm(groups, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x, conditioning):
        scale, shift = self.modulation(conditioning)[:, :, None, None].chunk(2, dim=1)
        hidden = self.conv1(F.silu(self.norm1(x)))
        hidden = self.conv2(F.silu(self.norm2(hidden) * (1 + scale) + shift))
        return self.shortcut(x) + hidden


class SelfAttention(nn.Module):
    """[B, C, H, W] -> same: x + output(softmax(q k^T / sqrt(headWidth)) v) over the H*W positions (Vaswani et al. 2017)."""

    def __init__(self, channels: int, head_width: int, groups: int):
        super().__init__()
        self.heads = channels // head_width
        self.norm = nn.GroupNorm(groups, channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.output = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)

    def forward(self, x):
        batch, channels, height, width = x.shape
        qkv = self.qkv(self.norm(x)).reshape(batch, 3, self.heads, channels // self.heads, height * width)
        q, k, v = qkv.transpose(-1, -2).unbind(1)
        mixed = F.scaled_dot_product_attention(q, k, v)
        return x + self.output(mixed.transpose(-1, -2).reshape(batch, channels, height, width))


class Conditioning(nn.Module):
    """(t [B], prompt [B, promptWidth]) -> silu(time + prompt) [B, conditioningWidth].

    Rows of `prompt` whose `null` flag is set are replaced by the learned vector that stands for no prompt.
    """

    def __init__(self, frequencies: int, prompt_width: int, width: int):
        super().__init__()
        self.frequencies = frequencies
        self.time1 = nn.Linear(2 * frequencies, width)
        self.time2 = nn.Linear(width, width)
        self.prompt1 = nn.Linear(prompt_width, width)
        self.prompt2 = nn.Linear(width, width)
        self.null = nn.Parameter(torch.zeros(prompt_width))

    def forward(self, t, prompt, null):
        # Vaswani et al. 2017, section 3.5: frequencies from 1 down to 1/10000, cosines first.
        exponents = torch.arange(self.frequencies, dtype=torch.float32, device=t.device) / self.frequencies
        angles = t.float()[:, None] * torch.exp(-math.log(10_000) * exponents)
        time = self.time2(F.silu(self.time1(torch.cat([angles.cos(), angles.sin()], dim=1))))
        prompt = torch.where(null[:, None], self.null, prompt)
        return F.silu(time + self.prompt2(F.silu(self.prompt1(prompt))))


class Sketch(nn.Module):
    """(prompt [B, promptWidth], null [B]) -> [B, C, side, side]: what pictures of such a prompt are like on average, grey without one.

    Scale and shift alone say nothing about where: a network that knows a prompt by them only has to make a place out of pure
    noise. The sketch is shown to it beside x_t. It learns by itself, and far faster (`sketch.py`).
    """

    def __init__(self, prompt_width: int, width: int, side: int, channels: int):
        super().__init__()
        self.side = side
        self.first = nn.Linear(prompt_width, width)
        self.second = nn.Linear(width, side * side * channels)

    def forward(self, prompt, null):
        rows = self.second(F.silu(self.first(prompt))).reshape(len(prompt), self.side, self.side, -1)
        return torch.where(null[:, None, None, None], 0, rows.permute(0, 3, 1, 2))


class UNet(nn.Module):
    """(x_t [B, C, H, W], t [B] in 1...T, prompt [B, promptWidth], null [B]) -> prediction [B, C, H, W]."""

    def __init__(self, image: dict, network: dict):
        super().__init__()
        self.fold = network["fold"]
        widths, blocks, groups = network["widths"], network["blocks"], network["groups"]
        conditioning, head = network["conditioningWidth"], network["headWidth"]
        folded = image["channels"] * self.fold**2
        self.conditioning = Conditioning(network["timestepFrequencies"], network["promptWidth"], conditioning)
        sketch, seen = network.get("sketch"), folded
        self.sketch = None
        if sketch:
            self.sketch = Sketch(network["promptWidth"], sketch["width"], sketch["side"], image["channels"])
            seen += image["channels"]
        self.stem = nn.Conv2d(seen, widths[0], 3, padding=1)
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        channels, skips = widths[0], []
        for level, width in enumerate(widths):
            stage = nn.ModuleDict({"blocks": nn.ModuleList(), "attention": nn.ModuleList()})
            for _ in range(blocks[level]):
                stage["blocks"].append(ResidualBlock(channels, width, conditioning, groups))
                if network["attention"][level]:
                    stage["attention"].append(SelfAttention(width, head, groups))
                channels = width
                skips.append(channels)
            if level + 1 < len(widths):
                stage["down"] = nn.Conv2d(channels, channels, 3, stride=2, padding=1)
            self.encoder.append(stage)
        self.middle = nn.ModuleDict({
            "first": ResidualBlock(channels, channels, conditioning, groups),
            "attention": SelfAttention(channels, head, groups),
            "second": ResidualBlock(channels, channels, conditioning, groups),
        })
        for level in reversed(range(len(widths))):
            stage = nn.ModuleDict({"blocks": nn.ModuleList(), "attention": nn.ModuleList()})
            for _ in range(blocks[level]):
                stage["blocks"].append(ResidualBlock(channels + skips.pop(), widths[level], conditioning, groups))
                if network["attention"][level]:
                    stage["attention"].append(SelfAttention(widths[level], head, groups))
                channels = widths[level]
            if level > 0:
                stage["up"] = nn.Conv2d(channels, widths[level - 1], 3, padding=1)
                channels = widths[level - 1]
            self.decoder.append(stage)
        self.norm = nn.GroupNorm(groups, channels)
        self.head = nn.Conv2d(channels, folded, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, x, t, prompt, null, tap=lambda name, value: value):
        """`tap(name, activation)` sees every stage's output; the export uses it to write golden activations."""
        c = tap("conditioning", self.conditioning(t, prompt, null))
        x = F.pixel_unshuffle(x, self.fold)
        if self.sketch:
            x = torch.cat([x, F.interpolate(self.sketch(prompt, null), x.shape[2:])], dim=1)
        x = tap("stem", self.stem(x))
        skips = []
        for level, stage in enumerate(self.encoder):
            for index, block in enumerate(stage["blocks"]):
                x = tap(f"encoder.{level}.blocks.{index}", block(x, c))
                if stage["attention"]:
                    x = tap(f"encoder.{level}.attention.{index}", stage["attention"][index](x))
                skips.append(x)
            if "down" in stage:
                x = tap(f"encoder.{level}.down", stage["down"](x))
        x = tap("middle.first", self.middle["first"](x, c))
        x = tap("middle.attention", self.middle["attention"](x))
        x = tap("middle.second", self.middle["second"](x, c))
        for stage_index, stage in enumerate(self.decoder):
            for index, block in enumerate(stage["blocks"]):
                x = tap(f"decoder.{stage_index}.blocks.{index}", block(torch.cat([x, skips.pop()], dim=1), c))
                if stage["attention"]:
                    x = tap(f"decoder.{stage_index}.attention.{index}", stage["attention"][index](x))
            if "up" in stage:
                x = tap(f"decoder.{stage_index}.up", stage["up"](F.interpolate(x, scale_factor=2, mode="nearest")))
        return tap("output", F.pixel_shuffle(self.head(F.silu(self.norm(x))), self.fold))
