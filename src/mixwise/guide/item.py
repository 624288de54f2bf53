"""One thing to read. Apart from the guide, because a short answer needs it and no more."""

from typing import NamedTuple


class Item(NamedTuple):
    """
    One thing to read. `kind` is text, bullet, step, card (a heading with items under it) or small (for professionals).

    `label` leads the text in bold; `cites` are numbers of the guide's sources.
    """

    kind: str
    text: str
    label: str = ""
    cites: tuple[int, ...] = ()
    items: "tuple[Item, ...]" = ()
    severity: str = ""
    tag: str = ""
    """The severity in the reader's words."""
