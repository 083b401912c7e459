"""A picture that takes long outlives reloads, other devices, the gateway and the server."""

import signal

from playwright.sync_api import expect

import making
from conftest import DESKTOP, PHONE
from system import PROGRAMS

# Refused connections are what these tests are about.
AWAY = ("Failed to load resource", "ERR_", "net::")


# Some seconds, with programs of either kind.
LONG = 1000 if PROGRAMS.name == "release" else 150


def begin_long(page, prompt="dress", steps=LONG, count=4):
    making.write(page, prompt)
    making.choose_count(page, count)
    making.choose_steps(page, steps)
    page.click("#toggle")
    making.generate(page)
    making.is_forming(page)
    expect(page.locator("#generate")).to_have_text("CANCEL")


def test_the_link_shows_it_after_a_reload_and_on_another_device(system, visit, look):
    page = visit(system.base, DESKTOP).page()
    begin_long(page, steps=1000)
    job = making.job(page)
    look(page, "forming")
    page.reload()
    making.is_forming(page)
    expect(page.locator("#film")).to_be_visible()

    phone = visit(system.base, PHONE).page(f"/jobs/{job}")
    making.is_forming(phone)
    expect(phone.locator("#film")).to_be_visible()
    expect(phone.locator("#recipe-words")).to_contain_text("“dress”")
    phone.click("#generate")
    for viewer in (phone, page):
        expect(viewer.locator("#status")).to_contain_text("Cancelled at step")
        expect(viewer.locator("#generate")).to_have_text("GENERATE")
    # How far it came stays to be looked at.
    making.scrub(phone, 1)
    look(phone, "cancelled")


def test_the_gateway_is_started_anew(fragile, visit, look):
    visitor = visit(fragile.base)
    visitor.expected = AWAY
    page = visitor.page()
    begin_long(page, count=2)
    fragile.gateway.end(signal.SIGKILL)
    expect(page.locator("#status")).to_have_class("status error")
    fragile.start_gateway()
    making.is_done(page)
    expect(page.locator(".tile img:visible")).to_have_count(2)
    # It is found by its link alone, too, and how it formed comes back: its recipe is made again.
    page.reload()
    making.is_done(page)
    fragile.gateway.end()
    fragile.start_gateway()
    phone = visit(fragile.base, PHONE).page(page.url.removeprefix(fragile.base))
    making.is_done(phone)
    expect(phone.locator(".tile img:visible")).to_have_count(2)
    expect(phone.locator("#recipe-words")).to_contain_text("“dress”")
    expect(phone.locator("#film")).to_be_visible()
    making.scrub(phone, 3)
    look(phone, "found again")


def test_the_server_is_killed_and_comes_back(fragile, visit, look):
    visitor = visit(fragile.base)
    visitor.expected = AWAY
    page = visitor.page()
    begin_long(page, count=2)
    fragile.server.end(signal.SIGKILL)
    expect(page.locator("#status")).to_contain_text("goes on when the server is back")
    look(page, "server-away")
    other = visit(fragile.base, PHONE)
    other.expected = AWAY
    away = other.page()
    expect(away.locator("#status")).to_contain_text("The inference server is away")
    expect(away.locator("#generate")).to_be_disabled()
    look(away, "server-away-empty")
    fragile.start_server()
    making.is_done(page)
    expect(page.locator(".tile img:visible")).to_have_count(2)
    expect(away.locator("#status")).to_contain_text("Reverie is back")
    expect(away.locator("#generate")).to_be_enabled()


def test_a_link_that_leads_nowhere_says_so(system, visit, look):
    visitor = visit(system.base)
    visitor.expected = AWAY
    page = visitor.page("/jobs/" + "0" * 32)
    expect(page.locator("#status")).to_contain_text("is not here any more")
    expect(page.locator("#frame")).to_have_attribute("data-state", "empty")
    look(page, "nowhere")


def test_two_people_at_once(system, visit):
    pages = [visit(system.base, view).page() for view in (DESKTOP, PHONE)]
    for page, prompt in zip(pages, ("shirt", "trousers")):
        making.write(page, prompt)
        making.generate(page)
    for page, prompt in zip(pages, ("shirt", "trousers")):
        making.is_done(page)
        expect(page.locator(".tile img")).to_have_attribute("alt", prompt)
    assert making.job(pages[0]) != making.job(pages[1])
