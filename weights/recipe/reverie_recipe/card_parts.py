"""What the models' cards have in common: their sections, in Markdown, and the pictures that these show."""

import json
import pathlib
import shutil

from PIL import Image

from . import sweep


def commands(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def figures(judged: dict) -> str:
    """A table of what a judge measured, but for its lists."""
    rows = ["| | |", "| --- | --- |"]
    for name, value in judged.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {share:.0%}" for key, share in value.items())
        if not isinstance(value, list):
            rows.append(f"| {name} | {value:.3f} |" if isinstance(value, float) else f"| {name} | {value} |")
    return "\n".join(rows)


def failures(judged: dict) -> str:
    if not judged["failures"]:
        return ""
    listed = "; ".join(f'"{asked}" (seen as {seen})' for asked, seen in judged["failures"])
    return f"""
Where the judge saw something else, evenly taken from all such samples:

![Failures](failures.png)

From the left: {listed}.
"""


def few_steps(run: pathlib.Path, weights: pathlib.Path) -> str:
    """What `sweep` found, and its plot into `weights`; nothing if it did not run."""
    if not (run / "sweep.json").exists():
        return ""
    shutil.copy(run / "sweep.png", weights / "sweep.png")
    found = json.loads((run / "sweep.json").read_text())
    measure, results = found["measure"], found["results"]
    rows = []
    for steps in sweep.STEPS:
        best = sweep.best([r for r in results if r["steps"] == steps], measure)
        rows.append(
            f"| {steps} | {best['sampler']} | {best['spacing']} | {best['guidance']:g} | {best['evaluations']} | "
            f"{best[measure]:.1%} | {best['Frechet distance']:.{1 if best['Frechet distance'] >= 1 else 3}f} |"
        )
    table = "\n".join(rows)
    source = "--data DATA" if measure == "recall@10" else "--dataset RUN/data.npz"
    some = ""
    for option, everything in (("sampler", sweep.SAMPLERS), ("spacing", sweep.SPACINGS)):
        tried = dict.fromkeys(r[option] for r in results if r["stage"] == 2)
        some += f" --{option}s {' '.join(tried)}" if len(tried) < len(everything) else ""
    return f"""
## Few steps

The best settings for each number of steps: of those whose {measure} is within two points of the best one, the one with the least
Frechet distance to the pictures for selection (over so few samples it is larger than the one above). Of {found["samples"]} samples with the same
prompts and seeds each, made by the real server:

| steps | sampler | spacing | guidance | evaluations | {measure} | Frechet distance |
| --- | --- | --- | --- | --- | --- | --- |
{table}

A recipe that names no spacing means trailing, so that it makes the same picture for ever; the model's defaults are of that spacing
(on the left).

![Guidance, samplers and spacings against evaluations](sweep.png)

With `reverie-server` running:

    python -m reverie_recipe.sweep --weights ../{weights.resolve().name} {source} --run RUN --samples {found["samples"]}{some} --reverie ../../.build/release/reverie
"""


def shapes(run: pathlib.Path, weights: pathlib.Path) -> str:
    """What `shape_search` found, and its plot into `weights`; nothing if it did not run."""
    if not (run / "shapes.json").exists():
        return ""
    shutil.copy(run / "shapes.png", weights / "shapes.png")
    rows = "\n".join(
        f"| {shape['name']} | {shape['fold']} | {shape['widths']} | {shape['blocks']} | {shape['parameters']:,} | "
        f"{shape['gflop']:.2f} | {shape['pictures']:,} | {shape['heldOut']:.3f} |"
        for shape in json.loads((run / "shapes.json").read_text())
    )
    return f"""
## Why this shape

Each trained from nothing for the same time of one core:

| shape | fold | widths | blocks | parameters | GFLOP | pictures seen | held-out loss |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

![Held-out loss against cost](shapes.png)
"""


def strip(grids: list[pathlib.Path], side: int, path: pathlib.Path, most: int = 10):
    """The first row of each saved grid, one below the other; of more than `most`, as many evenly and the last."""
    if len(grids) > most:
        grids = [grids[round(index * (len(grids) - 1) / (most - 1))] for index in range(most)]
    opened = [Image.open(grid) for grid in grids]
    image = Image.new(opened[0].mode, (opened[0].width, side * len(opened)))
    for row, grid in enumerate(opened):
        image.paste(grid.crop((0, 0, grid.width, side)), (0, side * row))
    image.save(path, optimize=True)
