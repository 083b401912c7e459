#!/usr/bin/env python3
"""Renders a list of prompts, one a line, to PNG files: python3 render.py PROMPTS.txt FOLDER [--server HOST:PORT] ...

A server that is busy is asked again after a while. If the connection is lost the next run goes on where this one was: what
has its file is not made again.
"""
import argparse
import pathlib
import re
import struct
import sys
import time
import zlib

from reverie_client import PNG, Client, Refusal, pixels


def png(event):
    """The file of a picture that was asked for as PNG; section 2: a server may send it raw all the same."""
    if event.encoding == PNG:
        return event.pixels

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    raw, row = pixels(event), event.width * event.channels
    lines = b"".join(b"\0" + raw[y * row:(y + 1) * row] for y in range(event.height))
    header = struct.pack(">IIBBBBB", event.width, event.height, 8, 0 if event.channels == 1 else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def picture(client, prompt, seed):
    while True:
        try:
            for event in client.submit(client.recipe(prompt, seed=seed), every=0):
                if event.name == "IMAGE":
                    return png(event)
            raise ConnectionError("The job was cancelled.")
        except Refusal as refusal:
            if not refusal.retryable:
                raise
            print(refusal, file=sys.stderr)
            time.sleep(5)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("prompts", type=pathlib.Path)
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--server", default="localhost:7433")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--token-file", type=pathlib.Path)
    options.add_argument("--tls", action="store_true")
    chosen = options.parse_args()
    host, _, port = chosen.server.rpartition(":")
    token = chosen.token_file.read_text() if chosen.token_file else None
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with Client(host, int(port), token=token, tls=chosen.tls) as client:
        for number, prompt in enumerate(chosen.prompts.read_text().splitlines()):
            if not prompt.strip():
                continue
            stem = re.sub(r"\W+", "-", prompt.lower()).strip("-")[:60]
            file = chosen.folder / f"{number + 1:03}-{stem}-seed{chosen.seed}.png"
            if not file.exists():
                file.write_bytes(picture(client, prompt, chosen.seed))
            print(file)


try:
    main()
except (OSError, ValueError, Refusal) as error:
    sys.exit(str(error))
