"""Stories through the pages, as people live them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.asking import add, ask
from tests.browser.conftest import Watched
from tests.serving import Server


def test_from_a_street_name_to_the_emergency_page(page: Page) -> None:
    """Types a street name, picks it, reads the verdict, opens a finding and its source, and goes to the emergency page."""
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("xann", delay=20)
    option = page.get_by_role("option").first
    expect(option).to_contain_text("alprazolam")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".chips li")).to_have_count(1)
    add(page, "smack")
    page.get_by_role("button", name="Show what is known").click()
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("DANGEROUS")
    expect(verdict.locator("svg")).to_be_visible()
    assert page.url.endswith("/check")
    assert "smack" not in page.title()
    finding = page.locator(".finding").first
    finding.get_by_text("Who says so, how sure, and why").click()
    link = finding.locator(".said a").first
    expect(link).to_be_visible()
    assert re.match("https?://", link.get_attribute("href") or "")
    finding.locator(".cites a").first.click()
    expect(page.locator(".sources li:target")).to_be_visible()
    page.get_by_role("link", name="Emergency: what to do").click()
    expect(page.locator(".step")).to_have_count(8)
    expect(page.locator(".step svg")).to_have_count(8)


def test_a_guide_prints_on_two_pages(page: Page, tmp_path: Path) -> None:
    ask(page, "heroin", "Xanax")
    data = page.pdf(format="A4")
    (tmp_path / "guide.pdf").write_bytes(data)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", data)) <= 2


def test_without_javascript(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("What have you taken").fill("heroin\nXanax")
    page.get_by_text("I have taken them already").click()
    page.get_by_role("button", name="Show what is known").click()
    expect(page.locator(".verdict")).to_contain_text("DANGEROUS")
    expect(page.get_by_role("heading", name="You have taken them already")).to_be_visible()
    page.locator(".finding summary").nth(1).click()
    page.get_by_label("Country, for help lines").select_option("US")
    page.get_by_role("button", name="Show help lines").click()
    expect(page.get_by_role("link", name="Call 988").first).to_have_attribute("href", "tel:988")
    page.get_by_role("button", name="Make a card to print").click()
    expect(page.locator("[data-card] svg").first).to_be_visible()
    page.get_by_role("link", name="Emergency: what to do").click()
    expect(page.locator(".step")).to_have_count(8)
    page.get_by_label("What do you see").fill("took GHB, snores oddly, will not wake")
    page.get_by_role("button", name="Show what it may be").click()
    expect(page.get_by_role("heading", name="What it may be")).to_be_visible()
    context.close()


def test_with_the_keyboard_only(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Emergency: what to do")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "combobox":
            break
    page.keyboard.type("heroin")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".chips li")).to_have_count(1)
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("gabapentin")
    page.keyboard.press("Enter")
    expect(page.locator(".chips li")).to_have_count(2)
    page.keyboard.press("Enter")
    page.locator("[data-answer]").wait_for()
    expect(page.locator(".verdict")).to_contain_text(re.compile("DANGEROUS|MAJOR"))
    summary = page.locator(".card summary").first
    summary.focus()
    before = summary.evaluate("one => one.parentElement.open")
    page.keyboard.press("Enter")
    assert summary.evaluate("one => one.parentElement.open") != before


def test_a_name_can_be_taken_off_again(page: Page) -> None:
    page.goto("/")
    add(page, "heroin")
    add(page, "xanax")
    page.get_by_role("button", name="Remove heroin").click()
    expect(page.locator(".chips li")).to_have_count(1)
    page.get_by_role("button", name="Show what is known").click()
    expect(page.locator("h1")).to_contain_text("xanax")
    expect(page.locator("h1")).not_to_contain_text("heroin")


def test_an_ambiguous_name_can_be_made_clear(page: Page) -> None:
    ask(page, "bars", "heroin")
    page.get_by_role("button", name=re.compile("bromazolam")).click()
    expect(page.locator("h1")).to_contain_text("bromazolam")
    expect(page.locator(".choice")).to_have_count(0)


PLACES = [
    "/",
    "/emergency",
    "/help/US",
    "/chart",
    "/substances",
    "/substance/heroin",
    "/sources",
    "/accuracy",
    "/privacy",
    "/docs",
]


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_page_is_wider_than_the_screen(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": width, "height": 700})
    page = context.new_page()
    ask(page, "heroin", "Xanax")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for place in PLACES:
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    context.close()


def test_large_type_does_not_cut_anything_off(browser: Browser, server: Server) -> None:
    """Text at 200 % on a small phone still fits its width."""
    context = browser.new_context(base_url=server.url, viewport={"width": 360, "height": 700})
    page = context.new_page()
    ask(page, "heroin", "Xanax")
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_dark_is_dark(browser: Browser, server: Server) -> None:
    found = {}
    schemes: tuple[Any, ...] = ("light", "dark")
    for scheme in schemes:
        context = browser.new_context(base_url=server.url, color_scheme=scheme)
        page = context.new_page()
        page.goto("/")
        found[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()
    assert found["light"] == "rgb(255, 255, 255)"
    assert sum(map(int, re.findall(r"\d+", found["dark"]))) < 120


def test_emergency_and_help_open_offline_after_one_visit(watched: Watched, page: Page) -> None:
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        "async (name) => (await caches.keys()).some((one) => one.startsWith(name)) && (await caches.match('/emergency')) !== undefined",
        arg="mixwise-",
    )
    watched.context.set_offline(True)
    page.goto("/emergency")
    expect(page.locator(".step")).to_have_count(8)
    assert page.evaluate("getComputedStyle(document.querySelector('.step')).display") == "grid"
    page.goto("/help")
    expect(page.get_by_role("link", name="United States")).to_be_visible()
    page.goto("/chart")  # anything else leads to what matters most
    expect(page.locator(".step")).to_have_count(8)
    watched.context.set_offline(False)
    watched.complaints.clear()


def stored(page: Page) -> str:
    """Everything that the browser holds of this site, as one text."""
    return str(
        page.evaluate("""async () => {
      const texts = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
      }
      const bases = indexedDB.databases ? await indexedDB.databases() : [];
      return texts.join("\\n") + JSON.stringify(bases);
    }""")
    )


def test_an_answer_is_kept_only_when_asked_and_can_be_removed(watched: Watched, page: Page) -> None:
    ask(page, "heroin", "brorphine")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert "brorphine" not in stored(page)
    page.get_by_role("button", name="Keep this answer on this phone").click()
    expect(page.get_by_text("Kept on this phone.")).to_be_visible()
    watched.context.set_offline(True)
    page.goto("/kept")
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator("h1").first).to_contain_text("brorphine")
    watched.context.set_offline(False)
    page.get_by_role("button", name="Remove from this phone").click()
    expect(page.get_by_text("Removed from this phone.")).to_be_visible()
    assert "brorphine" not in stored(page)
    watched.complaints.clear()


def test_nothing_asked_is_in_any_address_or_store(watched: Watched, page: Page) -> None:
    ask(page, "brorphine", "qvortexamine")
    page.get_by_role("button", name="I have taken them already").click()
    page.locator("[data-answer]").wait_for()
    everywhere = " ".join([*watched.requests, page.title(), page.url, stored(page)])
    assert "brorphine" not in everywhere
    assert "qvortexamine" not in everywhere
    assert watched.context.cookies() == []


def test_a_link_is_made_when_asked_and_no_server_sees_what_is_in_it(watched: Watched, page: Page) -> None:
    ask(page, "heroin", "Xanax")
    assert page.locator("#link").is_hidden()
    page.get_by_role("button", name="Make a link to this answer").click()
    link = page.locator("#link").input_value()
    assert "heroin" in link
    watched.requests.clear()
    page.goto("about:blank")
    page.goto(link)
    page.locator("[data-answer]").wait_for()
    expect(page.locator(".verdict")).to_contain_text("DANGEROUS")
    assert not any("heroin" in one for one in (one.partition("#")[0] for one in watched.requests))
    assert page.url.endswith("/check")


def test_shift_three_times_leaves(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    left: list[str] = []

    def elsewhere(route: Route) -> None:
        left.append(route.request.url)
        route.fulfill(body="elsewhere", content_type="text/html")

    context.route(lambda url: not url.startswith(server.url), elsewhere)
    ask(page, "heroin", "Xanax")
    expect(page.locator("[data-mw-exit-this-page-init]")).to_have_count(1)  # its script listens from here on
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(lambda url: not url.startswith(server.url))
    assert left
    assert "heroin" not in left[0]
    assert page.content().count("elsewhere") == 1
    context.close()
