"""A guide as Markdown (CommonMark): text from outside is escaped, so that a name cannot become markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mixwise.guide.item import Item
from mixwise.guide.model import Guide

_SPECIAL = {ord(mark): "\\" + mark for mark in "\\`*_{}[]<>#|~"}


def render(guide: Guide) -> str:
    """The guide as Markdown."""
    lines = [f"> **{escape(item.text)}**\n>" for item in guide.first]
    lines += ["", f"# {escape(guide.question)}", ""]
    word = f"**{guide.severity_word}.** " if guide.severity_word else ""
    lines.append(word + escape(guide.answer))
    for section in guide.sections:
        lines += ["", f"## {escape(section.title)}", ""]
        lines += items(section.items, 3)
        if section.id == "sources":
            lines.append("")
            for source in guide.sources:
                places = "; ".join(place for place in source.places if place)
                lines.append(f"{source.number}. {escape(source.line)} {escape(places)} <{source.link}> ({source.read})")
    return "\n".join(lines).strip() + "\n"


def items(found: Sequence[Item], level: int) -> Iterator[str]:
    """The lines of some items, cards as headings of the given level."""
    previous = ""
    number = 0
    for item in found:
        if previous and item.kind != previous:
            yield ""
        number = number + 1 if item.kind == "step" else 0
        label = f"**{escape(item.label)}:** " if item.label else ""
        text = f"{label}{escape(item.text)}{cited(item.cites)}"
        if item.kind == "card":
            tag = f"**{escape(item.tag)}** " if item.tag else ""
            yield f"{'#' * min(level, 6)} {tag}{text}"
            yield ""
            yield from items(item.items, level + 1)
            yield ""
        elif item.kind == "bullet":
            yield f"- {text}"
        elif item.kind == "step":
            yield f"{number}. {text}"
        else:
            yield f"*{text}*  " if item.kind == "small" and "*" not in text else f"{text}  "
        previous = item.kind


def cited(numbers: Sequence[int]) -> str:
    """Citation marks."""
    return f" \\[{', '.join(map(str, numbers))}\\]" if numbers else ""


def escape(text: str) -> str:
    """Text as text, whatever it holds."""
    return " ".join(text.split()).translate(_SPECIAL)
