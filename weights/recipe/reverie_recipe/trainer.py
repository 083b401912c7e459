"""A network in training: its weights, their averages and the optimizer, one step at a time."""

import math

import torch

from . import sampling, sketch
from .averages import Averages
from .batches import Batches
from .dataset import Dataset
from .guided import GuidedBatches
from .network import UNet
from .parts import Part

GRID_ROWS = 4


def native_bf16(device: str) -> bool:
    return device.startswith("cuda") or torch.cpu._is_avx512_bf16_supported()


class Trainer:
    def __init__(self, config: dict, dataset: Dataset, device: str, compiled: bool = False, teacher: dict | None = None):
        """`teacher`: the weights of a trained model of the same network, for a config that distils one."""
        self.config, self.device = config, device
        self.dataset = dataset.to(device)
        self.training = config["training"]
        self.batches, selection = self._batches(teacher)
        self.held_out = [selection.draw(step) for step in range(selection.per_epoch)]
        torch.manual_seed(self.training["seed"])
        self.network = self._new_network()
        self.averages = Averages(self.network, self.training["emaDecays"])
        if self.network.sketch:
            self.network.sketch.requires_grad_(False)  # it is fitted before
        learning = [parameter for parameter in self.network.parameters() if parameter.requires_grad]
        self.optimizer = torch.optim.AdamW(learning, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
        self.forward = torch.compile(self.network) if compiled else self.network
        self.number = 0  # of steps taken
        self.warm_from = 0  # the step from which the learning rate warms up

    def _new_network(self) -> UNet:
        return UNet(self.config["image"], self.config["network"]).to(self.device, memory_format=torch.channels_last)

    def _batches(self, teacher: dict | None):
        """For training and for selection: of what the pictures say, or a teacher."""
        # Every timestep alike, so that it compares across what is trained how often.
        plain = self.config | {"training": {**self.training, "logSNR": None}}
        wanted = (self.dataset.rows(Part.TRAINING), self.config), (self.dataset.rows(Part.SELECTION), plain)
        if "distillation" not in self.training:
            return [Batches(self.dataset, rows, config) for rows, config in wanted]
        network = self._new_network().eval()
        network.load_state_dict({name: value.float() for name, value in teacher.items()})
        return [GuidedBatches(self.dataset, rows, config, self._quick(network)) for rows, config in wanted]

    @property
    def epoch(self) -> float:
        return self.number / self.batches.per_epoch

    def learning_rate(self, done: float) -> float:
        """Linear warm-up, then half a cosine over the share `done` of the whole training."""
        warm = min(1, (self.number - self.warm_from + 1) / self.training["warmupSteps"])
        return self.training["learningRate"] * warm * 0.5 * (1 + math.cos(math.pi * min(1, done)))

    def _quick(self, network):
        """In bf16 where that is quick."""

        def forward(*inputs):
            with torch.autocast(self.dataset.pictures.device.type, torch.bfloat16, enabled=native_bf16(self.device)):
                return network(*inputs)

        return forward

    def step(self, done: float) -> torch.Tensor:
        """One batch; `done` is the share of the training that is behind. -> the loss, still on the device."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate(done)
        x, t, prompt, null, target = self.batches.draw(self.number)
        prediction = self._quick(self.forward)(x, t, prompt, null)
        loss = ((prediction.float() - target) ** 2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.number += 1
        self.averages.update(self.network, self.number)
        return loss.detach()

    @torch.no_grad()
    def held_out_losses(self) -> list[float]:
        """Of each average, on the pictures for selection."""

        def loss(network) -> float:
            total = sum(((network(x, t, p, n).float() - v) ** 2).mean() for x, t, p, n, v in self.held_out)
            return float(total) / len(self.held_out)

        return [loss(network) for network in self.averages.networks]

    def best_average(self) -> UNet:
        losses = self.held_out_losses()
        return self.averages.networks[losses.index(min(losses))]

    def grid(self) -> torch.Tensor:
        """The same prompts and noise every time -> pictures float [GRID_ROWS * G, C, H, W]."""
        prompts = self.dataset.grid_embeddings.repeat(GRID_ROWS, 1)
        noise = torch.randn(len(prompts), *self.dataset.pictures.shape[1:], generator=torch.Generator().manual_seed(1))
        steps, guidance = self.config["defaults"]["steps"], self.config["defaults"]["guidanceScale"]
        network, schedule = self.best_average(), self.config["schedule"]
        return sampling.ddim(network, schedule, noise.to(self.device), prompts, steps, guidance).cpu()

    def fit_sketch(self):
        """Before the first step."""
        if self.network.sketch:
            sketch.fit(self.network.sketch, self.dataset, self.batches.rows, self.training["seed"], **self.training["sketch"])
            for average in self.averages.networks:
                average.sketch.load_state_dict(self.network.sketch.state_dict())

    def start_from(self, weights: dict):
        """Begins with a trained model's weights: `model.safetensors` as it is shipped. It may lack a sketch."""
        weights = {name: value.float() for name, value in weights.items()}
        if self.network.sketch and "sketch.first.weight" not in weights:
            own = self.network.state_dict()
            weights |= {name: value for name, value in own.items() if name.startswith("sketch.")}
            # What the stem does not know yet changes nothing.
            stem = torch.zeros_like(own["stem.weight"])
            stem[:, : weights["stem.weight"].shape[1]] = weights["stem.weight"]
            weights["stem.weight"] = stem
        for network in [self.network, *self.averages.networks]:
            network.load_state_dict(weights)
        self.warm_from = self.number

    def state(self) -> dict:
        return {
            "network": self.network.state_dict(),
            "averages": [average.state_dict() for average in self.averages.networks],
            "optimizer": self.optimizer.state_dict(),
            "step": self.number,
            "warmFrom": self.warm_from,
        }

    def restore(self, state: dict):
        """A state that was carried has no optimizer: the learning rate warms up again."""
        self.network.load_state_dict(state["network"])
        for average, weights in zip(self.averages.networks, state["averages"], strict=True):
            average.load_state_dict(weights)
        self.number = state["step"]
        if "optimizer" in state:
            self.optimizer.load_state_dict(state["optimizer"])
            self.warm_from = state["warmFrom"]
        else:
            self.warm_from = self.number
