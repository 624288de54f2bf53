"""Writes the static site: everything into a folder beside the wanted one, which then takes its place in one step."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from mixwise.errors import UsageError
from mixwise.faces.web.export import pages
from mixwise.faces.web.export.addresses import file_of, relative
from mixwise.faces.web.export.bundle import bundle
from mixwise.faces.web.pages.offline import manifest_of
from mixwise.faces.web.settings import Settings
from mixwise.faces.web.site import STATIC, Site
from mixwise.whole import switch_folder

MARK = ".mixwise-site"
"""Stands in a folder that this wrote, and so may be replaced."""
PART = 20
OFFLINE = ("/", "/emergency", "/help", "/es/emergency", "/es/help", "/privacy")
LEFT_OUT = frozenset({"sw.js"})


Job = tuple[str, str]
"""The kind of page, `mixes` or `substance`, and whose."""


class Built(NamedTuple):
    """What was written: how many files, how many bytes, and the bytes of the bundle."""

    files: int
    size: int
    bundle: int


def build(target: Path, base_url: str, progress: Callable[[int, int], None], workers: int = 2) -> Built:
    """
    Write the site for this address into a folder, whole or not at all.

    Raises UsageError when the folder holds something that this did not write.
    """
    target = target.absolute()
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise UsageError(f"{target} holds something else. Name an empty folder, or one that was made by this command")
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        work.chmod(0o755)
        size = _write_all(work, base_url.rstrip("/"), progress, workers)
        built = Built(
            sum(1 for path in work.rglob("*") if path.is_file()),
            sum(path.stat().st_size for path in work.rglob("*") if path.is_file()),
            size,
        )
        switch_folder(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return built


def _write_all(work: Path, base_url: str, progress: Callable[[int, int], None], workers: int) -> int:
    site = static_site(base_url)
    todo = jobs(site)
    total, done = len(todo), 0
    progress(done, total)
    few = list(pages.few(site))
    for address, template, language, values in few:
        _page(work, site, (address, template, language, values))
    parts = [(work, base_url, todo[start : start + PART]) for start in range(0, total, PART)]
    for count in _spread(parts, workers):
        done += count
        progress(done, total)
    shutil.copytree(STATIC, work / "static", ignore=lambda _, names: LEFT_OUT & set(names))
    data = json.dumps(bundle(site.knowledge), ensure_ascii=False, separators=(",", ":"))
    _file(work / "static" / "data.js", f"window.mixwiseData = {data};\n")
    _file(work / "sw.js", _worker(site))
    _file(work / "manifest.webmanifest", json.dumps(_manifest(site), indent=1))
    addresses = [f"{base_url}/{file_of(address)}" for address, *_ in few]
    _file(work / "sitemap.txt", "\n".join(addresses) + "\n")
    _file(work / MARK, f"mixwise {site.knowledge.version}\n")
    return len(data.encode())


def jobs(site: Site) -> list[Job]:
    """The many pages: the slow ones first, so that no process is left with them at the end."""
    return [*(("mixes", name) for name in pages.mixed(site)), *(("substance", name) for name in pages.names(site))]


def _spread(parts: list[tuple[Path, str, list[Job]]], workers: int) -> Iterable[int]:
    """The parts over some processes; how many pages each wrote, as they are done."""
    if workers < 2:
        return map(write_part, parts)
    return _pool(parts, workers)


def _pool(parts: list[tuple[Path, str, list[Job]]], workers: int) -> Iterator[int]:
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(write_part, parts)


def write_part(part: tuple[Path, str, list[Job]]) -> int:
    """Write some pages, in a process of its own."""
    work, base_url, todo = part
    site = static_site(base_url)
    for kind, name in todo:
        _page(work, site, pages.mixes(site, name) if kind == "mixes" else pages.substance(site, name))
    return len(todo)


def static_site(base_url: str) -> Site:
    """The site as its templates see it when there is no server."""
    site = Site(Settings(base_url=base_url))
    site.templates.globals["static"] = True
    return site


def _page(work: Path, site: Site, page: pages.Page) -> None:
    address, template, language, values = page
    file = file_of(address)
    _file(work / file, relative(site.html(template, language, root="../" * file.count("/"), **values), file))


def _file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _worker(site: Site) -> str:
    """The service worker for files: the same, with the addresses of files."""
    keep = [file_of(address) for address in OFFLINE]
    keep += [f"static/{name}" for name in ("vendor/design.css", "vendor/combobox.css", "site.css", "vendor/exit-this-page.js",
             "vendor/combobox.js", "answer.js", "static.js", "site.js", "icon.svg", "data.js")]  # fmt: skip
    text = (STATIC / "static-sw.js").read_text(encoding="utf-8")
    return text.replace('"VERSION"', json.dumps(site.knowledge.version)).replace('["KEEP"]', json.dumps(keep))


def _manifest(site: Site) -> dict[str, object]:
    found = manifest_of(site)
    return {
        **found,
        "start_url": "index.html",
        "scope": "./",
        "icons": [{"src": "static/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        "shortcuts": [],
    }
