"""The JavaScript example, run in a browser from another origin."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from tests.serving import Server

EXAMPLE = (Path(__file__).parents[2] / "docs" / "examples" / "ask.js").read_text(encoding="utf-8")


class Quiet(SimpleHTTPRequestHandler):
    """Files without a log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Another site on this machine."""
    (tmp_path / "index.html").write_text("<!doctype html><title>elsewhere</title>")
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path))) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_address[1]}/"
        site.shutdown()


def test_the_example_answers_from_another_origin(browser: Browser, server: Server, elsewhere: str) -> None:
    page = browser.new_page()
    page.goto(elsewhere)
    lines = page.evaluate(
        f"async (server) => {{ {EXAMPLE}; return inWords(await ask(server, ['heroin', 'Xanax'])); }}", server.url
    )
    assert lines[0] == "Severity: dangerous"
    with pytest.raises(Error, match="nothing to check"):
        page.evaluate(f"async (server) => {{ {EXAMPLE}; return ask(server, [' ']); }}", server.url)
    page.close()
