"""What a newcomer meets: all the models that are shipped."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from conftest import DESKTOP, PHONE
from making import choose_steps, download, generate, is_done, is_ready, open_settings, write
from system import System


@pytest.fixture(scope="module")
def shipped():
    running = System(models=("fashion", "photo", "studio", "studio-fast"))
    yield running
    running.end()


def size(page):
    """Of the picture that the page gives."""
    return Image.open(download(page, lambda: page.click("#download")).path()).size


@pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=lambda view: view.name)
def test_the_largest_pictures_are_offered_first(shipped, visit, look, view):
    page = visit(shipped.base, view).page()
    write(page, "a sunflower")
    generate(page)
    is_done(page)
    assert size(page) == (64, 64)
    look(page, "made")


def test_who_asks_photo_for_something_else_is_told(shipped, visit):
    page = visit(shipped.base).page()
    is_ready(page)
    open_settings(page)
    page.select_option("#model", "photo")
    for prompt, is_known in (("a bicycle", False), ("my labrador", True)):
        write(page, prompt)
        generate(page)
        is_done(page)
        expect(page.locator("#prompt-note")).to_be_visible(visible=not is_known)


def test_each_model_makes_its_own_pictures(shipped, visit):
    page = visit(shipped.base).page()
    is_ready(page)
    open_settings(page)
    expect(page.locator("#model option")).to_have_text(["Studio", "Studio, fast", "Photo", "Fashion"])
    wanted = ("studio-fast", "an owl", 64), ("photo", "a horse", 32), ("fashion", "a warm coat", 28), ("studio", "a penguin", 64)
    for name, prompt, side in wanted:
        page.select_option("#model", name)
        choose_steps(page, 4 if name == "studio-fast" else 8)
        write(page, prompt)
        generate(page)
        is_done(page)
        assert size(page) == (side, side)
