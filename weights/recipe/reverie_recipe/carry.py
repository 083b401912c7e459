"""A training in small files, to carry it from one machine to another.

    python -m reverie_recipe.carry pack RUN OUT      # RUN/checkpoint.pt -> OUT/carried.0, carried.1, ...
    python -m reverie_recipe.carry unpack IN RUN

What is carried is the weights and their best average as fp16, the log and the number of steps. The optimizer's state
stays behind (it is twice as large as the weights): the learning rate warms up anew and gathers it again.
"""

import argparse
import json
import pathlib

import torch
from safetensors import safe_open
from safetensors.torch import load, save

PIECE_BYTES = 15 << 20


def best_average(state: dict) -> dict[str, torch.Tensor]:
    """The average that did best on the pictures for selection, by the last held-out losses in the log."""
    losses = next(entry["heldOutByDecay"] for entry in reversed(state["log"]) if "heldOutByDecay" in entry)
    return state["averages"][losses.index(min(losses))]


def pack(run: pathlib.Path, out: pathlib.Path, piece_bytes: int = PIECE_BYTES):
    state = torch.load(run / "checkpoint.pt", weights_only=True, map_location="cpu")
    tensors = {f"network.{name}": value.half().contiguous() for name, value in state["network"].items()}
    tensors |= {f"average.{name}": value.half().contiguous() for name, value in best_average(state).items()}
    notes = {"step": state["step"], "seconds": state["seconds"], "averages": len(state["averages"]), "log": state["log"]}
    data = save(tensors, metadata={"training": json.dumps(notes)})
    out.mkdir(parents=True, exist_ok=True)
    for stale in out.glob("carried.*"):
        stale.unlink()
    for number, start in enumerate(range(0, len(data), piece_bytes)):
        (out / f"carried.{number}").write_bytes(data[start : start + piece_bytes])


def unpack(source: pathlib.Path, run: pathlib.Path):
    pieces = sorted(source.glob("carried.*"), key=lambda path: int(path.suffix[1:]))
    if not pieces:
        raise FileNotFoundError(f"{source} has no file carried.0")
    data = b"".join(piece.read_bytes() for piece in pieces)
    run.mkdir(parents=True, exist_ok=True)
    whole = run / "carried.safetensors"
    whole.write_bytes(data)
    with safe_open(whole, "pt") as file:
        notes = json.loads(file.metadata()["training"])
    whole.unlink()
    tensors = load(data)

    def part(prefix: str) -> dict[str, torch.Tensor]:
        return {name.removeprefix(prefix): value.float() for name, value in tensors.items() if name.startswith(prefix)}

    state = {key: notes[key] for key in ("step", "seconds", "log")}
    state |= {"network": part("network."), "averages": [part("average.")] * notes["averages"]}
    torch.save(state, run / "checkpoint.pt")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["pack", "unpack"])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("to", type=pathlib.Path)
    arguments = parser.parse_args()
    (pack if arguments.action == "pack" else unpack)(arguments.source, arguments.to)


if __name__ == "__main__":
    main()
