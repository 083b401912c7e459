#!/usr/bin/env python3
"""Takes the pictures of the page and of how it works in examples/pictures, with all the models that are shipped:

    REVERIE_PROGRAMS=.build/release .build/browser/bin/python Tests/Browser/screenshots.py examples/pictures
"""

import pathlib
import shutil
import sys

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from making import choose_count, generate, is_done, set_seed, write
from system import System

PROMPT, SEED = "a sunflower", 7


def take(page, path):
    page.screenshot(path=path)
    # Few colours take few bytes, and nobody sees the difference.
    Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main():
    folder = pathlib.Path(sys.argv[1])
    system = System(models=("fashion", "photo", "studio", "studio-fast"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1180, "height": 800})
        page.goto(system.base)
        choose_count(page, 4)
        set_seed(page, SEED)
        page.click("#toggle")
        write(page, PROMPT)
        generate(page)
        is_done(page)
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)  # what fades in is there
        take(page, folder / "page.png")
        page.goto(system.base + "/how-it-works")
        expect(page.locator("#time")).to_be_enabled()
        page.evaluate(
            "() => {const time = document.getElementById('time'); time.value = 450; time.dispatchEvent(new Event('input'))}")
        page.wait_for_timeout(3000)  # the model has seen it
        page.evaluate("document.getElementById('estimate').closest('.demo').scrollIntoView({block: 'end'})")
        page.evaluate("scrollBy(0, 40)")
        take(page, folder / "how-it-works.png")
        browser.close()
    system.end()


if __name__ == "__main__":
    main()
