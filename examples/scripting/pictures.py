#!/usr/bin/env python3
"""Pictures with requests: pictures.py PROMPT FOLDER [--count N] [--gateway URL] [--caption TEXT]

Shows the steps as they come, writes the pictures, and saves them in the catalogue if there is a caption."""

import argparse
import json
import pathlib

import requests


def events(answer):
    """The server-sent events of an answer: name and value."""
    name = None
    for line in answer.iter_lines(decode_unicode=True):
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("prompt")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--gateway", default="http://localhost:8080")
    parser.add_argument("--caption")
    arguments = parser.parse_args()

    gateway = requests.Session()
    answer = gateway.post(f"{arguments.gateway}/api/jobs", json={"prompt": arguments.prompt, "count": arguments.count})
    if not answer.ok:
        raise SystemExit(answer.json()["detail"])
    job = answer.json()

    arguments.folder.mkdir(parents=True, exist_ok=True)
    with gateway.get(arguments.gateway + job["events"], stream=True) as stream:
        for name, value in events(stream):
            if name == "preview":
                print(f"\rstep {value['step']} of {value['steps']}", end="", flush=True)
            elif name == "image":
                file = arguments.folder / f"{job['seed']}-{value['index']}.png"
                file.write_bytes(gateway.get(arguments.gateway + value["url"]).content)
                print(f"\r{file}")
                if arguments.caption:
                    saved = gateway.post(
                        f"{arguments.gateway}/api/images",
                        json={"job": job["id"], "image": value["index"], "caption": arguments.caption})
                    saved.raise_for_status()
            elif name == "failed":
                raise SystemExit(value["detail"])


if __name__ == "__main__":
    main()
