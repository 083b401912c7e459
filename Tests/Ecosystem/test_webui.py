"""The web UI's interface, by PyPI's webuiapi."""

import concurrent.futures
import time

import pytest
import requests
import webuiapi
from PIL import Image

from conftest import TOKEN

QUICK = {"steps": 4, "seed": 7, "cfg_scale": 2}


@pytest.fixture
def api(system):
    return webuiapi.WebUIApi(baseurl=system.url + "/sdapi/v1")


def test_text_to_picture(api):
    result = api.txt2img(prompt="ankle boot", negative_prompt="bag", batch_size=2, width=56, height=56, **QUICK)
    assert [image.size for image in result.images] == [(56, 56)] * 2
    assert result.info["all_seeds"] == [7, 8]
    assert result.info["sampler_name"] == "Euler a"
    # Each picture is made again by its own seed.
    alone = api.txt2img(
        prompt="ankle boot", negative_prompt="bag", width=56, height=56, **QUICK | {"seed": 8})
    assert alone.image.tobytes() == result.images[1].tobytes()


def test_picture_to_picture(api):
    made = api.txt2img(prompt="ankle boot", width=28, height=28, **QUICK).image
    near = api.img2img(
        images=[made], prompt="ankle boot", denoising_strength=0.1, width=28, height=28, **QUICK).image
    assert near.size == (28, 28)
    mask = Image.new("L", (28, 28), 0)
    mask.paste(255, (0, 14, 28, 28))
    within = api.img2img(
        images=[made], mask_image=mask, prompt="bag", denoising_strength=1, width=28, height=28, **QUICK).image
    assert within.crop((0, 0, 28, 14)).tobytes() == made.crop((0, 0, 28, 14)).tobytes()
    assert within.tobytes() != made.tobytes()


def test_what_there_is(api):
    assert "DPM++ 2M" in api.util_get_sampler_names()
    assert "karras" in api.util_get_scheduler_names()
    assert any(name.startswith("fashion [") for name in api.util_get_model_names())


def test_every_sampler_and_scheduler(api):
    for sampler in api.util_get_sampler_names():
        assert api.txt2img(prompt="bag", sampler_name=sampler, **QUICK).images, sampler
    for scheduler in api.util_get_scheduler_names():
        assert api.txt2img(prompt="bag", scheduler=scheduler, sampler_name="DPM++ 2M", **QUICK).images, scheduler


def test_options(api):
    api.util_set_model("fashion")
    assert api.util_get_current_model().startswith("fashion [")
    api.set_options({"enable_pnginfo": False})
    try:
        assert "parameters" not in api.txt2img(prompt="bag", **QUICK).image.info
    finally:
        api.set_options({"enable_pnginfo": True})
    assert "parameters" in api.txt2img(prompt="bag", **QUICK).image.info


def test_png_info(api):
    image = api.txt2img(prompt="ankle boot", **QUICK).image
    assert api.png_info(image).info.startswith("ankle boot\nSteps: 4, Sampler: Euler a, ")
    assert api.png_info(Image.new("L", (8, 8))).info == ""


def test_progress_and_interrupt(api):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.txt2img, prompt="bag", steps=1000, batch_size=4, cfg_scale=2)
        deadline = time.monotonic() + 60
        while not 0 < api.get_progress()["progress"] < 1:
            assert time.monotonic() < deadline and not waiting.done()
        assert api.get_progress()["state"]["job_count"] == 4
        api.interrupt()
        assert 1 <= len(waiting.result(60).images) <= 4
    assert api.get_progress()["progress"] == 0


@pytest.mark.parametrize("wrong", [
    {"sampler_name": "magic"}, {"steps": 0}, {"width": 1}, {"batch_size": 100}, {"cfg_scale": -1},
    {"override_settings": {"sd_model_checkpoint": "nothing"}},
])
def test_mistakes(api, wrong):
    with pytest.raises(RuntimeError) as failure:
        api.txt2img(prompt="bag", **wrong)
    assert failure.value.args[0] == 400


def test_tokens(closed):
    address = closed.url + "/sdapi/v1"
    assert requests.get(address + "/samplers").status_code == 401
    # Basic is what this client knows; the password is the token.
    api = webuiapi.WebUIApi(baseurl=address, username="anybody", password=TOKEN)
    assert api.txt2img(prompt="bag", **QUICK).images
