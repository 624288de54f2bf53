"""From the addresses of the server to those of files, relative to each page, so that a folder works on any host or a stick."""

from __future__ import annotations

import re

ADDRESS = re.compile(r'(?<=\s)(href|src|action)="(/[^"]*)"')


def file_of(address: str) -> str:
    """
    The file that stands for an address of the server.

    >>> file_of("/"), file_of("/help/US"), file_of("/sources?page=2"), file_of("/static/site.css?v=1")
    ('index.html', 'help/US.html', 'sources-2.html', 'static/site.css')
    """
    path, _, query = address.lstrip("/").partition("?")
    if path.startswith("static/") or "." in path.rpartition("/")[2]:
        return path
    page = query.partition("page=")[2]
    return f"{path or 'index'}{'-' + page if page and page != '1' else ''}.html"


def relative(html: str, file: str) -> str:
    """The text of a page with every address of the server turned into a way from that page's file."""
    up = "../" * file.count("/")

    def turned(found: re.Match[str]) -> str:
        path, mark, place = found[2].partition("#")
        return f'{found[1]}="{up}{file_of(path)}{mark}{place}"'

    return ADDRESS.sub(turned, html)
