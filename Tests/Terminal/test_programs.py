"""What other programs read: lines of JSON, manual pages, completions."""

import json
import shutil
import subprocess

import jsonschema
import pytest
from programs import PROGRAMS


def test_json_keeps_to_its_schema(client, out):
    schema = json.loads(client.run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    plain = client.made("generate", "bag", "--steps", 2, "--output", out)[0]
    made = ["generate", "bag", "--steps", 5, "--count", 2, "--animation", out / "a.png", "--output", out]
    (out / "list").write_text("bag\n")
    job = client.run("generate", "bag", "--steps", 5, "--detach").stdout.strip()
    events = set()
    for command in (
        [*made, "--sheet"], [*made, "--save-frames"], ["models"], ["status"], ["ping", "--count", 2], ["embed", "a", "b"],
        ["show", plain], ["verify", plain], ["jobs", "--all"], ["cancel", "0" * 32], ["again", plain, "--output", out],
        ["generate", "--sampler", "magic", "--output", out], ["generate", "bag", "--detach"],
        ["attach", job, "--save-frames", "--output", out],
        ["draft", "bag", "--count", 2, "--pick", "1", "--output", out],
        ["batch", out / "list", "--steps", 2, "--output", out], ["interpolate", 1, 2, "--frames", 2, "--output", out],
    ):
        lines = client.run(*command, "--json").stdout.splitlines()
        assert lines, command
        for line in lines:
            event = json.loads(line)
            validator.validate(event)
            events.add(event["event"])
    assert events >= {
        "accepted", "started", "step", "picture", "sheet", "animation", "frame", "finished", "model", "status", "pong",
        "server", "embeddings", "shown", "verified", "job", "error", "summary",
    }


def test_manual_pages(client, out):
    assert client.run("manual", "--folder", out).returncode == 0
    described = subprocess.run(
        [PROGRAMS / "reverie-server", "--experimental-dump-help"], capture_output=True, text=True, check=True)
    assert client.run("manual", "--folder", out, "--describe", "-", input=described.stdout).returncode == 0
    pages = {page.name: page.read_text() for page in out.iterdir()}
    assert {"reverie.1", "reverie-generate.1", "reverie-server.1"} <= pages.keys()
    assert "--no-metadata" in pages["reverie-generate.1"].replace("\\-", "-")
    assert all(page.startswith(".") and ".SH NAME" in page for page in pages.values())
    if shutil.which("groff"):
        for name in pages:
            shaped = subprocess.run(
                ["groff", "-man", "-Tutf8", "-ww", out / name], capture_output=True, text=True)
            assert shaped.returncode == 0 and not shaped.stderr, (name, shaped.stderr)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(client, out, shell):
    script = client.run("--generate-completion-script", shell)
    assert script.returncode == 0 and "draft" in script.stdout
    if shutil.which(shell):
        (out / "script").write_text(script.stdout)
        checked = subprocess.run([shell, "-n", out / "script"], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
