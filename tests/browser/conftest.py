"""A real browser: the system's Chromium, driven by Playwright. Run by `./test --all`."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.serving import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HERE = Path(__file__).parent
if importlib.util.find_spec("playwright") is None:  # ./test without --all installs none of this
    collect_ignore_glob = ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("more")


@pytest.fixture(
    scope="module"
)  # and not longer: while it runs, no other test of this process can have an event loop of its own
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


PATIENCE = 120_000
"""Milliseconds: a machine that runs other tests beside this one is slow, and a page that never comes is found all the same."""


class Watched:
    """A page, with every request that it made and everything that its console complained of."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def calm(self) -> None:
        """No error, no request to anyone else."""
        assert self.complaints == []
        assert [one for one in self.requests if not one.startswith((self.url, "data:", "blob:"))] == []


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE)
    seen = Watched(context, server.url)
    yield seen
    seen.calm()
    context.close()


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page
