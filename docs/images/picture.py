"""Draws docs/images/answer.svg, the picture of an answer in the README: `python docs/images/picture.py`."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

import mixwise
from mixwise.guide.render.terminal import show


def main() -> None:
    """Render the guide for the article's question as a terminal would show it, and keep its first screen."""
    console = Console(record=True, width=92, force_terminal=True, color_system="truecolor", file=io.StringIO())
    guide = mixwise.guide(["heroin", "Xanax"], country="US")
    risks = [section for section in guide.sections if section.id in ("answer", "risks")]
    show(guide._replace(sections=tuple(risks)), console)
    text = console.export_svg(title="mixwise guide heroin xanax", clear=False)
    Path(__file__).with_name("answer.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
