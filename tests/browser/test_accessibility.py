"""axe-core on every kind of page, light and dark: no violation of WCAG 2.2 A and AA, nor of its best practices."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.asking import add, ask
from tests.serving import Server

PAGES = [
    "/", "/emergency", "/es/emergency", "/help", "/help/US", "/chart", "/substances", "/substance/heroin", "/substance/opioid",
    "/sources", "/sources/fda-2016-opioid-class-ddi", "/accuracy", "/changes", "/about", "/privacy", "/intended-use", "/kept",
    "/docs", "/no-such-page",
]  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe-core finds, each with the first place."""
    found: Any = (
        Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}).response
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary']}"
        for one in found["violations"]
    ]


@pytest.mark.parametrize(
    ("scheme", "paths"), [("light", PAGES), ("dark", ["/emergency", "/help/US", "/chart", "/accuracy"])]
)
def test_no_violation_on_any_kind_of_page(browser: Browser, server: Server, scheme: Any, paths: list[str]) -> None:
    context = browser.new_context(base_url=server.url, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for path in paths:
        page.goto(path)
        found[path] = violations(page)
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("hero")
    page.get_by_role("option").first.wait_for()
    found["the list of names"] = violations(page)
    page.keyboard.press("Escape")
    ask(page, "heroin", "Xanax")
    page.get_by_role("button", name="Open every part").click()
    found["the whole answer, open"] = violations(page)
    if scheme == "dark":
        context.close()
        assert {place: ones for place, ones in found.items() if ones} == {}
        return
    page.get_by_role("button", name="Make a card to print").click()
    page.locator("[data-card]").wait_for()
    found["the wallet card"] = violations(page)
    page.goto("/")
    add(page, "bars")
    page.get_by_role("button", name="Show what is known").click()
    page.locator("[data-answer]").wait_for()
    found["an ambiguous answer"] = violations(page)
    page.goto("/")
    page.get_by_role("button", name="Show what is known").click()
    page.locator("#problems").wait_for()
    found["nothing named"] = violations(page)
    context.close()
    assert {place: ones for place, ones in found.items() if ones} == {}
