"""What one asks of a run over adverse-event reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mixwise.errors import UsageError

ROLES = ("PS", "SS", "C", "I")
"""The FDA's codes for a drug in a report: primary suspect, secondary suspect, concomitant, interacting."""
TRIPLES = ("none", "raised", "all")
"""Which sets of three are written: none, those reported more than their pairs explain, or all with enough reports."""

Told = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


class Options(NamedTuple):
    """How reports are chosen and counted. The same options over the same files give the same bytes."""

    roles: tuple[str, ...] = ROLES
    min_count: int = 3
    """Combinations with a reaction in fewer reports than this are not measured."""
    triples: str = "raised"
    most_drugs: int = 50
    """Reports that list more substances than this are kept out: one of them would add thousands of combinations."""
    together: int = 50
    """A pair counts as quiet in the reports only when so many name it."""
    sample: float = 1.0
    seed: int = 0
    """Which cases a sample takes."""
    suppress_below: int = 0
    """Rows that show a count from 1 up to one less than this are withheld."""

    def checked(self) -> Options:
        """These options with the roles in order. Raises UsageError for those that make no sense."""
        strange = sorted(set(self.roles) - set(ROLES))
        if strange or not self.roles:
            raise UsageError(f"the roles are {', '.join(ROLES)}; not {', '.join(strange) or 'none'}")
        if self.triples not in TRIPLES:
            raise UsageError(f"triples are one of {', '.join(TRIPLES)}")
        if self.min_count < 1 or self.most_drugs < 2 or self.together < 1 or self.suppress_below < 0:
            raise UsageError("the least number of reports is at least 1, the most drugs of a report at least 2")
        if not 0 < self.sample <= 1:
            raise UsageError("the sample is a share of the cases: more than 0, at most 1")
        return self._replace(roles=tuple(role for role in ROLES if role in self.roles))
