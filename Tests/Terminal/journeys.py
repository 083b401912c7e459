#!/usr/bin/env python3
"""Whole journeys with the desktop client in a pseudo-terminal, against the real server.

    python3 Tests/Terminal/journeys.py FOLDER-OF-PROGRAMS [NAME...]

Needs pyte, Pillow and jsonschema. With REVERIE_SCREENS=FOLDER the screens are written there as PNG files, for people to look at.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from PIL import Image

from terminal import Terminal, picture_of

PROGRAMS = pathlib.Path(sys.argv[1]).resolve()
REVERIE = str(PROGRAMS / "reverie")
WORK = pathlib.Path(tempfile.mkdtemp(prefix="reverie-journeys-"))
HOME = {"XDG_CONFIG_HOME": str(WORK / "config"), "XDG_STATE_HOME": str(WORK / "state"), "HOME": str(WORK)}
SCREENS = os.environ.get("REVERIE_SCREENS")


class Server:
    """`reverie-server` on a port of its own."""

    def __init__(self, *more, port=None, data=None):
        self.data = data or tempfile.mkdtemp(dir=WORK)
        self.log = open(WORK / "server.log", "a")
        self.process = subprocess.Popen(
            [str(PROGRAMS / "reverie-server"), "--wire-port", str(port or 0), "--data-dir", self.data, *more],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        assert line, (WORK / "server.log").read_text()
        self.port = int(re.findall(r":(\d+)", line)[-1])
        self.address = f"localhost:{self.port}"

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()


def run(*arguments, environment=None, **more):
    return subprocess.run(
        [REVERIE, *arguments], env={**os.environ, **HOME, **(environment or {})}, capture_output=True, text=True,
        timeout=300, **more)


def folder(name):
    path = WORK / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path


def screen(terminal, name):
    if SCREENS:
        picture_of(terminal, f"{SCREENS}/{name}.png")
        pathlib.Path(SCREENS, f"{name}.txt").write_text(terminal.text + "\n")


def shown(server, out, *arguments, **terminal):
    environment = {**HOME, **terminal.pop("environment", {})}
    return Terminal(
        [REVERIE, "generate", "ankle boot", "--seed", "7", "--server", server.address, "--output", str(out), *arguments],
        environment=environment, **terminal)


def ends_clean(terminal):
    """The cursor is visible, wrapping is on and no update is left open."""
    for on, off in (("\033[?25h", "\033[?25l"), ("\033[?7h", "\033[?7l"), ("\033[?2026l", "\033[?2026h")):
        assert terminal.raw.rfind(on) >= terminal.raw.rfind(off), f"{on!r} is missing at the end"


def every_way_to_show_pictures(server):
    marks = {"kitty": "\033_Ga=T,", "iterm2": "\033]1337;File=inline=1", "sixel": "\033P0;1q", "truecolor": "▀",
             "256": "\033[38;5;"}
    for way, mark in marks.items():
        out = folder("ways")
        terminal = shown(server, out, "--steps", "6", "--count", "2", answers=way, columns=100, rows=30)
        assert terminal.wait() == 0, terminal.text
        assert mark in terminal.raw, f"{way}: {terminal.text}"
        for other in marks:
            if other in ("kitty", "iterm2", "sixel") and other != way:
                assert marks[other] not in terminal.raw, f"{way} shows {other} too"
        ends_clean(terminal)
        assert "2 pictures of 6 steps in" in terminal.text, terminal.text
        names = [line for line in terminal.lines if line.endswith(".png") or line.endswith(".pn")]
        assert len(list(out.iterdir())) == 2, names
        screen(terminal, f"generate-{way}")


def a_terminal_that_says_nothing_is_not_waited_for(server):
    terminal = shown(server, folder("silent"), "--steps", "4", answers="silent")
    assert terminal.wait() == 0
    assert "1 picture of 4 steps in" in terminal.text
    ends_clean(terminal)


def chosen_ways_go_before_the_answers(server):
    terminal = shown(server, folder("chosen"), "--steps", "4", "--graphics", "sixel", answers="kitty")
    assert terminal.wait() == 0 and "\033P0;1q" in terminal.raw and "\033_Ga=T" not in terminal.raw
    terminal = shown(server, folder("chosen"), "--steps", "4", answers="kitty",
                     environment={"REVERIE_GRAPHICS": "256"})
    assert terminal.wait() == 0 and "\033[38;5;" in terminal.raw and "\033_G" not in terminal.raw


def both_contents(server):
    terminal = shown(server, folder("both"), "--steps", "8", "--preview", "both")
    assert terminal.wait() == 0 and "1 picture of 8 steps in" in terminal.text
    screen(terminal, "generate-both")


def no_colours_and_dumb(server):
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        terminal = shown(server, folder("plain"), "--steps", "5", environment=environment)
        assert terminal.wait() == 0
        assert "\033" not in terminal.raw, repr(terminal.raw)
        assert "1 picture of 5 steps in" in terminal.text


def twenty_columns(server):
    terminal = shown(server, folder("narrow"), "--steps", "6", "--count", "2", columns=20, rows=10)
    assert terminal.wait() == 0
    assert "2 pictures of 6" in terminal.text, terminal.text
    screen(terminal, "generate-20-columns")
    terminal = Terminal([REVERIE, "status", "--server", server.address], columns=20, rows=8, environment=HOME)
    terminal.wait_for("q ends this")
    terminal.type("q")
    assert terminal.wait() == 0


def resizing_leaves_nothing_behind(server):
    terminal = shown(server, folder("resized"), "--steps", "400", columns=100, rows=30)
    terminal.wait_for("steps/s")
    for size in ((60, 20), (35, 14), (120, 40), (80, 24)):
        terminal.resize(*size)
        for _ in range(6):
            terminal.pump(0.1)
    assert terminal.wait() == 0
    titles = [line for line in terminal.lines if line.startswith("ankle boot")]
    assert len(titles) == 1, terminal.text
    assert terminal.text.count("1 picture of 400 steps in") == 1, terminal.text
    ends_clean(terminal)
    screen(terminal, "generate-resized")


def ctrl_c_asks_and_detaches(server):
    out = folder("detached")
    terminal = shown(server, out, "--steps", "1000", "--count", "2")
    terminal.wait_for("steps/s")
    for answer in ("x", ""):
        terminal.raw = ""
        terminal.type("\003")
        terminal.wait_for("Detach (d), cancel (c")
        screen(terminal, "ctrl-c")
        # What was typed before the question is no answer to it.
        terminal.pump(0.3)
        terminal.raw = ""
        terminal.type(answer)
        if answer:
            terminal.wait_for("steps/s")
    assert not terminal.echoes()
    terminal.type("d")
    terminal.wait_for("reverie attach ")
    assert terminal.wait() == 0
    ends_clean(terminal)
    job = re.search(r"reverie attach ([0-9a-f]{32})", terminal.raw)[1]
    listed = run("jobs", "--all", "--server", server.address)
    assert job in listed.stdout, listed.stdout + listed.stderr
    attached = run("attach", "--server", server.address, "--output", str(out))
    assert attached.returncode == 0 and attached.stdout.strip().endswith(".png"), attached.stderr
    assert run("verify", attached.stdout.strip(), "--server", server.address).returncode == 0


def the_second_ctrl_c_cancels(server):
    out = folder("cancelled")
    terminal = shown(server, out, "--steps", "1000", "--count", "8")
    terminal.wait_for("steps/s")
    terminal.type("\003")
    terminal.wait_for("Detach (d), cancel (c")
    terminal.type("\003")
    assert terminal.wait() == 130, terminal.text
    assert "Cancelled at step" in terminal.text, terminal.text
    ends_clean(terminal)
    assert not list(out.iterdir())
    assert run("jobs", "--server", server.address).stdout == ""


def a_pipe_gets_data_alone(server):
    out = folder("piped")
    made = run("generate", "bag", "--steps", "4", "--count", "2", "--server", server.address, "--output", str(out))
    assert made.returncode == 0 and made.stdout.splitlines() == sorted(str(p) for p in out.iterdir()), made.stdout
    raw = subprocess.run([REVERIE, "generate", "bag", "--steps", "4", "--seed", "3", "--server", server.address,
                          "--output", "-", "--format", "ppm"], capture_output=True, env={**os.environ, **HOME})
    assert raw.returncode == 0 and raw.stdout.startswith(b"P5\n28 28\n255\n") and len(raw.stdout) == 13 + 28 * 28
    png = subprocess.run([REVERIE, "generate", "bag", "--steps", "4", "--seed", "3", "--server", server.address,
                          "--output", "-"], capture_output=True, env={**os.environ, **HOME})
    (out / "x.png").write_bytes(png.stdout)
    assert Image.open(out / "x.png").tobytes() == raw.stdout[13:]


def names_and_overwriting(server):
    out = folder("names")
    def make(*more):
        made = run("generate", "bag", "--steps", "2", "--seed", "3", "--server", server.address, *more)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()
    template = str(out / "{seed}-{prompt}.png")
    assert make("--output", template) == str(out / "3-bag.png")
    first = (out / "3-bag.png").read_bytes()
    assert make("--output", template, "--steps", "3") == str(out / "3-bag-2.png")
    assert (out / "3-bag.png").read_bytes() == first
    assert make("--output", template, "--steps", "3", "--overwrite") == str(out / "3-bag.png")
    assert (out / "3-bag.png").read_bytes() == (out / "3-bag-2.png").read_bytes() != first
    refused = run("generate", "bag", "--server", server.address, "--output", str(out / "{sed}.png"))
    assert refused.returncode == 64 and "{sed}" in refused.stderr


def broken_outputs(server):
    closed = subprocess.run(
        f"{REVERIE} models --json --server {server.address} | head -c 10; echo ${{PIPESTATUS[0]}}", shell=True,
        executable="/bin/bash", capture_output=True, text=True, env={**os.environ, **HOME})
    assert closed.stdout.startswith('{"event":"') and closed.stdout.split("\n")[-2][-3:] in ("0", "74", "141", ":"'141'), closed
    assert "fatal" not in closed.stderr.lower() and closed.stderr.count("\n") <= 1, closed.stderr
    full = subprocess.run([REVERIE, "models", "--server", server.address], stdout=open("/dev/full", "w"),
                          stderr=subprocess.PIPE, text=True, env={**os.environ, **HOME})
    assert full.returncode == 74 and "no space left on device" in full.stderr, full
    out = folder("small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(out)], capture_output=True).returncode == 0:
        try:
            made = run("generate", "bag", "--steps", "2", "--count", "8", "--scale", "8", "--format", "raw",
                       "--server", server.address, "--output", str(out))
            assert made.returncode == 73 and "no space left on device" in made.stderr, made
            assert all(p.stat().st_size == (28 * 8) ** 2 for p in out.iterdir()), "half a file was left"
        finally:
            subprocess.run(["umount", str(out)], check=True)


def files_that_will_not_do(server):
    out = folder("files")
    (out / "text.png").write_text("no picture at all")
    Image.new("L", (28, 28), 9).save(out / "plain.png")
    for command in (["show"], ["verify", "--server", server.address], ["again", "--server", server.address]):
        bad = run(command[0], str(out / "text.png"), *command[1:])
        assert bad.returncode == 64 and "not a PNG file" in bad.stderr and bad.stderr.count("\n") == 1, bad
    for command in (["verify", "--server", server.address], ["again", "--server", server.address]):
        bad = run(command[0], str(out / "plain.png"), *command[1:])
        assert bad.returncode == 64 and "no recipe in" in bad.stderr, bad
    good = run("show", str(out / "plain.png"))
    assert good.returncode == 0 and "no recipe" in good.stdout and "\033" not in good.stdout
    away = run("generate", "--server", "localhost:1", "--output", str(out))
    assert away.returncode == 69 and "localhost:1" in away.stderr and "cause" not in away.stderr
    assert "cause" in run("generate", "--server", "localhost:1", "--output", str(out), "--verbose").stderr


def recipes_come_back(server):
    out = folder("recipes")
    made = run("generate", "sneaker", "--steps", "5", "--seed", "11", "--count", "3", "--scale", "3",
               "--server", server.address, "--output", str(out)).stdout.split()
    checked = run("verify", *made, "--server", server.address)
    assert checked.returncode == 0 and checked.stdout.count("equal to the last bit") == 3, checked
    changed = Image.open(made[2])
    info = changed.text["reverie"]
    changed.putpixel((4, 4), (changed.getpixel((4, 4)) + 99) % 256)
    from PIL import PngImagePlugin
    text = PngImagePlugin.PngInfo()
    text.add_itxt("reverie", info)
    changed.save(out / "changed.png", pnginfo=text)
    checked = run("verify", str(out / "changed.png"), "--server", server.address)
    assert checked.returncode == 1 and "differs by up to" in checked.stdout and "altered" in checked.stdout, checked
    text = PngImagePlugin.PngInfo()
    recipe = json.loads(info)
    recipe["modelHash"] = "0" * 64
    text.add_itxt("reverie", json.dumps(recipe))
    changed.save(out / "other.png", pnginfo=text)
    assert "other weights" in run("verify", str(out / "other.png"), "--server", server.address).stdout
    again = run("again", made[1], "--server", server.address, "--output", str(out / "again.png")).stdout.strip()
    assert Image.open(again).tobytes() == Image.open(made[1]).resize((28, 28), Image.NEAREST).tobytes()
    other = run("again", made[1], "--seed", "+1", "--server", server.address, "--output", str(out / "next.png")).stdout.strip()
    assert json.loads(Image.open(other).text["reverie"])["seed"] == 12
    varied = run("vary", made[1], "--count", "3", "--by", "0.2", "--server", server.address, "--output", str(out / "v"))
    files = varied.stdout.split()
    assert len(files) == 3 and run("verify", *files, "--server", server.address).returncode == 0, varied
    refused = run("vary", files[0], "--server", server.address)
    assert refused.returncode == 64 and "variation itself" in refused.stderr
    shown = run("show", made[0])
    assert "sneaker" in shown.stdout and "11" in shown.stdout


def from_pictures(server):
    out = folder("start")
    made = run("generate", "bag", "--steps", "5", "--seed", "2", "--server", server.address, "--output", str(out)).stdout.strip()
    mask = Image.new("L", (28, 28), 0)
    mask.paste(255, (0, 0, 14, 28))
    mask.save(out / "mask.png")
    denoised = run("denoise", made, "--strength", "0.6", "--steps", "10", "--server", server.address, "--output", str(out))
    file = denoised.stdout.strip()
    assert denoised.returncode == 0 and json.loads(Image.open(file).text["reverie"])["prompt"] == "bag", denoised.stderr
    asked = run("verify", file, "--server", server.address)
    assert asked.returncode == 64 and "--from" in asked.stderr
    assert run("verify", file, "--from", made, "--server", server.address).returncode == 0
    wrong = run("verify", file, "--from", str(out / "mask.png"), "--server", server.address)
    assert wrong.returncode == 1 and "another picture" in wrong.stdout
    estimate = run("denoise", made, "--estimate", "300", "--server", server.address, "--output", str(out / "e.png"))
    assert estimate.returncode == 0, estimate.stderr
    assert run("verify", str(out / "e.png"), "--from", made, "--server", server.address).returncode == 0
    painted = run("inpaint", made, "--mask", str(out / "mask.png"), "--steps", "10", "--server", server.address,
                  "--output", str(out / "p.png"))
    assert painted.returncode == 0, painted.stderr
    before, after = Image.open(made), Image.open(out / "p.png")
    assert before.crop((14, 0, 28, 28)).tobytes() == after.crop((14, 0, 28, 28)).tobytes()
    assert before.crop((0, 0, 14, 28)).tobytes() != after.crop((0, 0, 14, 28)).tobytes()


def animations(server):
    out = folder("animations")
    made = run("generate", "coat", "--steps", "12", "--seed", "5", "--count", "2", "--animation", str(out / "a.png"),
               "--sheet", "--save-frames", "--server", server.address, "--output", str(out))
    assert made.returncode == 0, made.stderr
    with Image.open(out / "a.png") as animation:
        assert animation.n_frames in (13, 14) and animation.size == (58, 28), (animation.n_frames, animation.size)
        animation.seek(animation.n_frames - 1)
        last = animation.convert("L").tobytes()
    assert last == Image.open(out / "coat-seed5-sheet.png").convert("L").tobytes()
    for number in (1, 2):
        assert len(list((out / f"coat-seed5-{number}-frames").iterdir())) == 12
    way = run("interpolate", "5", "9", "--frames", "6", "--steps", "4", "--prompt", "coat", "--save-frames", "--server",
              server.address, "--output", str(out))
    assert way.returncode == 0, way.stderr
    with Image.open(out / "coat-seed5-to-9.png") as animation:
        assert animation.n_frames == 6
        frames = []
        for number in range(6):
            animation.seek(number)
            frames.append(animation.convert("L").tobytes())
    for seed, frame in ((5, frames[0]), (9, frames[5])):
        end = run("generate", "coat", "--steps", "4", "--seed", str(seed), "--server", server.address, "--output",
                  str(out / f"end-{seed}.png")).stdout.strip()
        if seed == 5:
            assert Image.open(end).tobytes() == frame


def a_draft_is_picked_from(server):
    out = folder("draft")
    terminal = Terminal(
        [REVERIE, "draft", "bag", "--seed", "4", "--count", "6", "--steps", "10", "--server", server.address,
         "--output", str(out)], environment=HOME, columns=100, rows=40)
    terminal.wait_for("Which ones to finish")
    screen(terminal, "draft")
    terminal.type("nonsense\n")
    terminal.wait_for("Say numbers from 1 to 6")
    terminal.type("2 5-6\n")
    assert terminal.wait() == 0, terminal.text
    screen(terminal, "draft-finished")
    names = sorted(p.name for p in out.iterdir())
    assert names == ["bag-seed4-2.png", "bag-seed4-5.png", "bag-seed4-6.png", "bag-seed4-draft.png"], names
    whole = run("generate", "bag", "--seed", "4", "--count", "6", "--steps", "10", "--server", server.address,
                "--output", str(folder("whole"))).stdout.split()
    for number in (2, 5, 6):
        assert (out / f"bag-seed4-{number}.png").read_bytes() == pathlib.Path(whole[number - 1]).read_bytes()
    later = run("finish", str(out / "bag-seed4-draft.png"), "1", "3", "--server", server.address, "--output", str(out))
    assert later.returncode == 0 and (out / "bag-seed4-3.png").read_bytes() == pathlib.Path(whole[2]).read_bytes(), later


def a_batch_goes_on_where_it_was(server):
    out, clean = folder("batch"), folder("batch-clean")
    lines = [f'{{"prompt":"bag","seed":{n},"steps":{20 + n}}}' if n % 3 else "ankle boot" for n in range(24)]
    (WORK / "list").write_text("# bags and boots\n" + "\n".join(lines) + "\n")
    command = ["batch", str(WORK / "list"), "--steps", "20", "--jobs", "3", "--server", server.address]
    for kills in range(3):
        process = subprocess.Popen([REVERIE, *command, "--output", str(out)], env={**os.environ, **HOME},
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(3):
            process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()
    last = run(*command, "--output", str(out), "--json")
    assert last.returncode == 0, last.stderr
    summary = json.loads(last.stdout.splitlines()[-1])
    assert summary["event"] == "summary" and summary["done"] + summary["before"] == 24, summary
    assert summary["before"] >= 3 and summary["failed"] == 0 == summary["left"]
    shutil.copy(WORK / "list.progress", WORK / "copy")
    nothing = run(*command, "--output", str(out))
    assert nothing.returncode == 0 and "24 were done before" in nothing.stderr and not nothing.stdout, nothing
    recipes = sorted(Image.open(p).text["reverie"] for p in out.iterdir())
    assert len(recipes) == len(set(recipes)) == 24, "something was made twice, or not at all"
    # The seeds of lines without one are the journal's.
    header = open(WORK / "copy").readline()
    (WORK / "again.progress").write_text(header)
    again = run("batch", str(WORK / "list"), "--steps", "20", "--jobs", "1", "--journal", str(WORK / "again.progress"),
                "--server", server.address, "--output", str(clean))
    assert again.returncode == 0, again.stderr
    assert sorted(p.read_bytes() for p in clean.iterdir()) == sorted(p.read_bytes() for p in out.iterdir())
    (WORK / "bad").write_text('bag\n{"prompt":"x","sampler":"magic"}\n')
    bad = run("batch", str(WORK / "bad"), "--steps", "2", "--server", server.address, "--output", str(folder("bad-out")))
    assert bad.returncode == 1 and "Line 2" in bad.stderr and "1 done, 1 failed" in bad.stderr, bad
    terminal = Terminal([REVERIE, *command, "--journal", str(WORK / "seen"), "--output", str(folder("seen-out"))],
                        environment=HOME)
    terminal.wait_for("done")
    screen(terminal, "batch")
    assert terminal.wait() == 0 and "24/24 done" in terminal.text, terminal.text


def the_server_dies_and_comes_back(server):
    own = Server("--threads", "1")
    out = folder("died")
    terminal = shown(own, out, "--steps", "600")
    terminal.wait_for("steps/s")
    own.stop(signal.SIGKILL)
    terminal.wait_for("The connection was lost")
    screen(terminal, "lost")
    back = Server(port=own.port, data=own.data)
    assert terminal.wait() == 0, terminal.text
    assert "1 picture of 600 steps in" in terminal.text
    ends_clean(terminal)
    back.stop()
    assert run("verify", *map(str, out.iterdir()), "--server", server.address).returncode == 0


def json_keeps_to_its_schema(server):
    import jsonschema
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    out = folder("json")
    made = ["generate", "bag", "--steps", "5", "--count", "2", "--sheet", "--animation", str(out / "a.png"), "--output", str(out)]
    plain = run("generate", "bag", "--steps", "2", "--server", server.address, "--output", str(out)).stdout.strip()
    events = set()
    for command in (made, made[:-2] + ["--save-frames", "--output", str(out)], ["models"], ["status"], ["ping", "--count", "2"],
                    ["embed", "a", "b"], ["show", plain], ["verify", plain], ["jobs", "--all"], ["cancel", "0" * 32],
                    ["again", plain, "--output", str(out)], ["generate", "--sampler", "magic", "--output", str(out)]):
        where = [] if command[0] == "show" else ["--server", server.address]
        result = run(*command, *where, "--json")
        lines = result.stdout.splitlines()
        assert lines, (command, result)
        for line in lines:
            event = json.loads(line)
            validator.validate(event)
            events.add(event["event"])
    expected = {"accepted", "started", "step", "picture", "sheet", "animation", "frame", "finished", "model", "status",
                "pong", "server", "embeddings", "shown", "verified", "job", "error"}
    assert events >= expected, expected - events


def login_remembers(server):
    token = "0123456789abcdef" * 4
    (WORK / "secret").write_text(token)
    os.chmod(WORK / "secret", 0o600)
    own = Server("--token-file", str(WORK / "secret"), "--tls", "--host", "127.0.0.1")
    config = folder("login-config")
    home = {"XDG_CONFIG_HOME": str(config)}
    terminal = Terminal([REVERIE, "login", own.address, "--profile", "mine"], environment={**HOME, **home})
    terminal.wait_for("Is that what the server wrote")
    fingerprint = re.search(r"([0-9a-f]{64})", terminal.raw)[1]
    terminal.type("yes\n")
    terminal.wait_for("Token of")
    terminal.type(token + "\n")
    assert terminal.wait() == 0, terminal.text
    assert token not in terminal.raw
    for name in ("config.toml", "mine.token"):
        assert (config / "reverie" / name).stat().st_mode & 0o777 == 0o600, name
    models = run("models", environment=home)
    assert models.returncode == 0 and "fashion" in models.stdout, models.stderr
    refused = run("login", own.address, "--fingerprint", "0" * 64, environment=home, input=token)
    assert refused.returncode == 77 and "another certificate" in refused.stderr, refused
    wrong = run("login", own.address, "--fingerprint", fingerprint, environment=home, input="f" * 64)
    assert wrong.returncode == 77, wrong
    text = (config / "reverie/config.toml").read_text()
    (config / "reverie/config.toml").write_text(text.replace(fingerprint, "0" * 64))
    changed = run("models", environment=home)
    assert changed.returncode == 77 and "certificate" in changed.stderr, changed
    (config / "reverie/config.toml").write_text("nonsense =\n")
    broken = run("models", environment=home)
    assert broken.returncode == 78 and "line 1" in broken.stderr, broken
    own.stop()


def servers_are_discovered(server):
    own = Server("--host", "0.0.0.0", "--insecure")
    hidden = Server("--host", "0.0.0.0", "--insecure", "--no-discovery")
    found = run("discover", "--seconds", "2", "--json")
    ports = {int(json.loads(line)["address"].rsplit(":", 1)[1]) for line in found.stdout.splitlines()}
    assert own.port in ports and hidden.port not in ports and server.port not in ports, (found, own.port)
    own.stop()
    hidden.stop()


def status_is_live(server):
    terminal = Terminal([REVERIE, "status", "--server", server.address], environment=HOME, columns=90, rows=24)
    terminal.wait_for("q ends this")
    job = run("generate", "bag", "--steps", "300", "--detach", "--server", server.address).stdout.strip()
    terminal.wait_for("1 running")
    screen(terminal, "status")
    run("cancel", job, "--server", server.address)
    terminal.type("q")
    assert terminal.wait() == 0
    assert "\033[?1049h" in terminal.raw and terminal.raw.rfind("\033[?1049l") > terminal.raw.rfind("\033[?1049h")
    ends_clean(terminal)
    once = run("status", "--server", server.address)
    assert once.returncode == 0 and "jobs" in once.stdout and "\033" not in once.stdout


def manuals_and_completions(server):
    out = folder("manual")
    assert run("manual", "--folder", str(out)).returncode == 0
    assert (out / "reverie-generate.1").exists()
    for page in sorted(out.iterdir()):
        if shutil.which("groff"):
            shaped = subprocess.run(["groff", "-man", "-Tutf8", "-ww", str(page)], capture_output=True, text=True)
            assert shaped.returncode == 0 and not shaped.stderr, (page.name, shaped.stderr)
    dump = subprocess.run([str(PROGRAMS / "reverie-server"), "--experimental-dump-help"], capture_output=True, text=True)
    assert run("manual", "--folder", str(out), "--describe", "-", input=dump.stdout).returncode == 0
    assert (out / "reverie-server.1").exists()
    for shell in ("bash", "zsh", "fish"):
        script = run("--generate-completion-script", shell)
        assert script.returncode == 0 and "draft" in script.stdout
        if shutil.which(shell):
            path = out / f"completion.{shell}"
            path.write_text(script.stdout)
            checked = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True)
            assert checked.returncode == 0, checked.stderr


JOURNEYS = [
    every_way_to_show_pictures, a_terminal_that_says_nothing_is_not_waited_for, chosen_ways_go_before_the_answers,
    both_contents, no_colours_and_dumb, twenty_columns, resizing_leaves_nothing_behind, ctrl_c_asks_and_detaches,
    the_second_ctrl_c_cancels, a_pipe_gets_data_alone, names_and_overwriting, broken_outputs, files_that_will_not_do,
    recipes_come_back, from_pictures, animations, a_draft_is_picked_from, a_batch_goes_on_where_it_was,
    the_server_dies_and_comes_back, json_keeps_to_its_schema, login_remembers, servers_are_discovered, status_is_live,
    manuals_and_completions,
]


def main():
    wanted = sys.argv[2:]
    server = Server()
    failures = []
    try:
        for journey in JOURNEYS:
            if wanted and journey.__name__ not in wanted:
                continue
            start = time.monotonic()
            try:
                journey(server)
                print(f"ok      {journey.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception as error:
                failures.append(journey.__name__)
                print(f"FAILED  {journey.__name__}: {type(error).__name__}: {error}", flush=True)
    finally:
        server.stop()
        shutil.rmtree(WORK, ignore_errors=True)
    sys.exit(1 if failures else 0)


main()
