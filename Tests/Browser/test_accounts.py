"""With --accounts: signing in and out, one's own and shared pictures, preferences, and who makes accounts."""

import pytest
from playwright.sync_api import expect

import making
from conftest import DESKTOP, PHONE, VIEWS
from system import System

PHRASES = {"anna": "horse battery staple", "ben": "seven green bottles"}
# Who is not signed in is told so, which the browser's console tells too.
CLOSED = ("401",)


@pytest.fixture(scope="module")
def closed():
    """A gateway with two accounts, made beside it from the command line; the first is an admin."""
    system = System("--accounts", "--no-rate-limit")
    for name, phrase in PHRASES.items():
        system.command("account", "add", name, input=phrase + "\n")
    yield system
    system.end()


def fill(page, name, phrase):
    page.fill("#name", name)
    page.fill("#phrase", phrase)
    page.click("#go")


def sign_in(visitor, name):
    page = visitor.page("/sign-in")
    fill(page, name, PHRASES[name])
    page.wait_for_url(visitor.base + "/")
    making.is_ready(page)
    return page


def save(page, prompt, caption):
    making.write(page, prompt)
    making.generate(page)
    making.is_done(page)
    page.click("#save")
    page.fill("#caption", caption)
    page.click("#caption-dialog button[type=submit]")
    expect(page.locator("#save")).to_have_text("Saved")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_pass_phrase_opens_what_is_closed(closed, visit, look, view):
    visitor = visit(closed.base, view)
    visitor.expected = CLOSED + ("400", "403")
    page = visitor.page("/")
    for path in ("/", "/catalogue", "/trash", "/how-it-works", "/account", "/jobs/" + "0" * 32, "/docs/api", "/nothing"):
        page.goto(closed.base + path)
        assert page.url == closed.base + "/sign-in", path
    for path in ("/api/models", "/api/images", "/v1/models", "/sdapi/v1/samplers", "/metrics", "/openapi.json",
                 f"/images/{'0' * 64}.png"):
        assert page.request.get(closed.base + path).status == 401, path
    assert page.request.post(closed.base + "/api/jobs", data={}).status == 401
    look(page, "sign-in")
    fill(page, "anna", "horse battery stable")
    expect(page.locator("#error")).not_to_be_empty()
    look(page, "refused")
    fill(page, "anna", PHRASES["anna"])
    page.wait_for_url(closed.base + "/")
    making.is_ready(page)
    cookie, = visitor.context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    page.goto(closed.base + "/account")
    expect(page.locator("#who")).to_have_text("anna")
    expect(page.locator("#people li")).to_have_count(2)
    look(page, "account")

    page.click("#sign-out")
    page.wait_for_url("**/sign-in")
    assert visitor.context.cookies() == []
    # What the cookie held is worth nothing any more.
    answer = page.request.get(closed.base + "/api/images", headers={"cookie": f"{cookie['name']}={cookie['value']}"})
    assert answer.status == 401
    page.goto(closed.base + "/catalogue")
    assert page.url == closed.base + "/sign-in"


def test_preferences_are_the_accounts(closed, visit):
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    page = sign_in(visit(closed.base), "anna")
    light = page.evaluate(paper)
    page.click("#appearance")
    page.locator('#appearance-dialog input[value="dark"]').check(force=True)
    page.keyboard.press("Escape")
    making.choose_steps(page, 12)
    with page.expect_response("**/api/preferences"):
        page.goto(closed.base + "/catalogue")
    elsewhere = sign_in(visit(closed.base, PHONE), "anna")
    assert elsewhere.evaluate(paper) != light
    expect(elsewhere.locator("#steps-value")).to_have_text("12")
    other = sign_in(visit(closed.base, PHONE), "ben")
    assert other.evaluate(paper) == light
    expect(other.locator("#steps-value")).to_have_text("25")


def test_what_another_device_changed_is_not_written_over(closed, visit):
    def leave(page, name, value):
        """And it is kept."""
        page.goto(closed.base + "/account")
        page.wait_for_function("""async ([name, value]) => {
            const kept = await (await fetch("/api/preferences")).json();
            return JSON.parse(kept["reverie.settings"] ?? "{}")[name] === value;
        }""", arg=[name, value])

    page = sign_in(visit(closed.base), "ben")
    elsewhere = sign_in(visit(closed.base, PHONE), "ben")
    making.choose_steps(elsewhere, 15)
    leave(elsewhere, "steps", 15)
    # The settings are there before the account's are.
    held = []
    page.route("**/api/preferences", lambda route: route.continue_() if route.request.method == "PUT" else held.append(route))
    with page.expect_request("**/api/preferences"):
        page.goto(closed.base + "/", wait_until="commit")
    making.is_ready(page)
    held[0].continue_()
    making.open_settings(page)
    expect(page.locator("#steps-value")).to_have_text("15")
    making.set_seed(page, 5)
    page.unroute("**/api/preferences")
    leave(page, "seed", "5")
    elsewhere.goto(closed.base + "/")
    making.is_ready(elsewhere)
    expect(elsewhere.locator("#steps-value")).to_have_text("15")
    expect(elsewhere.locator("#seed")).to_have_value("5")


def test_what_did_not_arrive_when_the_page_was_left_is_not_lost(closed, visit):
    page = sign_in(visit(closed.base), "anna")
    making.choose_steps(page, 20)
    # What the page sends when it is left goes nowhere.
    page.evaluate("""() => {
        const fetched = window.fetch;
        window.fetch = (url, options) => options?.method === "PUT" ? new Promise(() => {}) : fetched(url, options);
    }""")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.goto(closed.base + "/catalogue")
    page.goto(closed.base + "/")
    making.is_ready(page)
    expect(page.locator("#steps-value")).to_have_text("20")
    elsewhere = sign_in(visit(closed.base, PHONE), "anna")
    expect(elsewhere.locator("#steps-value")).to_have_text("20")


def test_own_pictures_and_the_shared_catalogue(closed, visit, look):
    mine = sign_in(visit(closed.base), "ben")
    save(mine, "bag", "Ben's bag")
    stranger = visit(closed.base)
    stranger.expected = ("404",)
    theirs = sign_in(stranger, "anna")
    save(theirs, "coat", "Anna's coat")

    def sees(page, caption):
        page.goto(closed.base + "/catalogue?sort=newest")
        expect(page.locator("#grid")).to_have_attribute("aria-busy", "false")
        return page.locator("#grid .card", has_text=caption).count() == 1

    def share(page, caption, isShared):
        assert sees(page, caption)
        page.locator("#grid .card", has_text=caption).click()
        expect(page.locator("#share")).to_be_checked(checked=not isShared)
        page.locator("#share").set_checked(isShared)
        expect(page.locator("#viewer-status")).to_contain_text("Everybody" if isShared else "Only you")
        return page.locator("#viewer-picture").get_attribute("src")

    # One's own until one says otherwise; not even an admin sees them.
    assert not sees(theirs, "Ben's bag") and not sees(mine, "Anna's coat")
    address = share(mine, "Ben's bag", True)
    look(mine, "own")
    assert sees(theirs, "Ben's bag")
    assert share(mine, "Ben's bag", False) == address
    assert not sees(theirs, "Ben's bag")
    assert theirs.request.get(closed.base + address).status == 404
    assert mine.request.get(closed.base + address).status == 200
    assert mine.request.get(closed.base + "/api/images?owner=mine").json()["total"] == 1

    # Who is no admin cannot change what another shares.
    share(theirs, "Anna's coat", True)
    assert sees(mine, "Anna's coat")
    mine.locator("#grid .card", has_text="Anna's coat").click()
    expect(mine.locator("#viewer-caption")).to_have_text("Anna's coat")
    expect(mine.locator("#edit-caption")).to_be_hidden()
    expect(mine.locator("#delete")).to_be_hidden()
    expect(mine.locator("#share")).to_be_disabled()
    look(mine, "another's")


def test_an_admin_makes_and_removes_accounts(closed, visit, look):
    page = sign_in(visit(closed.base), "anna")
    page.goto(closed.base + "/account")
    expect(page.locator("#people li")).to_have_count(2)
    page.fill("#new-name", "cleo")
    page.fill("#new-phrase", "a needle in the hay")
    page.click("#add button[type=submit]")
    expect(page.locator("#status")).to_have_text("cleo has an account now.")
    expect(page.locator("#people li")).to_have_count(3)

    visitor = visit(closed.base, PHONE)
    visitor.expected = CLOSED + ("403",)
    PHRASES["cleo"] = "a needle in the hay"
    theirs = sign_in(visitor, "cleo")
    theirs.goto(closed.base + "/account")
    expect(theirs.locator("#who")).to_have_text("cleo")
    expect(theirs.locator("#admin")).to_be_hidden()
    assert theirs.request.get(closed.base + "/api/accounts").status == 403
    theirs.fill("#current", PHRASES["cleo"])
    theirs.fill("#next", "another needle")
    theirs.click("#change button[type=submit]")
    expect(theirs.locator("#status")).to_have_text("The pass phrase is changed.")

    page.locator("#people li", has_text="cleo").locator("button").click()
    look(page, "removing")
    page.click("#confirm button[value=remove]")
    expect(page.locator("#people li")).to_have_count(2)
    theirs.goto(closed.base + "/catalogue")
    assert theirs.url == closed.base + "/sign-in"
    fill(theirs, "cleo", "another needle")
    expect(theirs.locator("#error")).not_to_be_empty()


def test_accounts_from_the_command_line(closed, visit):
    closed.command("account", "add", "dora", input="round and round it goes\n")
    assert closed.command("account", "list") == "anna\tadmin\nben\ndora\n"
    PHRASES["dora"] = "round and round it goes"
    visitor = visit(closed.base)
    visitor.expected = CLOSED
    page = sign_in(visitor, "dora")
    closed.command("account", "remove", "dora")
    page.goto(closed.base + "/catalogue")
    assert page.url == closed.base + "/sign-in"
