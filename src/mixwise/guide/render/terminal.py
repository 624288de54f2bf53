"""A guide on a terminal, with colour and bold by Rich. The words are the same as in plain text; colour adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mixwise.guide.item import Item
from mixwise.guide.model import Guide
from mixwise.guide.render.text import cited, source_lines

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "dangerous": "bold white on red",
    "major": "bold red",
    "moderate": "bold yellow",
    "unknown": "bold magenta",
    "minor": "bold blue",
}


def show(guide: Guide, console: Console) -> None:
    """Print the guide on a Rich console."""
    from rich.text import Text

    for item in guide.first:
        console.print(Text(item.text, style="bold red"))
    console.print()
    console.print(Text(guide.question, style="bold"))
    answer = Text()
    if guide.severity_word:
        answer.append(f" {guide.severity_word} ", style=STYLES.get(guide.severity or "", "bold"))
        answer.append(" ")
    answer.append(guide.answer, style="bold")
    console.print(answer)
    for section in guide.sections:
        console.print()
        console.rule(Text(section.title, style="bold"), align="left", style="dim")
        _items(section.items, console, 0)
        if section.id == "sources":
            for source in guide.sources:
                for line in source_lines(source, console.width):
                    console.print(
                        Text(line, style="dim"),
                        no_wrap=line.lstrip().startswith("http"),
                        overflow="ignore",
                        crop=False,
                    )


def _items(found: Sequence[Item], console: Console, depth: int) -> None:
    from rich.padding import Padding
    from rich.text import Text

    number = 0
    for item in found:
        number = number + 1 if item.kind == "step" else 0
        text = Text({"bullet": "• ", "step": f"{number}. "}.get(item.kind, ""))
        if item.severity:
            text.append(f" {item.tag} ", style=STYLES.get(item.severity, "bold"))
            text.append(" ")
        if item.label:
            text.append(f"{item.label}: ", style="bold")
        text.append(item.text, style="bold" if item.kind == "card" else "dim" if item.kind == "small" else "")
        text.append(cited(item.cites), style="dim")
        console.print(Padding(text, (1 if item.kind == "card" else 0, 0, 0, depth * 2)))
        if item.items:
            _items(item.items, console, depth + 1)
