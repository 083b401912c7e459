"""What is given up, and what stays where it is: a picture nobody waits for, a link within the page, a download that is cancelled."""

import re

from playwright.sync_api import expect

import making


def test_a_picture_that_nobody_waits_for_any_more_is_not_made(system, visit):
    page = visit(system.base).page()
    held = []
    page.route("**/api/jobs", lambda route: held.append(route))
    making.is_ready(page)
    making.write(page, "coat")
    with page.expect_request("**/api/jobs"):
        page.click("#generate")
    expect(page.locator("#generate")).to_have_text("CANCEL")
    page.click("#generate")
    expect(page.locator("#status")).to_have_text("Cancelled.")
    with page.expect_request(lambda request: request.method == "DELETE"):
        held[0].continue_()
    expect(page.locator("#frame")).to_have_attribute("data-state", "empty")
    assert page.url == system.base + "/"


def test_the_link_to_the_content_leaves_the_picture_alone(system, visit):
    page = visit(system.base).page()
    making.write(page, "bag")
    making.generate(page)
    making.is_done(page)
    page.focus(".skip")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.wait_for_timeout(300)
    making.is_done(page)
    expect(page.locator(".tile img")).to_be_visible()


def test_the_link_to_the_content_leaves_what_went_wrong_on_the_page(system, visit):
    page = visit(system.base).page()

    def fail(route):
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"state": "failed", "frames": [], "images": {}})

    page.route(re.compile("/api/jobs/[0-9a-f]+$"), fail)
    failure = 'event: failed\nid: x-1\ndata: {"detail": "The numbers overflowed.", "retryable": false}\n\n'
    page.route("**/events?*", lambda route: route.fulfill(content_type="text/event-stream", body=failure))
    making.write(page, "bag")
    making.generate(page)
    expect(page.locator("#status")).to_have_text("The numbers overflowed.")
    link, asked = page.url, []
    assert "/jobs/" in link
    page.on("request", lambda request: "/api/jobs" in request.url and asked.append(request.url))
    page.focus(".skip")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.wait_for_timeout(300)
    assert page.url == link + "#main" and asked == []
    expect(page.locator("#status")).to_have_text("The numbers overflowed.")


def test_a_download_that_is_cancelled_does_not_come(system, visit):
    page = visit(system.base).page()
    making.write(page, "shirt")
    making.generate(page)
    making.is_done(page)
    held, files = [], []
    page.on("download", lambda file: files.append(file))
    page.route("**/animations/*", lambda route: held.append(route))
    page.click("#formats")
    page.locator('#download-dialog input[value="apng"]').check(force=True)
    with page.expect_request("**/animations/*"):
        page.click("#download-go")
    page.click("#download-cancel")
    with page.expect_response("**/animations/*"):
        held[0].continue_()
    page.wait_for_timeout(300)
    assert files == []
