"""What people do on the page that makes pictures."""

from playwright.sync_api import expect


def write(page, prompt):
    page.fill("#prompt", prompt)
    page.press("#prompt", "Escape")


def open_settings(page):
    if not page.locator("#settings").is_visible():
        page.click("#toggle")


def choose_count(page, count):
    open_settings(page)
    page.locator(f'#count input[value="{count}"]').check(force=True)


def choose_steps(page, steps):
    """By the keyboard, as the slider takes it."""
    open_settings(page)
    page.focus("#steps")
    page.keyboard.press("Home")
    for _ in range(40):
        if page.text_content("#steps-value") == str(steps):
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"{steps} steps cannot be chosen")


def set_seed(page, seed):
    open_settings(page)
    page.fill("#seed", str(seed))


def is_ready(page):
    """The page has met the server: it has something to offer."""
    expect(page.locator("#sampler option").first).to_be_attached()


def generate(page):
    is_ready(page)
    page.click("#generate")


def is_forming(page):
    expect(page.locator("#frame")).to_have_attribute("data-state", "forming")


def is_done(page):
    expect(page.locator("#frame")).to_have_attribute("data-state", "done")
    expect(page.locator("#actions")).to_be_visible()


def scrub(page, step):
    page.focus("#scrub")
    page.keyboard.press("Home")
    for _ in range(step - 1):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#status")).to_contain_text(f"Step {step} of")


def download(page, press):
    with page.expect_download() as download:
        press()
    return download.value


def job(page):
    page.wait_for_url("**/jobs/*")
    return page.url.rsplit("/", 1)[1]
