"""What other people's readers find in the PNG files."""

import io
import json

import requests
from PIL import Image
from sd_parsers import ParserManager


def made(system, **wish):
    job = requests.post(system.url + "/api/jobs", json={"steps": 4, "seed": "7"} | wish).json()
    requests.get(system.url + job["events"])
    return requests.get(f"{system.url}/api/jobs/{job['id']}/images/0.png").content


def test_a_parser_of_other_tools_pictures_reads_it(system):
    file = made(system, prompt="ankle boot, worn: often", negativePrompt="bag", sampler="dpmpp-2m")
    found = ParserManager().parse(Image.open(io.BytesIO(file)))
    assert found.generator.name == "AUTOMATIC1111"
    sampler, = found.samplers
    assert sampler.name == "DPM++ 2M"
    assert sampler.parameters["seed"] == "7" and sampler.parameters["steps"] == "4"
    assert sampler.model.name == "fashion" and len(sampler.model.hash) == 10
    assert [str(prompt) for prompt in found.prompts] == ["ankle boot, worn: often"]
    assert [str(prompt) for prompt in found.negative_prompts] == ["bag"]


def test_both_texts_say_the_same(system):
    info = Image.open(io.BytesIO(made(system, prompt="シャツ"))).info
    recipe = json.loads(info["reverie"])
    assert recipe["prompt"] == "シャツ" and recipe["seed"] == 7 and recipe["steps"] == 4
    assert info["parameters"].startswith("シャツ\nSteps: 4, Sampler: ")


def test_both_are_left_out_where_that_is_asked_for(system):
    assert not Image.open(io.BytesIO(made(system, metadata=False))).text
