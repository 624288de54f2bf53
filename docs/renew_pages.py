"""Renews the pictures of the pages in docs/images: `python docs/renew_pages.py`. Needs the `browser` extra and Chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.browser.asking import ask  # noqa: E402
from tests.serving import serving  # noqa: E402

IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Take every picture anew."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "own", base_url="https://example.org") as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])

        def page(width: int, height: int, scheme: str = "light") -> Page:
            context = chromium.new_context(
                base_url=server.url, viewport={"width": width, "height": height}, color_scheme=scheme
            )
            return context.new_page()

        wide = page(1000, 1150)
        ask(wide, "heroin", "Xanax")
        wide.screenshot(path=IMAGES / "web-answer.png")
        phone = page(360, 760)
        phone.goto("/emergency")
        phone.screenshot(path=IMAGES / "web-emergency.png")
        dark = page(1000, 1150, "dark")
        dark.goto("/chart")
        dark.screenshot(path=IMAGES / "web-chart.png")
        chromium.close()


if __name__ == "__main__":
    main()
