"""Recipes that come back out of pictures, and pictures that are made from others."""

import json

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def recipe(file):
    return json.loads(Image.open(file).text["reverie"])


def with_recipe(picture, recipe, file):
    text = PngInfo()
    text.add_itxt("reverie", json.dumps(recipe))
    picture.save(file, pnginfo=text)
    return file


@pytest.fixture
def sneakers(client, out):
    return client.made(
        "generate", "sneaker", "--steps", 5, "--seed", 11, "--count", 3, "--scale", 3, "--output", out)


def test_verify_tells_equal_from_altered(client, out, sneakers):
    equal = client.run("verify", *sneakers)
    assert equal.returncode == 0 and equal.stdout.count("equal to the last bit") == 3
    picture = Image.open(sneakers[2])
    picture.putpixel((4, 4), (picture.getpixel((4, 4)) + 99) % 256)
    altered = client.run("verify", with_recipe(picture, recipe(sneakers[2]), out / "altered.png"))
    assert altered.returncode == 1 and "differs by up to" in altered.stdout and "altered" in altered.stdout
    foreign = {**recipe(sneakers[2]), "modelHash": "0" * 64}
    other = client.run("verify", with_recipe(picture, foreign, out / "other.png"))
    assert other.returncode == 1 and "other weights" in other.stdout


def test_again_makes_the_same_and_others(client, out, sneakers):
    again = client.made("again", sneakers[1], "--output", out / "again.png")[0]
    assert Image.open(again).tobytes() == Image.open(sneakers[1]).resize((28, 28), Image.NEAREST).tobytes()
    following = client.made("again", sneakers[1], "--seed", "+1", "--output", out / "next.png")[0]
    assert recipe(following)["seed"] == 12


def test_variations_are_near_and_can_be_made_again(client, out, sneakers):
    files = client.made("vary", sneakers[1], "--count", 3, "--by", "0.2", "--output", out / "varied")
    assert len(files) == 3 and client.run("verify", *files).returncode == 0
    assert len({Image.open(file).tobytes() for file in files}) == 3
    refused = client.run("vary", files[0])
    assert refused.returncode == 64 and "variation itself" in refused.stderr


def test_show_tells_the_recipe(client, sneakers, keep):
    shown = client.run("show", sneakers[0]).stdout
    assert "sneaker" in shown and "11" in shown and "\033" not in shown
    terminal = client.on_terminal("show", sneakers[0], columns=80, rows=50)
    assert terminal.wait() == 0 and "▀" in terminal.text and "sneaker" in terminal.text
    terminal.is_clean()
    keep(terminal, "show")


def test_a_real_picture_is_noised_and_denoised(client, out):
    made = client.made("generate", "bag", "--steps", 5, "--seed", 2, "--output", out)[0]
    file = client.made("denoise", made, "--strength", "0.6", "--steps", 10, "--output", out)[0]
    assert recipe(file)["prompt"] == "bag" and recipe(file)["strength"] == 0.6
    asked = client.run("verify", file)
    assert asked.returncode == 64 and "--from" in asked.stderr
    assert client.run("verify", file, "--from", made).returncode == 0
    Image.new("L", (28, 28), 9).save(out / "plain.png")
    wrong = client.run("verify", file, "--from", out / "plain.png")
    assert wrong.returncode == 1 and "another picture" in wrong.stdout
    # Those that were made from noise are told beside it.
    assert client.run("verify", made, file, "--from", made).returncode == 0
    estimate = client.made("denoise", made, "--estimate", 300, "--output", out / "estimate.png")[0]
    assert client.run("verify", estimate, "--from", made).returncode == 0


def test_a_masked_part_is_drawn_anew_and_the_rest_kept(client, out):
    made = client.made("generate", "bag", "--steps", 5, "--seed", 2, "--output", out)[0]
    mask = Image.new("L", (28, 28), 0)
    mask.paste(255, (0, 0, 14, 28))
    mask.save(out / "mask.png")
    painted = client.made("inpaint", made, "--mask", out / "mask.png", "--steps", 10, "--output", out / "painted.png")
    before, after = Image.open(made), Image.open(painted[0])
    left, right = (0, 0, 14, 28), (14, 0, 28, 28)
    assert before.crop(right).tobytes() == after.crop(right).tobytes()
    assert before.crop(left).tobytes() != after.crop(left).tobytes()
    assert recipe(painted[0])["prompt"] == "bag"
