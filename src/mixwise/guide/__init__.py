"""An assessment made readable: the guide, its parts in order, its renderings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mixwise.engine.types import Assessment
    from mixwise.guide.model import Guide
    from mixwise.knowledge.store import Knowledge


def make_guide(assessment: Assessment, knowledge: Knowledge, *, country: str = "", already: bool = False) -> Guide:
    """The guide for an assessment; see `mixwise.guide.build.build`."""
    from mixwise.guide.build import build  # late: a short answer never needs it

    return build(assessment, knowledge, country=country, already=already)
