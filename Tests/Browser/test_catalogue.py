"""The catalogue: found, opened, renamed, chosen, downloaded, deleted, put back; by keyboard, mouse and finger."""

import json
import re
import time
import urllib.parse
import urllib.request
import zipfile

import pytest
from playwright.sync_api import expect

from conftest import DESKTOP, PHONE, VIEWS
from system import System

SUBJECTS = ["ankle boot", "bag", "coat", "dress", "sandal", "shirt"]
LONG = "A caption that goes on and on, as people write when nobody stops them, about a coat in the rain " * 2


def ask(base, method, path, body=None):
    request = urllib.request.Request(
        base + path, method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.loads(answer.read() or b"null")


def save(base, caption, seed, prompt="ankle boot"):
    job = ask(base, "POST", "/api/jobs", {"prompt": prompt, "steps": 2, "seed": str(seed)})["id"]
    urllib.request.urlopen(f"{base}/api/jobs/{job}/events", timeout=120).read()
    return ask(base, "POST", "/api/images", {"job": job, "image": 0, "caption": caption})["hash"]


@pytest.fixture(scope="module")
def gallery():
    """A system with two dozen pictures."""
    system = System()
    for number in range(24):
        subject = SUBJECTS[number % len(SUBJECTS)]
        save(system.base, LONG[:200].strip() if number == 20 else f"{subject} no. {number}", number + 1, subject)
    yield system
    system.end()


def settled(page):
    expect(page.locator("#grid")).to_have_attribute("aria-busy", "false")


def cards(page):
    return page.locator("#grid .card")


def first_pictures(page):
    settled(page)
    return cards(page).locator("img").evaluate_all("all => all.slice(0, 12).map(image => image.getAttribute('src'))")


def total(page):
    return int(re.sub(r"\D", "", page.locator("#status").inner_text().split("picture")[0]))


def open_first(page):
    settled(page)
    cards(page).first.click()
    expect(page.locator("#viewer")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_how_it_looks(gallery, visit, look, view):
    page = visit(gallery.base, view).page("/catalogue?sort=newest")
    expect(page.locator(".cell.loaded").nth(8)).to_be_visible()
    look(page, "grid")
    page.click("#filter")
    look(page, "filters")
    page.click("#filter")
    page.click("#choose")
    cards(page).nth(1).click()
    cards(page).nth(2).click()
    look(page, "chosen")
    page.click("#selection-end")
    cards(page).nth(3).click()
    expect(page.locator("#viewer-caption")).to_contain_text("goes on and on")
    look(page, "open, with a long caption")
    page.click("#edit-caption")
    look(page, "renaming")
    page.click("#rename-cancel")
    page.click("#download")
    look(page, "download")


def test_search_tells_why_and_its_address_can_be_opened_again(gallery, visit, look):
    page = visit(gallery.base).page("/catalogue")
    settled(page)
    everything = total(page)
    page.locator("#query").press_sequentially("sandal", delay=30)
    page.wait_for_url("**/catalogue?q=sandal")
    expect(cards(page).first.locator("small")).to_contain_text("by ")
    expect(cards(page).first).to_contain_text("sandal")
    address = page.url
    look(page, "found")
    page.fill("#query", "")
    page.wait_for_url("**/catalogue")
    page.go_back()
    expect(page.locator("#query")).to_have_value("sandal")
    page.goto(address)
    expect(page.locator("#query")).to_have_value("sandal")
    page.fill("#query", "zzzqqq 12345")
    page.click("#filter")
    page.fill("#to", "2001-01-01")
    page.dispatch_event("#to", "change")
    expect(page.locator("#empty")).to_be_visible()
    look(page, "nothing found")
    page.click("#empty-clear")
    settled(page)
    expect(page.locator("#status")).to_contain_text(f"{everything} pictures")


def test_chance_by_default_and_the_orders_one_may_choose(gallery, visit):
    page = visit(gallery.base).page("/catalogue")
    one = first_pictures(page)
    page.goto(f"{gallery.base}/catalogue")
    assert first_pictures(page) != one, "the same selection on another visit"
    page.select_option("#sort", "newest")
    page.wait_for_url("**/catalogue?sort=newest")
    newest = first_pictures(page)
    page.select_option("#sort", "oldest")
    page.wait_for_url("**/catalogue?sort=oldest")
    settled(page)
    page.wait_for_function("first => document.querySelector('#grid img').getAttribute('src') !== first", arg=newest[0])
    page.go_back()
    page.wait_for_function("first => document.querySelector('#grid img').getAttribute('src') === first", arg=newest[0])
    page.click("#filter")
    page.select_option("#model", "fashion")
    page.wait_for_url("**model=fashion*")
    settled(page)


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_opened_renamed_and_the_second_of_two_is_told(gallery, visit, view):
    visitor = visit(gallery.base, view)
    visitor.expected = ("412",)
    page = visitor.page("/catalogue?sort=newest")
    open_first(page)
    address = page.url
    page.click("#next")
    page.wait_for_function("before => location.href !== before", arg=address)
    page.click("#previous")
    page.wait_for_url(address)
    page.click("#edit-caption")
    page.fill("#rename", "Renamed <b>here</b> 👢")
    page.keyboard.press("Enter")
    expect(page.locator("#viewer-caption")).to_have_text("Renamed <b>here</b> 👢")
    expect(page.locator("#caption-line")).to_be_visible()

    picture = re.search(r"picture=([0-9a-f]{64})", page.url)[1]
    page.click("#edit-caption")
    page.fill("#rename", "Mine")
    ask(gallery.base, "PATCH", f"/api/images/{picture}", {"caption": "Somebody else's"})
    page.click("#rename-save")
    expect(page.locator("#rename-error")).to_contain_text("Save once more")
    expect(page.locator("#rename-error")).to_contain_text("Somebody else's")
    expect(page.locator("#rename")).to_have_value("Mine")
    page.click("#rename-save")
    expect(page.locator("#viewer-caption")).to_have_text("Mine")

    page.go_back()
    expect(page.locator("#viewer")).not_to_be_visible()
    expect(cards(page).first).to_be_focused()
    page.goto(f"{gallery.base}/catalogue?picture={picture}")
    expect(page.locator("#viewer-caption")).to_have_text("Mine")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "picture" not in url)


def test_some_are_chosen_by_keyboard_downloaded_and_deleted_and_that_is_undone(gallery, visit, tmp_path):
    page = visit(gallery.base).page("/catalogue?sort=newest")
    settled(page)
    before = total(page)
    cards(page).first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#selection-count")).to_have_text("3 chosen")
    with page.expect_download() as download:
        page.click("#selection-download")
    download.value.save_as(tmp_path / "pictures.zip")
    archive = zipfile.ZipFile(tmp_path / "pictures.zip")
    assert archive.testzip() is None and len(archive.namelist()) == 3
    assert all(archive.read(name).startswith(b"\x89PNG") for name in archive.namelist())

    cards(page).first.focus()
    page.keyboard.press("Delete")
    expect(page.locator("#toast")).to_contain_text("3 pictures are in the trash.")
    expect(page.locator("#status")).to_contain_text(f"{before - 3} pictures")
    page.keyboard.press("Control+z")
    expect(page.locator("#status")).to_contain_text(f"{before} pictures")


def test_a_finger_that_rests_chooses(gallery, visit):
    page = visit(gallery.base, PHONE).page("/catalogue?sort=newest")
    settled(page)
    touch = page.context.new_cdp_session(page)
    box = cards(page).nth(1).bounding_box()
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(page.locator("#selection-count")).to_have_text("1 chosen")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    cards(page).nth(2).tap()
    expect(page.locator("#selection-count")).to_have_text("2 chosen")
    expect(page.locator("#viewer")).not_to_be_visible()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_the_trash_gives_back_and_is_emptied(gallery, visit, look, view):
    page = visit(gallery.base, view).page("/catalogue?sort=newest")
    settled(page)
    before = total(page)
    for last in ("kept", "gone"):
        page.goto(f"{gallery.base}/catalogue?sort=newest")
        open_first(page)
        caption = page.locator("#viewer-caption").inner_text()
        page.click("#delete")
        expect(page.locator("#toast")).to_contain_text(caption)
        page.goto(f"{gallery.base}/trash")
        expect(page.locator("#list li")).to_have_count(1)
        look(page, "trash")
        buttons = page.locator("#list li button")
        buttons.nth(0 if last == "kept" else 1).click()
        if last == "gone":
            look(page, "for good")
            page.click("#confirm button[value=delete]")
        expect(page.locator("#empty")).to_be_visible()
    page.goto(f"{gallery.base}/catalogue?sort=newest")
    expect(page.locator("#status")).to_contain_text(f"{before - 1} pictures")


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_what_is_done_in_an_open_picture_is_undone_there(gallery, visit, look, view):
    page = visit(gallery.base, view).page("/catalogue?sort=newest")
    open_first(page)
    before = total(page)
    page.click("#delete")
    expect(page.locator("#status")).to_contain_text(f"{before - 1} pictures")
    expect(page.locator("#viewer")).to_be_visible()
    look(page, "told")
    page.click("#toast button")
    expect(page.locator("#toast")).to_contain_text("It is back.")
    expect(page.locator("#status")).to_contain_text(f"{before} pictures")
    # Closed, it is still there to be read.
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.locator("#toast")).to_be_visible()


def test_a_recipe_is_copied_without_tls(gallery, visit):
    page = visit(gallery.base).page("/catalogue?sort=newest")
    page.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", {value: undefined});
        document.addEventListener("copy", () => (window.copied = document.activeElement.value));
    }""")
    open_first(page)
    page.click("#copy-recipe")
    expect(page.locator("#copy-recipe")).to_have_text("Copied")
    assert "seed " in page.evaluate("copied")
    expect(page.locator("#copy-recipe")).to_be_focused()


def test_the_link_to_the_content_keeps_the_order(gallery, visit):
    page = visit(gallery.base).page("/catalogue")
    before = first_pictures(page)
    page.focus(".skip")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.wait_for_timeout(300)
    assert first_pictures(page) == before


class Crowd:
    """More pictures than anybody has at hand, as the gateway would tell of them."""

    def __init__(self, gallery, visitor, many):
        one, = ask(gallery.base, "GET", "/api/images?limit=1")["images"]
        self.images = [{**one, "hash": f"{number:064x}", "caption": f"no. {number}", "recipe": None} for number in range(many)]
        self.is_broken = False
        visitor.context.route(re.compile(r"/api/images\?"), self.list)
        visitor.context.route("**/api/trash", self.discard)

    def list(self, route):
        if self.is_broken:
            return route.abort()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(route.request.url).query)
        first = int(query.get("offset", ["0"])[0])
        page = self.images[first:first + int(query["limit"][0])]
        route.fulfill(json={"images": page, "total": len(self.images)})

    def discard(self, route):
        gone = route.request.post_data_json["hashes"]
        self.images = [image for image in self.images if image["hash"] not in gone]
        route.fulfill(json={})


def test_all_are_deleted_at_once(gallery, visit):
    visitor = visit(gallery.base)
    Crowd(gallery, visitor, 300)
    page = visitor.page("/catalogue?sort=newest")
    expect(page.locator("#status")).to_contain_text("300 pictures")
    page.click("#choose")
    page.click("#selection-all")
    expect(page.locator("#selection-count")).to_have_text("300 chosen")
    page.click("#selection-delete")
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#status")).to_have_text("")


def test_what_went_wrong_is_not_said_for_ever(gallery, visit):
    visitor = visit(gallery.base)
    visitor.expected = ("ERR_FAILED",)
    crowd = Crowd(gallery, visitor, 300)
    page = visitor.page("/catalogue?sort=newest")
    settled(page)
    crowd.is_broken = True
    cards(page).first.focus()
    page.keyboard.press("End")
    expect(page.locator("#retry")).to_be_visible()
    crowd.is_broken = False
    expect(page.locator("#status")).to_have_text("300 pictures")
    expect(page.locator("#retry")).to_be_hidden()


def test_the_keyboard_goes_where_nothing_has_come_yet_and_is_not_lost(gallery, visit):
    visitor = visit(gallery.base)
    Crowd(gallery, visitor, 300)
    page = visitor.page("/catalogue?sort=newest")
    settled(page)
    cards(page).first.focus()
    page.keyboard.press("End")
    focused = page.locator("#grid .card:focus")
    expect(focused).to_contain_text("no. 299")
    page.keyboard.press("Delete")
    expect(page.locator("#status")).to_have_text("299 pictures")
    expect(focused).to_contain_text("no. 298")
    page.keyboard.press("Space")
    page.focus("#selection-end")
    page.keyboard.press("Enter")
    expect(focused).to_contain_text("no. 298")
    page.keyboard.press("Enter")
    expect(page.locator("#viewer-caption")).to_have_text("no. 298")


def test_what_was_closed_stays_closed(gallery, visit):
    visitor = visit(gallery.base)
    crowd = Crowd(gallery, visitor, 10)
    page = visitor.page("/catalogue?sort=newest")
    held = []
    page.route("**/api/trash", lambda route: held.append(route))
    open_first(page)
    with page.expect_request("**/api/trash"):
        page.click("#delete")
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    crowd.discard(held[0])
    expect(page.locator("#toast")).to_contain_text("in the trash")
    expect(page.locator("#viewer")).to_be_hidden()


def test_putting_back_twice_takes_nothing_else(gallery, visit):
    visitor = visit(gallery.base)
    visitor.expected = ("404",)
    hashes = [image["hash"] for image in ask(gallery.base, "GET", "/api/images?limit=2")["images"]]
    ask(gallery.base, "POST", "/api/trash", {"hashes": hashes})
    page = visitor.page("/trash")
    expect(page.locator("#list li")).to_have_count(2)
    page.evaluate("() => {const back = document.querySelector('#list button'); back.click(); back.click()}")
    expect(page.locator("#list li")).to_have_count(1)
    page.wait_for_timeout(300)
    expect(page.locator("#list li")).to_have_count(1)
    page.locator("#list button").first.click()
    expect(page.locator("#empty")).to_be_visible()


def test_an_open_picture_tells_its_whole_recipe(gallery, visit):
    visitor = visit(gallery.base)
    crowd = Crowd(gallery, visitor, 1)
    crowd.images[0]["recipe"] = {
        "model": "fashion", "prompt": "bag", "negativePrompt": "", "seed": "7", "image": 1, "steps": 25, "sampler": "ddim",
        "guidanceScale": 2, "draftSteps": 6, "spacing": "trailing", "dynamicThreshold": 0.995, "guidanceRescale": 0.699999988079071,
        "guidanceInterval": [0.10000000149, 0.9], "strength": 0.6, "variation": {"seed": "3", "strength": 0.2}}
    page = visitor.page("/catalogue?sort=newest")
    open_first(page)
    facts = page.locator("#viewer-facts")
    for fact in ("7, picture 2", "after 6 of 25 of DDIM", "spacing trailing", "dynamic threshold 0.995", "guidance rescale 0.7",
                 "guidance interval 0.1–0.9", "20 % towards the noise of seed 3", "begun with another picture (60 %)"):
        expect(facts).to_contain_text(fact)


def test_two_browsers_see_the_same(gallery, visit):
    visitors = [visit(gallery.base) for _ in range(2)]
    # The second is told by the gateway, and the browser's console tells of it too.
    visitors[1].expected = ("404",)
    one, other = (visitor.page("/catalogue?sort=newest") for visitor in visitors)
    open_first(other)
    caption = other.locator("#viewer-caption").inner_text()
    open_first(one)
    one.click("#delete")
    expect(one.locator("#toast")).to_contain_text(caption)
    other.click("#edit-caption")
    other.fill("#rename", "Too late")
    other.click("#rename-save")
    expect(other.locator("#rename-error")).to_contain_text("may have been deleted")


def test_the_gateway_is_away_and_comes_back(fragile, visit, look):
    save(fragile.base, "The only one", 1)
    visitor = visit(fragile.base)
    visitor.expected = ("ERR_", "Failed to load")
    page = visitor.page("/catalogue")
    settled(page)
    expect(page.locator("#status")).to_have_text("1 picture")
    fragile.gateway.end()
    page.select_option("#sort", "newest")
    expect(page.locator("#status")).to_contain_text("does not answer")
    look(page, "away")
    fragile.start_gateway()
    expect(page.locator("#status")).to_have_text("1 picture")
    fragile.server.end()
    time.sleep(1)
    page.fill("#query", "only")
    expect(page.locator("#status")).to_contain_text("by words only")
    expect(cards(page).first).to_contain_text("The only one")
    fragile.start_server()
