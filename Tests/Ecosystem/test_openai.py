"""OpenAI's own package as it comes from PyPI."""

import asyncio
import base64
import io
import json
import time

import openai
import pytest
import requests
from PIL import Image

from conftest import TOKEN

QUICK = {"steps": 4, "seed": 7}


@pytest.fixture
def client(system):
    return openai.OpenAI(base_url=system.url + "/v1", api_key="none", max_retries=0)


def picture(data):
    return Image.open(io.BytesIO(base64.b64decode(data.b64_json)))


def png(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return ("picture.png", file.getvalue(), "image/png")


def test_pictures(client):
    answer = client.images.generate(prompt="ankle boot", model="fashion", n=2, size="256x256", extra_body=QUICK)
    first, second = map(picture, answer.data)
    assert first.size == second.size == (256, 256) and answer.size == "256x256"
    assert first.tobytes() != second.tobytes()
    again = client.images.generate(prompt="ankle boot", model="fashion", n=2, size="256x256", extra_body=QUICK)
    assert [data.b64_json for data in again.data] == [data.b64_json for data in answer.data]


def test_urls(client):
    answer = client.images.generate(prompt="bag", response_format="url", size="100x50", extra_body=QUICK)
    image = Image.open(io.BytesIO(requests.get(answer.data[0].url).content))
    assert image.size == (50, 50)


def test_the_models_own_size(client):
    answer = client.images.generate(prompt="bag", extra_body=QUICK)
    assert picture(answer.data[0]).size == (28, 28) and answer.size == "28x28"


def test_stream(client):
    events = list(client.images.generate(
        prompt="ankle boot", stream=True, partial_images=2, extra_body={"steps": 200, "seed": 7}))
    kinds = [event.type for event in events]
    assert kinds[-1] == "image_generation.completed"
    assert 1 <= kinds.count("image_generation.partial_image") <= 2
    assert [event.partial_image_index for event in events[:-1]] == list(range(len(events) - 1))
    assert all(picture(event).size == (28, 28) for event in events)
    whole = client.images.generate(prompt="ankle boot", extra_body={"steps": 200, "seed": 7})
    assert whole.data[0].b64_json == events[-1].b64_json


@pytest.mark.parametrize("partial", [0, 3])
def test_a_stream_that_is_left_cancels_its_job(client, system, partial):
    def cancelled():
        lines = map(json.loads, system.server.log.read_text().splitlines())
        return sum(line.get("event") == "cancelled" for line in lines)

    before = cancelled()
    stream = client.images.generate(prompt="bag", stream=True, partial_images=partial, n=4, extra_body={"steps": 1000})
    if partial:
        next(iter(stream))
    stream.close()
    deadline = time.monotonic() + 120
    while cancelled() == before:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_async(system):
    async def run():
        async with openai.AsyncOpenAI(base_url=system.url + "/v1", api_key="none", max_retries=0) as client:
            one, other = await asyncio.gather(
                client.images.generate(prompt="bag", extra_body=QUICK),
                client.images.generate(prompt="sneaker", extra_body=QUICK))
            assert one.data[0].b64_json != other.data[0].b64_json
            stream = await client.images.generate(prompt="bag", stream=True, partial_images=1, extra_body=QUICK)
            kinds = [event.type async for event in stream]
            assert kinds[-1] == "image_generation.completed"
            with pytest.raises(openai.NotFoundError):
                await client.images.generate(prompt="bag", model="dall-e-3")
            with pytest.raises(openai.BadRequestError):
                await client.images.generate(prompt="bag", stream=True, extra_body={"steps": 0})

    asyncio.run(run())


def test_edits(client):
    made = picture(client.images.generate(prompt="ankle boot", extra_body=QUICK).data[0])
    same = client.images.edit(
        image=png(made), prompt="ankle boot", extra_body=QUICK | {"strength": 0.1})
    # Little of the picture was redrawn.
    assert mean_difference(picture(same.data[0]), made) < 30
    other = client.images.edit(image=png(made.resize((100, 100))), prompt="bag", size="56x56", extra_body=QUICK)
    assert picture(other.data[0]).size == (56, 56)


def mean_difference(one, other):
    pairs = list(zip(one.convert("L").tobytes(), other.convert("L").tobytes()))
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


def test_mask(client):
    made = picture(client.images.generate(prompt="ankle boot", extra_body=QUICK).data[0])
    # What is transparent is drawn anew: the lower half.
    mask = Image.new("RGBA", made.size, (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 14, 28, 28))
    answer = client.images.edit(image=png(made), mask=png(mask), prompt="bag", extra_body=QUICK)
    edited = picture(answer.data[0])
    upper = (0, 0, 28, 14)
    lower = (0, 14, 28, 28)
    assert edited.crop(upper).tobytes() == made.crop(upper).tobytes()
    assert edited.crop(lower).tobytes() != made.crop(lower).tobytes()


def test_edit_stream(client):
    made = picture(client.images.generate(prompt="bag", extra_body=QUICK).data[0])
    events = list(client.images.edit(
        image=png(made), prompt="bag", stream=True, partial_images=1, extra_body={"steps": 100}))
    assert events[-1].type == "image_edit.completed"
    assert all(event.type == "image_edit.partial_image" for event in events[:-1])


def test_variations(system):
    made = picture(openai.OpenAI(base_url=system.url + "/v1", api_key="none").images.generate(
        prompt="ankle boot", extra_body=QUICK).data[0])
    # The package keeps the address, if not always the method.
    answer = requests.post(
        system.url + "/v1/images/variations", files={"image": png(made)}, data={"n": "2", "steps": "4"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]) == 2
    client = openai.OpenAI(base_url=system.url + "/v1", api_key="none", max_retries=0)
    assert len(client.images.create_variation(image=png(made), n=1, extra_body=QUICK).data) == 1


def test_models(client):
    names = [model.id for model in client.models.list()]
    assert "fashion" in names
    assert client.models.retrieve("fashion").owned_by == "reverie"
    with pytest.raises(openai.NotFoundError) as failure:
        client.models.retrieve("gpt-image-1")
    assert failure.value.code == "model_not_found"


@pytest.mark.parametrize("wrong, field", [
    ({"n": 0}, "n"), ({"size": "1x1"}, "size"), ({"extra_body": {"steps": 0}}, "steps"),
    ({"extra_body": {"guidance_scale": 99}}, "guidance_scale"), ({"output_format": "webp"}, "output_format"),
    ({"extra_body": {"sampler": "magic"}}, "sampler"), ({"background": "transparent"}, "background"),
])
def test_mistakes(client, wrong, field):
    with pytest.raises(openai.BadRequestError) as failure:
        client.images.generate(prompt="bag", **wrong)
    assert failure.value.param == field
    assert failure.value.type == "invalid_request_error"
    assert failure.value.body["message"].endswith(".")


def test_a_file_that_is_no_picture(client):
    with pytest.raises(openai.BadRequestError) as failure:
        client.images.edit(image=("a.png", b"no picture", "image/png"), prompt="bag")
    assert failure.value.param == "image"


def test_tokens(closed):
    good = openai.OpenAI(base_url=closed.url + "/v1", api_key=TOKEN, max_retries=0)
    assert good.images.generate(prompt="bag", extra_body=QUICK).data
    bad = openai.OpenAI(base_url=closed.url + "/v1", api_key="wrong", max_retries=0)
    with pytest.raises(openai.AuthenticationError) as failure:
        bad.images.generate(prompt="bag")
    assert failure.value.code == "invalid_api_key"
    assert requests.get(closed.url + "/v1/models").status_code == 401
    assert requests.get(closed.url + "/api/models").status_code == 200
