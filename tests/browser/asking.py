"""Things that people do on the pages, for the stories."""

from __future__ import annotations

from playwright.sync_api import Page


def add(page: Page, typed: str) -> None:
    """Type a name and add it as it stands."""
    page.get_by_role("combobox").fill(typed)
    page.keyboard.press("Enter")
    page.locator(".chips li").filter(has_text=typed).wait_for()


def ask(page: Page, *names: str) -> None:
    """Ask about these names, from the first page."""
    page.goto("/")
    for name in names:
        add(page, name)
    page.get_by_role("button", name="Show what is known").click()
    page.locator("[data-answer]").wait_for()
