"""A picture is made, watched, scrubbed, downloaded and saved; several are; more of them are."""

import io
import json

import pytest
from PIL import Image
from playwright.sync_api import expect

import making
from conftest import DESKTOP, PHONE, VIEWS


def opened(download):
    image = Image.open(download.path())
    image.load()
    return image


def recipe_of(image):
    return json.loads(image.text["reverie"])


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_one_tap_makes_a_picture_that_is_kept(system, visit, look, view):
    page = visit(system.base, view).page()
    expect(page.locator("#examples li").first).to_be_visible()
    look(page, "empty")
    making.open_settings(page)
    look(page, "settings")
    page.click("#toggle")

    page.locator("#prompt").press_sequentially("ankle")
    expect(page.locator("#suggestions li").first).to_contain_text("ankle boot")
    look(page, "suggestions")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#prompt")).to_have_value("ankle boot")
    making.generate(page)
    making.is_done(page)
    expect(page.locator(".tile img")).to_have_attribute("alt", "ankle boot")
    look(page, "done")

    making.scrub(page, 3)
    expect(page.locator("#recipe-words")).to_contain_text("after 3 of 25 steps")
    frame = opened(making.download(page, lambda: page.click("#download")))
    assert recipe_of(frame)["draftSteps"] == 3
    page.keyboard.press("Escape")
    page.focus("#scrub")
    page.keyboard.press("End")
    expect(page.locator("#recipe-words")).not_to_contain_text("after")

    page.click("#save")
    look(page, "caption")
    page.fill("#caption", f"Boots seen on a {view.name}")
    page.click("#caption-dialog button[type=submit]")
    expect(page.locator("#save")).to_have_text("Saved")

    page.goto(f"{system.base}/catalogue?q={view.name}")
    expect(page.locator(".card").first).to_contain_text(view.name)


def test_an_example_is_one_tap(system, visit):
    page = visit(system.base, PHONE).page()
    example = page.locator("#examples button").first
    prompt = example.text_content()
    example.click()
    making.is_done(page)
    expect(page.locator("#prompt")).to_have_value(prompt)


def test_pictures_are_downloaded_in_every_form(system, visit, look):
    page = visit(system.base).page()
    making.write(page, "sneaker")
    making.generate(page)
    making.is_done(page)
    original = opened(making.download(page, lambda: page.click("#download")))
    assert original.size == (28, 28) and recipe_of(original)["prompt"] == "sneaker"

    def formatted(format, scale, edge="sharp", recipe="inside"):
        page.click("#formats")
        chosen = {"format": format, "scale": scale, "edge": edge}
        if format == "png":
            chosen["recipe"] = recipe
        for name, value in chosen.items():
            page.locator(f'#download-dialog input[name="{name}"][value="{value}"]').check(force=True)
        file = making.download(page, lambda: page.click("#download-go"))
        expect(page.locator("#download-dialog")).to_be_hidden()
        return file

    large = opened(formatted("png", 8))
    assert recipe_of(large) == recipe_of(original)
    assert large.convert("L").tobytes() == original.resize((224, 224), Image.NEAREST).tobytes()
    smooth = opened(formatted("png", 4, "smooth"))
    assert smooth.size == (112, 112)
    assert smooth.convert("L").tobytes() != original.resize((112, 112), Image.NEAREST).tobytes()
    for format, scale in (("jpeg", 16), ("webp", 2), ("png", 1)):
        file = formatted(format, scale)
        image = opened(file)
        assert image.format == format.upper() and image.size == (28 * scale, 28 * scale)
        assert file.suggested_filename.startswith("reverie-sneaker-")

    plain = opened(formatted("png", 1, recipe="none"))
    assert plain.text == {} and plain.convert("L").tobytes() == original.tobytes()

    file = formatted("apng", 4)
    animation = Image.open(io.BytesIO(file.path().read_bytes()))
    assert animation.is_animated and animation.n_frames > 10 and animation.size == (112, 112)
    assert animation.convert("L").tobytes() == original.resize((112, 112), Image.NEAREST).tobytes()
    animation.seek(animation.n_frames - 1)
    assert animation.convert("L").tobytes() == original.resize((112, 112), Image.NEAREST).tobytes()
    # Each step as the gateway has it.
    job = making.job(page)
    steps = [frame["step"] for frame in page.request.get(f"{system.base}/api/jobs/{job}").json()["frames"]]
    first = animation.n_frames - 1 - len(steps)
    for position in (0, len(steps) // 2, len(steps) - 1):
        step = Image.open(io.BytesIO(page.request.get(f"{system.base}/api/jobs/{job}/frames/{steps[position]}/0.png").body()))
        animation.seek(first + position)
        assert animation.convert("L").tobytes() == step.resize((112, 112), Image.NEAREST).tobytes()


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_four_pictures_are_a_sheet(system, visit, look, view):
    page = visit(system.base, view).page()
    making.write(page, "a warm coat")
    making.choose_count(page, 4)
    page.click("#toggle")
    making.generate(page)
    making.is_done(page)
    expect(page.locator(".tile img:visible")).to_have_count(4)
    expect(page.locator("#save")).to_have_text("Save all")
    look(page, "sheet")
    sheet = opened_sheet(page)
    assert sheet.size == (56 * 8, 56 * 8)

    page.locator(".tile").nth(2).click()
    expect(page.locator(".tile img:visible")).to_have_count(1)
    expect(page.locator("#sheet")).to_be_focused()
    expect(page.locator("#recipe-words")).to_contain_text("picture 3")
    look(page, "large")
    assert recipe_of(opened(making.download(page, lambda: page.click("#download"))))["image"] == 2
    page.focus("#sheet")
    page.keyboard.press("Enter")
    expect(page.locator(".tile img:visible")).to_have_count(4)
    expect(page.locator(".tile").nth(2)).to_be_focused()

    page.locator(".tile").nth(1).click()
    page.click("#discard")
    expect(page.locator(".tile img:visible")).to_have_count(3)


def opened_sheet(page):
    page.click("#download")
    page.locator('#download-dialog input[value="png"]').check(force=True)
    page.locator('#download-dialog input[value="8"]').check(force=True)
    return opened(making.download(page, lambda: page.click("#download-go")))


def test_drafts_are_finished(system, visit):
    page = visit(system.base, PHONE).page()
    making.write(page, "boot")
    making.set_seed(page, 3)
    making.choose_count(page, 9)
    page.click("#toggle")
    making.generate(page)
    making.is_done(page)
    expect(page.locator(".tile img:visible")).to_have_count(9)
    expect(page.locator("#recipe-words")).to_contain_text("after 7 of 25 steps")
    page.locator(".tile").nth(4).click()
    before = page.url
    page.click("#more")
    page.click('#more-dialog button[value="finish"]')
    page.wait_for_function("before => location.href !== before", arg=before)
    making.is_done(page)
    finished = opened(making.download(page, lambda: page.click("#download")))
    assert "draftSteps" not in recipe_of(finished) and recipe_of(finished)["image"] == 4


def test_more_like_a_picture(system, visit, look):
    page = visit(system.base).page()
    making.write(page, "handbag")
    making.set_seed(page, 7)
    making.choose_count(page, 2)
    making.generate(page)
    making.is_done(page)
    page.locator(".tile").nth(1).click()
    base = opened(making.download(page, lambda: page.click("#download")))

    def more(wish):
        before = page.url
        page.click("#more")
        if wish == "vary":
            look(page, "more")
        page.click(f'#more-dialog button[value="{wish}"]')
        page.wait_for_function("before => location.href !== before", arg=before)
        making.is_done(page)

    more("vary")
    expect(page.locator(".tile img:visible")).to_have_count(4)
    variations = []
    for number in range(4):
        page.locator(".tile").nth(number).click()
        image = opened(making.download(page, lambda: page.click("#download")))
        recipe = recipe_of(image)
        assert (recipe["seed"], recipe["image"], round(recipe["variationStrength"], 3)) == (7, 1, 0.2)
        variations.append(image.tobytes())
        page.click("#sheet")
    assert len({*variations, base.tobytes()}) == 5
    # Relatives: nearer to it than pictures of other noise are to one another.
    distance = lambda one, other: sum(abs(a - b) for a, b in zip(one, other))
    page.go_back()
    making.is_done(page)
    expect(page.locator(".tile img:visible")).to_have_count(2)
    page.locator(".tile").nth(0).click()
    stranger = opened(making.download(page, lambda: page.click("#download"))).tobytes()
    near = sorted(distance(base.tobytes(), one) for one in variations)
    assert near[1] < distance(base.tobytes(), stranger)

    page.click("#sheet")
    page.locator(".tile").nth(1).click()
    more("again")
    page.locator(".tile").nth(1).click()
    assert opened(making.download(page, lambda: page.click("#download"))).tobytes() == base.tobytes()
    more("new")
    expect(page.locator(".tile img:visible")).to_have_count(4)


def test_a_picture_brings_its_recipe(system, visit, tmp_path):
    visitor = visit(system.base)
    page = visitor.page()
    making.write(page, "sandal")
    making.set_seed(page, 18446744073709551615)
    making.choose_steps(page, 12)
    page.select_option("#sampler", "heun")
    making.generate(page)
    making.is_done(page)
    file = tmp_path / "sandal.png"
    first = making.download(page, lambda: page.click("#download"))
    first.save_as(file)

    # Somebody else, whose controls say something else.
    other = visit(system.base).page()
    making.is_ready(other)
    other.set_input_files("#picture-file", file)
    expect(other.locator("#prompt")).to_have_value("sandal")
    expect(other.locator("#seed")).to_have_value("18446744073709551615")
    expect(other.locator("#steps-value")).to_have_text("12")
    expect(other.locator("#sampler")).to_have_value("heun")
    making.generate(other)
    making.is_done(other)
    assert making.download(other, lambda: other.click("#download")).path().read_bytes() == file.read_bytes()

    # Dropped on the page, and pasted: as a browser hands files over.
    for event, holder in (("drop", "dataTransfer"), ("paste", "clipboardData")):
        third = visit(system.base).page()
        making.is_ready(third)
        bring(third, event, holder, file)
        expect(third.locator("#status")).to_contain_text("The recipe is taken over")
        expect(third.locator("#prompt")).to_have_value("sandal")
        expect(third.locator("#seed")).to_have_value("18446744073709551615")
        expect(third.locator("#sampler")).to_have_value("heun")
        expect(third.locator("#drop")).to_be_hidden()

    Image.new("L", (2, 2)).save(tmp_path / "plain.png")
    other.set_input_files("#picture-file", tmp_path / "plain.png")
    expect(other.locator("#status")).to_contain_text("no recipe")


BRING = """([event, holder, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "picture.png", {type: "image/png"}));
    const kinds = event === "drop" ? ["dragenter", "dragover", "drop"] : [event];
    for (const kind of kinds) {
        const options = {bubbles: true, cancelable: true, [holder]: data};
        const made = event === "drop" ? new DragEvent(kind, options) : new ClipboardEvent(kind, options);
        document.getElementById("prompt").dispatchEvent(made);
        if (kind === "dragover" && document.getElementById("drop").hidden) throw new Error("nothing says that it may be dropped");
    }
}"""


def bring(page, event, holder, file):
    page.evaluate(BRING, [event, holder, list(file.read_bytes())])


def test_the_recipe_of_a_saved_picture_is_used(system, visit, look):
    page = visit(system.base).page()
    making.write(page, "trousers")
    making.set_seed(page, 77)
    making.choose_steps(page, 10)
    making.generate(page)
    making.is_done(page)
    original = opened(making.download(page, lambda: page.click("#download"))).tobytes()
    page.click("#save")
    page.fill("#caption", "To be made once more")
    page.click("#caption-dialog button[type=submit]")
    expect(page.locator("#save")).to_have_text("Saved")

    other = visit(system.base, PHONE).page("/catalogue?q=made once more")
    other.locator("#grid .card").first.click()
    expect(other.locator("#viewer-caption")).to_have_text("To be made once more")
    other.click("#again")
    expect(other.locator("#status")).to_contain_text("The recipe is taken over")
    assert other.url == system.base + "/"
    expect(other.locator("#seed")).to_have_value("77")
    expect(other.locator("#steps-value")).to_have_text("10")
    look(other, "taken over")
    making.generate(other)
    making.is_done(other)
    assert opened(making.download(other, lambda: other.click("#download"))).tobytes() == original

    gone = visit(system.base)
    gone.expected = ("404",)
    page = gone.page("/#again=" + "0" * 64)
    expect(page.locator("#status")).to_contain_text("it may have been deleted")


def test_what_was_set_is_remembered_and_cannot_be_wrong(system, visit):
    visitor = visit(system.base)
    page = visitor.page()
    making.open_settings(page)
    making.is_ready(page)
    page.fill("#seed", "12a3-4")
    expect(page.locator("#seed")).to_have_value("1234")
    page.fill("#seed", "99999999999999999999")
    expect(page.locator("#seed")).to_have_value("18446744073709551615")
    making.choose_steps(page, 1000)
    page.keyboard.press("End")
    expect(page.locator("#steps-value")).to_have_text("1000")
    making.choose_count(page, 3)
    page.locator('#look input[value="smooth"]').check(force=True)
    page.locator('#content input[value="both"]').check(force=True)
    page.fill("#negative", "heels")
    page.reload()
    making.is_ready(page)
    expect(page.locator("#seed")).to_have_value("18446744073709551615")
    expect(page.locator("#steps-value")).to_have_text("1000")
    expect(page.locator("#negative")).to_have_value("heels")
    for chosen in ('#count input[value="3"]', '#look input[value="smooth"]', '#content input[value="both"]'):
        expect(page.locator(chosen)).to_be_checked()
    page.click("#reset")
    expect(page.locator("#steps-value")).to_have_text("25")
    expect(page.locator("#seed")).to_have_value("")
    page.click("#dice")
    expect(page.locator("#lock")).to_have_attribute("aria-pressed", "true")
    for wrong in ({"steps": 0}, {"count": 17}, {"seed": "-1"}, {"sampler": "magic"}, {"guidanceScale": 1000},
                  {"variation": {"seed": "1", "strength": 2}}, {"pictures": [300]}, {"draftSteps": 0}):
        assert page.request.post(f"{system.base}/api/jobs", data=wrong).status == 400, wrong


def test_by_the_keyboard_alone_and_without_chatter(system, visit):
    page = visit(system.base, reduced_motion="reduce").page()
    making.is_ready(page)
    page.evaluate("""() => {
        window.said = [];
        for (const id of ["announce", "alarm"])
            new MutationObserver(() => said.push(document.getElementById(id).textContent))
                .observe(document.getElementById(id), {childList: true});
    }""")
    def tab_to(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached by the keyboard")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to("#prompt")
    page.keyboard.type("pullover")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    making.is_done(page)
    tab_to("#scrub") if not page.evaluate("document.activeElement.id") == "scrub" else None
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#status")).to_contain_text("Step 24 of 25")
    page.keyboard.press("End")
    tab_to("#save")
    page.keyboard.press("Enter")
    expect(page.locator("#caption")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#save")).to_be_focused()
    said = page.evaluate("said.filter(Boolean)")
    assert 2 <= len(said) <= 5 and said[-1] == "The picture is finished", said


def test_a_step_that_comes_late_does_not_cover_what_is_newer(system, visit):
    page = visit(system.base).page()
    making.write(page, "sandal")
    making.generate(page)
    making.is_done(page)
    # With the pictures of its steps at the gateway.
    held = []
    page.route("**/frames/3/*", lambda route: held.append(route))
    page.reload()
    making.is_done(page)
    page.focus("#scrub")
    with page.expect_request("**/frames/3/*"):
        page.evaluate("scrub.value = 3; scrub.dispatchEvent(new Event('input'))")
    page.keyboard.press("End")
    picture = page.locator(".tile img")
    expect(picture).to_be_visible()
    for route in held:
        route.continue_()
    page.evaluate("async () => (await import('/assets/pictures.js')).picture(document.querySelector('.tile img').src)")
    page.wait_for_timeout(300)
    expect(picture).to_be_visible()
    expect(page.locator("#status")).not_to_contain_text("Step 3")


def test_the_sixth_picture_of_a_seed_is_made_again_alone(system, visit, tmp_path):
    page = visit(system.base).page()
    making.is_ready(page)
    job = page.request.post(f"{system.base}/api/jobs", data={"prompt": "bag", "seed": "9", "steps": 4, "count": 6}).json()["id"]
    page.request.get(f"{system.base}/api/jobs/{job}/events")
    file = tmp_path / "sixth.png"
    file.write_bytes(page.request.get(f"{system.base}/api/jobs/{job}/images/5.png").body())
    page.set_input_files("#picture-file", file)
    expect(page.locator("#extras")).to_contain_text("only picture 6 of its seed")
    making.generate(page)
    making.is_done(page)
    expect(page.locator(".tile")).to_have_count(1)
    assert making.download(page, lambda: page.click("#download")).path().read_bytes() == file.read_bytes()
    # Who chooses a number wants that many.
    making.choose_count(page, 2)
    expect(page.locator("#extras")).to_be_hidden()


def test_the_keyboard_stays_with_what_was_pressed(system, visit):
    page = visit(system.base).page()
    page.locator("#examples button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#generate")).to_be_focused()
    making.is_done(page)


def test_the_settings_come_with_a_picture_that_is_there_already(system, visit):
    visitor = visit(system.base)
    visitor.expected = ("ERR_FAILED",)
    page = visitor.page()
    making.write(page, "coat")
    making.generate(page)
    making.is_done(page)
    page.route("**/api/models", lambda route: route.abort())
    page.reload()
    making.is_done(page)
    expect(page.locator("#generate")).to_be_disabled()
    page.unroute("**/api/models")
    making.is_ready(page)
    expect(page.locator("#generate")).to_be_enabled()
