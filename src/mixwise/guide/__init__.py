"""An assessment made readable: the guide, its parts in order, its renderings."""

from __future__ import annotations

from mixwise.guide.build import build
from mixwise.guide.model import Guide, Item, Section, SourceEntry

__all__ = ["Guide", "Item", "Section", "SourceEntry", "build"]
