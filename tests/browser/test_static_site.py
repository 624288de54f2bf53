"""The site as files: complete, small, the same bytes twice, and answering in the page without a request."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

import mixwise
from mixwise.errors import UsageError
from mixwise.faces.web.export import build as building
from mixwise.faces.web.export.build import Built, build
from tests.browser.test_accessibility import violations
from tests.browser.test_example import Quiet


class Site(NamedTuple):
    """A built site, what was said of it, how long it took, and where it is served."""

    folder: Path
    built: Built
    seconds: float
    url: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("static") / "a folder"
    seen: list[tuple[int, int]] = []
    start = time.monotonic()
    built = build(folder, "https://example.org/mix", lambda *step: seen.append(step))
    seconds = time.monotonic() - start
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1]
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder.parent))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(folder, built, seconds, f"http://127.0.0.1:{server.server_address[1]}/a%20folder/")
        server.shutdown()


def test_it_is_within_its_bars(site: Site) -> None:
    files = [path for path in site.folder.rglob("*") if path.is_file()]
    assert site.built.files == len(files) <= 8_000
    assert site.built.size == sum(path.stat().st_size for path in files) <= 300_000_000
    assert len(gzip.compress((site.folder / "static" / "data.js").read_bytes())) <= 6_000_000
    print(f"{len(files)} files, {site.built.size / 1e6:.0f} MB, {site.seconds:.0f} s")


def test_every_substance_and_every_pair_of_classes_has_its_place(site: Site) -> None:
    store = mixwise.load()
    ids = store.ids("substance")
    assert {path.stem for path in (site.folder / "substance").iterdir()} == set(ids)
    classes = [name for name in ids if store.row("substance", name).get("stand_in")]
    by_id: dict[str, str] = {}
    for name in classes:
        page = (site.folder / "mix" / f"{name}.html").read_text(encoding="utf-8")
        by_id = {
            other: severity
            for severity, other in re.findall(r'<details class="card finding finding--(\w+)" id="(\w+)">', page)
        }
        assert set(classes) - {name} <= set(by_id)
    assert by_id["opioid"] == mixwise.check([classes[-1].replace("_", " "), "opioid"]).severity


def test_every_way_leads_to_a_file_and_none_to_a_root(site: Site) -> None:
    pages = [path for path in site.folder.rglob("*.html") if path.parent.name not in ("substance", "mix")]
    pages += sorted((site.folder / "substance").iterdir())[:20] + sorted((site.folder / "mix").iterdir())[:10]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'\s(?:href|src|action)="/', text), page
        assert "<form" not in text or page.name == "index.html", page
        for address in set(re.findall(r'\s(?:href|src)="([^"#:]+)["#]', text)):
            assert (page.parent / unquote(address)).is_file(), (page, address)


def test_building_again_gives_the_same_bytes_in_one_step(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest() -> str:
        whole = hashlib.sha256()
        for path in sorted(site.folder.rglob("*")):
            whole.update(str(path.relative_to(site.folder)).encode() + (path.read_bytes() if path.is_file() else b""))
        return whole.hexdigest()

    monkeypatch.setattr(building, "jobs", lambda _: [("mixes", "opioid"), ("substance", "heroin")])
    build(site.folder.with_name("again"), "https://example.org/mix", lambda *_: None, workers=1)
    again = site.folder.with_name("again")
    for path in again.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (site.folder / path.relative_to(again)).read_bytes(), path
    before = digest()
    monkeypatch.setattr(building, "switch_folder", lambda *_: (_ for _ in ()).throw(OSError("no room")))
    with pytest.raises(OSError, match="no room"):
        build(site.folder, "https://example.org/mix", lambda *_: None, workers=1)
    assert digest() == before
    assert not [path for path in site.folder.parent.iterdir() if path.name.startswith(".")]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(UsageError, match="holds something else"):
        build(tmp_path, "https://example.org", lambda *_: None)
    assert (tmp_path / "mine.txt").read_text() == "keep me"


@pytest.mark.parametrize("way", ["http", "file"])
def test_it_answers_in_the_page_and_asks_nobody(browser: Browser, site: Site, way: str) -> None:
    start = f"{site.url}index.html" if way == "http" else (site.folder / "index.html").as_uri()
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(start)
    requests: list[str] = []
    context.on("request", lambda request: requests.append(f"{request.method} {request.url} {request.post_data}"))
    page.get_by_role("combobox").press_sequentially("smac", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("combobox").fill("Xanax")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show what is known").click()
    expect(page.locator(".verdict")).to_contain_text("DANGEROUS")
    finding = mixwise.check(["smack", "Xanax"]).findings[0]
    expect(page.locator(".finding").first).to_contain_text(finding.plain)
    assert not [one for one in requests if "sw.js" not in one and "smack" in one.lower()]
    assert "smack" not in page.url
    page.locator(".cell--dangerous").first.wait_for(state="detached")
    if way == "http":
        assert violations(page) == []
    assert complaints == []
    context.close()


def test_a_chart_s_cell_leads_to_the_page_of_its_pair(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    page.goto(f"{site.url}chart.html")
    page.locator("a.cell--dangerous").first.click()
    place = page.url.partition("#")[2]
    expect(page.locator(f"#{place} .card__body").first).to_be_visible()
    expect(page.locator(f"#{place} > summary")).to_contain_text("DANGEROUS")
    page.get_by_role("link", name="Emergency: what to do").click()
    expect(page.locator(".step")).to_have_count(8)
    page.close()


def test_it_answers_without_a_network_after_one_visit(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}index.html")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("async () => (await caches.match(new URL('static/data.js', location))) !== undefined")
    context.set_offline(True)
    page.reload()
    page.get_by_role("combobox").fill("heroin")
    page.keyboard.press("Enter")
    page.get_by_role("combobox").fill("xanax")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show what is known").click()
    expect(page.locator(".verdict")).to_contain_text("DANGEROUS")
    page.goto(f"{site.url}emergency.html")
    expect(page.locator(".step")).to_have_count(8)
    context.close()
