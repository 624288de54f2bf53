"""A guide as plain text: for pipes, screen readers and old terminals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mixwise.guide.item import Item

if TYPE_CHECKING:
    from mixwise.guide.model import Guide, SourceEntry


def render(guide: Guide, width: int = 80) -> str:
    """The guide as plain text, wrapped at `width` columns."""
    lines: list[str] = []
    for item in guide.first:
        lines += wrap(item.text, width, "!! ", "   ")
    if guide.first:
        lines.append("")
    lines += [guide.question, ""]
    word = f"{guide.severity_word}. " if guide.severity_word else ""
    lines += wrap(word + guide.answer, width)
    for section in guide.sections:
        lines += ["", section.title.upper(), "-" * min(len(section.title), width)]
        lines += items(section.items, width, 0)
        if section.id == "sources":
            lines += [line for source in guide.sources for line in source_lines(source, width)]
    return "\n".join(lines) + "\n"


def items(found: Sequence[Item], width: int, depth: int) -> Iterator[str]:
    """The lines of some items; steps are numbered, cards are indented under their heading."""
    pad = "  " * depth
    number = 0
    for item in found:
        number = number + 1 if item.kind == "step" else 0
        mark = {"bullet": "* ", "step": f"{number}. "}.get(item.kind, "")
        label = f"{item.label}: " if item.label else ""
        text = f"{label}{item.text}{cited(item.cites)}"
        if item.kind == "card":
            tag = f"[{item.tag}] " if item.tag else ""
            yield ""
            yield from wrap(tag + text, width, pad, pad)
            yield from items(item.items, width, depth + 1)
        else:
            yield from wrap(text, width, pad + mark, pad + " " * len(mark))


def source_lines(source: SourceEntry, width: int) -> Iterator[str]:
    """One numbered source, its link on a line of its own so that it can be copied."""
    lead = f"[{source.number}] "
    places = "; ".join(place for place in source.places if place)
    yield from wrap(f"{source.line} {places + '. ' if places else ''}({source.read})", width, lead, " " * len(lead))
    yield " " * len(lead) + source.link


def cited(numbers: Sequence[int]) -> str:
    """The marks behind a text, such as ` [1, 3]`."""
    return f" [{', '.join(map(str, numbers))}]" if numbers else ""


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """
    Wrapped lines; long words such as links are never broken.

    `textwrap` does the same, but its import alone is a thirtieth of a cold start (decision 5).
    """
    lines: list[str] = []
    line = first
    empty = True
    for word in text.split():
        if not empty and len(line) + 1 + len(word) > max(width, 20):
            lines.append(line)
            line, empty = rest, True
        line = line + word if empty else f"{line} {word}"
        empty = False
    return [*lines, line if not empty else line.rstrip()]
