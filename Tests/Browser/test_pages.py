"""What holds on every page: sizes, themes, weight, and that nothing comes from elsewhere."""

import re

import pytest
from playwright.sync_api import expect

import making
from conftest import DESKTOP, PHONE, SIZES, VIEWS

PAGES = ["/", "/catalogue", "/trash", "/how-it-works"]

WATCH_SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
}"""

# Whatever can be tapped, and is smaller than a finger. Links and buttons within a sentence are as high as it is.
SMALL = """() => [...document.querySelectorAll("button, a, select, input, summary, [role=option]")].filter((element) => {
    if (element.closest("p, small, .skip, .hidden") && getComputedStyle(element).display.startsWith("inline") ) return false;
    const target = element.closest("label") ?? element;
    const {width, height} = target.getBoundingClientRect();
    const isSeen = element.checkVisibility() && width > 1 && height > 1 && !element.matches(".skip, .hidden");
    return isSeen && (width < 43.5 || height < 43.5);
}).map((element) => element.id || element.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("view", SIZES, ids=lambda view: view.name)
@pytest.mark.parametrize("path", PAGES)
def test_every_size_fits(system, visit, look, view, path):
    page = visit(system.base, view).page(path)
    page.wait_for_load_state("networkidle") if path != "/" else making.is_ready(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    look(page, f"{path.strip('/') or 'make'}")
    if path == "/":
        making.open_settings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_an_address_that_leads_nowhere_leads_back(system, visit, look, view):
    visitor = visit(system.base, view)
    visitor.expected = ("404",)
    page = visitor.page("/wher/ever")
    expect(page.locator("h1")).to_have_text("This is not here")
    look(page, "nowhere")
    assert page.evaluate(SMALL) == []
    page.click("main a[href='/catalogue']")
    expect(page.locator("#grid")).to_be_attached()
    for path in (f"/images/{'0' * 64}.png", f"/api/jobs/{'0' * 32}/images/0.png", "/assets/nothing.js"):
        page.goto(system.base + path)
        expect(page.locator("h1")).to_have_text("This is not here")
        expect(page.locator("header nav")).to_be_visible()


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_nothing_jumps(system, visit, view):
    page = visit(system.base, view).page("/")
    page.evaluate(WATCH_SHIFTS)
    making.is_ready(page)
    making.write(page, "sandal")
    making.generate(page)
    making.is_done(page)
    page.wait_for_timeout(300)
    assert page.evaluate("shift") < 0.02


@pytest.mark.parametrize("path", PAGES)
def test_the_first_load_is_light_and_all_of_it_from_here(system, visit, path):
    visitor = visit(system.base, PHONE)
    answers = []
    visitor.context.on("response", lambda answer: answers.append(answer))
    page = visitor.page(path)
    page.wait_for_load_state("load")
    expect(page.locator("main")).to_be_visible()
    page.wait_for_timeout(500)
    pages = [answer for answer in answers if "/api/" not in answer.url and "/images/" not in answer.url]
    assert all(answer.url.startswith(system.base) for answer in answers)
    assert sum(len(answer.body()) for answer in pages if answer.status == 200) < 150_000
    policy = pages[0].headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_themes_and_an_accent_of_ones_own(system, visit, look):
    page = visit(system.base, PHONE).page()
    paper = lambda: page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    light = paper()
    page.click("#appearance")
    look(page, "appearance")
    page.locator('#appearance-dialog input[value="dark"]').check(force=True)
    dark = paper()
    assert dark != light
    look(page, "appearance-dark")
    # One that nobody could read on white or on black: it is made readable.
    for colour in ("#ffff00", "#000080", "#808080"):
        page.locator("#own-accent").fill(colour)
        for theme in ("light", "dark"):
            page.locator(f'#appearance-dialog input[value="{theme}"]').check(force=True)
            look(page, f"accent-{colour[1:]}-{theme}")
    page.keyboard.press("Escape")
    look(page, "dark-grey")
    page.reload()
    assert paper() == dark
    page.click("#appearance")
    page.locator('#appearance-dialog input[value="system"]').check(force=True)
    assert paper() == light


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_how_it_works_works(system, visit, look, view):
    page = visit(system.base, view).page("/how-it-works")
    expect(page.locator("#schedule path")).to_have_count(2)
    noisy = page.locator("#noisy")
    expect(noisy).to_have_attribute("src", re.compile("^data:image/png"))
    before = noisy.get_attribute("src"), page.get_attribute("#estimate", "src")
    page.focus("#time")
    page.keyboard.press("End")
    expect(page.locator("#reading")).to_contain_text("t = 1000")
    page.wait_for_function("before => document.getElementById('noisy').src !== before", arg=before[0])
    page.wait_for_function("before => document.getElementById('estimate').src !== before", arg=before[1])
    page.evaluate("() => {const time = document.getElementById('time'); time.value = 300; time.dispatchEvent(new Event('input'))}")

    page.locator("#looks").scroll_into_view_if_needed()
    page.locator("#run-looks").scroll_into_view_if_needed()
    expect(page.locator("#looks img[src]")).to_have_count(20)
    page.click("#run-walk")
    expect(page.locator("#walk-reading")).to_contain_text("steps from t = 300")
    page.locator("#ask-guidance").scroll_into_view_if_needed()
    expect(page.locator("#guidances img[src]")).to_have_count(5)
    page.click("#run-grid")
    expect(page.locator("#grid-reading")).to_contain_text("40 pictures")
    assert page.locator("#trouble").text_content() == ""
    look(page, "all")


def test_how_it_works_waits_for_the_model(system, visit):
    page = visit(system.base).page("/how-it-works")
    expect(page.locator("#time")).to_be_enabled()
    held = []
    page.route("**/api/models", lambda route: held.append(route))
    with page.expect_request("**/api/models"):
        page.reload(wait_until="commit")
    for control in ("#time", "#run-looks", "#run-walk", "#ask-guidance button", "#run-grid"):
        expect(page.locator(control)).to_be_disabled()
    held[0].continue_()
    expect(page.locator("#time")).to_be_enabled()
