"""A browser, and the system that it looks at."""

import dataclasses
import os
import pathlib
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from system import System

# Whatever a busy machine takes: nothing here measures time.
PATIENCE = int(os.environ.get("REVERIE_PATIENCE", 120_000))
expect.set_options(timeout=PATIENCE)


@dataclasses.dataclass(frozen=True)
class View:
    """How somebody looks at the pages."""

    name: str
    width: int
    height: int
    scheme: str
    touch: bool = False


PHONE = View("phone-light", 390, 844, "light", touch=True)
DESKTOP = View("desktop-light", 1440, 900, "light")
VIEWS = [
    PHONE, dataclasses.replace(PHONE, name="phone-dark", scheme="dark"),
    DESKTOP, dataclasses.replace(DESKTOP, name="desktop-dark", scheme="dark"),
]
SIZES = [
    View("narrowest", 320, 568, "light", touch=True), *VIEWS,
    View("tablet", 820, 1180, "dark", touch=True), View("wall", 3840, 2160, "light"),
]


SETTLED = """Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished))"""


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def system():
    """For tests that leave its programs alone."""
    running = System()
    yield running
    running.end()


@pytest.fixture
def fragile():
    """For tests that stop and start its programs."""
    running = System()
    yield running
    running.end()


class Visitor:
    """Somebody with a browser of their own. What goes wrong in their pages fails the test."""

    def __init__(self, chromium, base, view, **options):
        self.base = base
        self.view = view
        self.context = chromium.new_context(
            viewport={"width": view.width, "height": view.height}, color_scheme=view.scheme, has_touch=view.touch,
            is_mobile=view.touch, accept_downloads=True, **options)
        self.context.set_default_timeout(PATIENCE)
        self.problems = []
        self.expected = ()

    def page(self, path="/"):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self.hear(page, message))
        page.goto(self.base + path)
        return page

    def hear(self, page, message):
        if message.type in ("error", "warning") and not any(text in message.text for text in self.expected):
            self.problems.append(f"{page.url}: {message.text} ({message.location.get('url', '')})")

    def leave(self):
        self.context.close()
        assert self.problems == []


@pytest.fixture
def visit(chromium):
    visitors = []

    def visit(base, view=DESKTOP, **options):
        visitors.append(Visitor(chromium, base, view, **options))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def look(request):
    """Takes a picture of a page, for people to look at, where $REVERIE_SHOTS says so, and lets axe look at it."""

    def look(page, name):
        # What fades in is looked at when it is there.
        page.evaluate(SETTLED)
        folder = os.environ.get("REVERIE_SHOTS")
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=pathlib.Path(folder) / f"{request.node.name}-{name}.png".replace("/", "-"))
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']]}" for one in found)

    return look
