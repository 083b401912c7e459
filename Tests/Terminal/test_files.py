"""Where pictures go: names, pipes, outputs that fail, and files that will not do."""

import io
import os
import resource
import signal
import subprocess

import pytest
from PIL import Image
from programs import CLIENT


def test_a_pipe_gets_data_alone(client, out):
    made = client.run("generate", "bag", "--steps", 4, "--count", 2, "--output", out)
    assert made.stdout.splitlines() == sorted(map(str, out.iterdir())) and len(made.stdout.splitlines()) == 2
    bag = ["generate", "bag", "--steps", 4, "--seed", 3, "--output", "-"]
    ppm = client.run(*bag, "--format", "ppm", text=False)
    raw = client.run(*bag, "--format", "raw", text=False)
    png = client.run(*bag, text=False)
    assert [made.returncode for made in (ppm, raw, png)] == [0, 0, 0]
    assert ppm.stdout == b"P5\n28 28\n255\n" + raw.stdout and len(raw.stdout) == 28 * 28
    assert Image.open(io.BytesIO(png.stdout)).tobytes() == raw.stdout


@pytest.mark.parametrize("command", [
    ["generate", "bag", "--count", "2"], ["generate", "bag", "--json"], ["draft", "bag", "--count", "2", "--pick", "1"],
    ["batch", "list"],
])
def test_what_is_no_picture_does_not_go_where_one_is_read(client, out, command):
    """Nor is anything lost there."""
    (out / "list").write_text("bag\n")
    for more, environment in (["--output", "-"], {}), ([], {"REVERIE_OUTPUT": "-"}):
        refused = client.run(*command, "--steps", 2, *more, environment=environment, cwd=out)
        assert refused.returncode == 64 and "--output" in refused.stderr or "--sheet" in refused.stderr, refused
        assert "PNG\r\n" not in refused.stdout and [file.name for file in out.iterdir()] == ["list"]
    one = client.run(
        "generate", "bag", "--steps", 2, "--output", "-", "--animation", out / "a.png", text=False)
    assert Image.open(io.BytesIO(one.stdout)).size == (28, 28) and one.stdout.endswith(b"IEND\xaeB`\x82")


def test_a_picture_does_not_go_to_a_terminal(client, out):
    terminal = client.on_terminal("generate", "bag", "--output", "-", cwd=out)
    assert terminal.wait() == 64 and "name a folder" in terminal.text


def test_names_and_overwriting(client, out):
    def make(*more):
        return client.made("generate", "bag", "--steps", 2, "--seed", 3, *more)[0]

    template = out / "{seed}-{prompt}.png"
    assert make("--output", template) == out / "3-bag.png"
    first = (out / "3-bag.png").read_bytes()
    assert make("--output", template, "--steps", 3) == out / "3-bag-2.png"
    assert (out / "3-bag.png").read_bytes() == first
    assert make("--output", template, "--steps", 3, "--overwrite") == out / "3-bag.png"
    assert (out / "3-bag.png").read_bytes() == (out / "3-bag-2.png").read_bytes() != first
    several = client.made("generate", "bag", "--steps", 2, "--count", 3, "--output", template, "--overwrite", "--seed", 4)
    assert several == [out / name for name in ("4-bag.png", "4-bag-2.png", "4-bag-3.png")]
    assert len({file.read_bytes() for file in several}) == 3
    refused = client.run("generate", "bag", "--output", out / "{sed}.png")
    assert refused.returncode == 64 and "{sed}" in refused.stderr


def test_pictures_tell_how_they_were_made_unless_told_not_to(client, out):
    more = ["--steps", 2, "--seed", 3, "--count", 2, "--animation"]
    client.made("generate", "bag", *more, out / "told.png", "--output", out / "told")
    client.made("generate", "bag", *more, out / "untold.png", "--output", out / "untold", "--no-metadata")
    client.made("generate", "bag", *more, out / "sheet.png", "--sheet", "--output", out / "untold", "--no-metadata")
    told = [Image.open(file) for file in [*(out / "told").iterdir(), out / "told.png"]]
    assert all("bag" in (picture.text.get("reverie") or picture.text["reverie-sheet"]) for picture in told)
    untold = [*(out / "untold").iterdir(), out / "untold.png", out / "sheet.png"]
    assert len(untold) == 5 and not any(Image.open(file).text for file in untold)
    assert not any(b"tEXt" in file.read_bytes() or b"iTXt" in file.read_bytes() for file in untold)
    pixels = sorted(Image.open(out / "untold" / f"bag-seed3-{number}.png").tobytes() for number in (1, 2))
    assert pixels == sorted(picture.tobytes() for picture in told[:2])


def test_a_reader_that_has_had_enough(client):
    """`| head -c 10`: it ends without a word too many."""
    for command in (["schema"], ["models", "--json"], ["generate", "bag", "--steps", "9", "--json"]):
        reader, writer = os.pipe()
        running = subprocess.Popen(
            [CLIENT, *command], env=client.environment, stdout=writer, stderr=subprocess.PIPE, text=True,
            cwd=client.environment["HOME"])
        os.close(writer)
        os.read(reader, 10)
        os.close(reader)
        complaint = running.communicate()[1]
        # What fits in the pipe may have been written before it was closed.
        assert running.returncode in (0, 74, -signal.SIGPIPE), (command, running.returncode)
        assert complaint.count("\n") <= 1 and "fatal" not in complaint.lower(), complaint


def test_standard_output_on_a_full_disk(client):
    with open("/dev/full", "w") as full:
        told = subprocess.run(
            [CLIENT, "models"], env=client.environment, stdout=full, stderr=subprocess.PIPE, text=True)
    assert told.returncode == 74
    assert "no space left on device" in told.stderr and told.stderr.count("\n") == 1


def no_more_than(size):
    """As on a disk with little room: what goes beyond is not written."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def test_a_file_that_cannot_be_written_whole_is_not_left(client, out):
    raw = ["generate", "bag", "--steps", 2, "--scale", 8, "--format", "raw"]
    failed = client.run(*raw, "--output", out, preexec_fn=no_more_than(1000))
    assert failed.returncode == 73 and "cannot be written" in failed.stderr and failed.stderr.count("\n") == 1
    assert not list(out.iterdir())
    before = client.made(*raw, "--output", out / "kept.raw")[0].read_bytes()
    failed = client.run(*raw, "--output", out / "kept.raw", "--overwrite", preexec_fn=no_more_than(1000))
    assert failed.returncode == 73
    assert [file.read_bytes() for file in out.iterdir()] == [before]


def test_a_full_disk(client, out):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", out], capture_output=True).returncode != 0:
        pytest.skip("a small disk is root's to mount")
    try:
        raw = ["generate", "bag", "--steps", 2, "--count", 4, "--scale", 8, "--format", "raw"]
        failed = client.run(*raw, "--output", out)
        assert failed.returncode == 73 and "no space left on device" in failed.stderr, failed
        assert failed.stderr.count("\n") == 1
        assert all(file.stat().st_size == (28 * 8) ** 2 for file in out.iterdir()), "half a file was left"
    finally:
        subprocess.run(["umount", out], check=True)


def test_files_that_will_not_do(client, out):
    (out / "text.png").write_text("no picture at all")
    Image.new("L", (28, 28), 9).save(out / "plain.png")
    for command in (["show"], ["verify"], ["again"], ["vary"], ["denoise"]):
        bad = client.run(*command, out / "text.png")
        assert bad.returncode == 64 and "not a PNG file" in bad.stderr and bad.stderr.count("\n") == 1, bad
        bad = client.run(*command, out / "none.png")
        assert bad.returncode == 64 and "no such file" in bad.stderr and bad.stderr.count("\n") == 1, bad
    for command in (["verify"], ["again"], ["vary"]):
        bad = client.run(*command, out / "plain.png")
        assert bad.returncode == 64 and "no recipe in" in bad.stderr, bad
    good = client.run("show", out / "plain.png")
    assert good.returncode == 0 and "no recipe" in good.stdout and "\033" not in good.stdout
