"""Renews what the README shows of an answer, words and picture: `python docs/renew.py`."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from rich.console import Console

import mixwise
from mixwise.faces.printing import print_answer
from mixwise.guide.render.terminal import show

ROOT = Path(__file__).parents[1]
ASKED = ("heroin", "xanax")


def answer() -> str:
    """The short answer to the article's question as far as the end of its first finding, as Markdown."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print_answer(mixwise.check(ASKED), why=False)
    text = re.split(r"\n\n(?=\[NOTE\])", out.getvalue())[0].strip()
    return f"```\n$ ./run check {' '.join(ASKED)}\n{text}\n…\n```"


def readme() -> str:
    """The README with the answer in its place."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = f"<!-- answer:begin -->\n{answer()}\n<!-- answer:end -->"
    return re.sub(r"<!-- answer:begin -->[\s\S]*<!-- answer:end -->", lambda _: block, text)


def picture() -> str:
    """The first part of the guide as a terminal shows it, as SVG."""
    console = Console(record=True, width=92, force_terminal=True, color_system="truecolor", file=io.StringIO())
    guide = mixwise.guide(ASKED, country="US")
    kept = tuple(section for section in guide.sections if section.id in ("answer", "risks"))
    show(guide._replace(sections=kept), console)
    return console.export_svg(title="mixwise guide heroin xanax")


if __name__ == "__main__":
    (ROOT / "README.md").write_text(readme(), encoding="utf-8")
    (ROOT / "docs" / "images" / "answer.svg").write_text(picture(), encoding="utf-8")
