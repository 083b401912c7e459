"""The examples of examples/scripting, as a reader would try them."""

import pathlib
import subprocess
import sys

import requests
from PIL import Image

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples/scripting"


def run(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_curl(system, tmp_path):
    file = tmp_path / "boot.png"
    run(EXAMPLES / "curl.sh", 'an "ankle" boot \\ bag', file, system.url)
    assert Image.open(file).size == (28, 28)


def test_python(system, tmp_path):
    out = run(
        sys.executable, EXAMPLES / "pictures.py", "sneaker", tmp_path, "--count", 2, "--gateway", system.url,
        "--caption", "two sneakers")
    assert len(list(tmp_path.glob("*.png"))) == 2 and out.count(".png") == 2
    assert requests.get(system.url + "/api/images", params={"q": "two sneakers"}).json()["total"] >= 2


def test_a_catalogue_is_filled(system):
    out = run(EXAMPLES / "fill-catalogue.sh", system.url, input='a "blue" dress\n\na bag\n')
    assert out == 'saved: a "blue" dress\nsaved: a bag\n'
    captions = [image["caption"] for image in requests.get(system.url + "/api/images").json()["images"]]
    assert 'a "blue" dress' in captions and "a bag" in captions


def test_the_picture_of_the_day(system, tmp_path):
    file = tmp_path / "today.png"
    prompt = run(EXAMPLES / "picture-of-the-day.sh", file, system.url).strip()
    assert prompt and Image.open(file).size == (512, 512)
    first = file.read_bytes()
    run(EXAMPLES / "picture-of-the-day.sh", file, system.url)
    assert file.read_bytes() == first
