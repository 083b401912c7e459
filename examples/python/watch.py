#!/usr/bin/env python3
"""Draws a picture in the terminal while it comes out of the noise: python3 watch.py PROMPT [--server HOST:PORT] ..."""
import argparse
import shutil
import sys

from reverie_client import Client, Refusal, pixels


def half_blocks(event, columns):
    """Lines of ▀: two pixels of the first picture in a character, the upper in its own colour, the lower behind it."""
    raw, row = pixels(event), event.width * event.channels

    def colour(x, y):
        if y >= event.height:
            return "0;0;0"
        pixel = raw[y * row + x * event.channels:][:event.channels]
        return ";".join(str(value) for value in (pixel if event.channels == 3 else pixel * 3))
    for y in range(0, event.height, 2):
        yield "".join(f"\x1b[38;2;{colour(x, y)};48;2;{colour(x, y + 1)}m▀" for x in range(min(event.width, columns))) + "\x1b[0m"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("prompt")
    options.add_argument("--server", default="localhost:7433")
    options.add_argument("--steps", type=int)
    options.add_argument("--seed", type=int)
    options.add_argument("--token-file")
    options.add_argument("--tls", action="store_true")
    chosen = options.parse_args()
    host, _, port = chosen.server.rpartition(":")
    token = open(chosen.token_file).read() if chosen.token_file else None
    columns, drawn = shutil.get_terminal_size().columns, 0
    with Client(host, int(port), token=token, tls=chosen.tls) as client:
        wanted = {name: value for name in ("steps", "seed") if (value := getattr(chosen, name)) is not None}
        recipe = client.recipe(chosen.prompt, **wanted)
        for event in client.submit(recipe):
            if event.name == "ACCEPTED" and event.familiarity < 0.5:
                print(f"The model hardly knows this; it knows: {', '.join(event.suggestions)}")
            if event.name == "PREVIEW":
                lines = list(half_blocks(event, columns))
                print((f"\x1b[{drawn}A" if drawn else "") + "\n".join(lines), flush=True)
                drawn = len(lines)
            if event.name == "FINISHED":
                print(f"{recipe['prompt']}, seed {recipe['seed']}: {event.evaluations} evaluations in {event.milliseconds} ms")


try:
    main()
except (OSError, ValueError, Refusal) as error:
    sys.exit(str(error))
