"""A guide as an HTML fragment: every text escaped, no script, no style, severity in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from mixwise.guide.item import Item
from mixwise.guide.model import Guide


def render(guide: Guide) -> str:
    """The guide as one `<article>`."""
    parts = [f'<article class="mixwise-guide" lang="{guide.language}">']
    if guide.first:
        parts.append('<div class="mixwise-first" role="alert">')
        parts += [f"<p><strong>{escape(item.text)}</strong></p>" for item in guide.first]
        parts.append("</div>")
    parts.append(f"<h1>{escape(guide.question)}</h1>")
    word = f"<strong>{escape(guide.severity_word)}.</strong> " if guide.severity_word else ""
    parts.append(f'<p class="mixwise-answer" data-severity="{guide.severity or ""}">{word}{escape(guide.answer)}</p>')
    for section in guide.sections:
        parts.append(f'<section id="mixwise-{section.id}"><h2>{escape(section.title)}</h2>')
        parts += items(section.items, 3)
        if section.id == "sources":
            parts += _sources(guide)
        parts.append("</section>")
    parts.append("</article>")
    return "\n".join(parts) + "\n"


def _sources(guide: Guide) -> Iterator[str]:
    yield "<ol>"
    for source in guide.sources:
        places = "; ".join(place for place in source.places if place)
        link = (
            f'<a href="{escape(source.link)}" rel="noreferrer">{escape(source.link)}</a>'
            if source.link.startswith("http")
            else escape(source.link)
        )
        text = f"{escape(source.line)} {escape(places)} {link} ({escape(source.read)})"
        yield f'<li id="mixwise-source-{source.number}" value="{source.number}">{text}</li>'
    yield "</ol>"


def items(found: Sequence[Item], level: int) -> Iterator[str]:
    """Items as paragraphs, lists and headed parts."""
    open_list = ""
    for item in found:
        wanted = {"bullet": "ul", "step": "ol"}.get(item.kind, "")
        if wanted != open_list:
            if open_list:
                yield f"</{open_list}>"
            if wanted:
                yield f"<{wanted}>"
            open_list = wanted
        yield from _item(item, level)
    if open_list:
        yield f"</{open_list}>"


def _item(item: Item, level: int) -> Iterator[str]:
    label = f"<strong>{escape(item.label)}:</strong> " if item.label else ""
    text = f"{label}{escape(item.text)}{cited(item.cites)}"
    if item.kind == "card":
        tag = f'<strong class="mixwise-severity">{escape(item.tag)}</strong> ' if item.tag else ""
        yield f'<div class="mixwise-card"><h{min(level, 6)}>{tag}{text}</h{min(level, 6)}>'
        yield from items(item.items, level + 1)
        yield "</div>"
    elif item.kind in ("bullet", "step"):
        yield f"<li>{text}</li>"
    else:
        yield f"<p><small>{text}</small></p>" if item.kind == "small" else f"<p>{text}</p>"


def cited(numbers: Sequence[int]) -> str:
    """Citation marks that lead to the sources."""
    if not numbers:
        return ""
    links = ", ".join(f'<a href="#mixwise-source-{number}">{number}</a>' for number in numbers)
    return f" <sup>[{links}]</sup>"
