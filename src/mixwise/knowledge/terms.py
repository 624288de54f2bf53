"""Severity, ordered; the closed vocabularies of records stand in `schema.py`."""

from __future__ import annotations

from typing import Final

# Worst last. The overall severity of a question is the worst of its parts in this order, so an unknown
# never hides a danger and a danger never hides an unknown.
SEVERITIES: Final = ("none_known", "minor", "unknown", "moderate", "major", "dangerous")
RANK: Final = {severity: rank for rank, severity in enumerate(SEVERITIES)}
NOTE: Final = "note"
"""A rule of this severity says something without being a warning."""


def worst(*severities: str | None) -> str | None:
    """
    The worst of several severities, None counting as nothing.

    >>> worst("moderate", "unknown", None)
    'moderate'
    >>> worst("minor", "unknown")
    'unknown'
    """
    known = [severity for severity in severities if severity is not None]
    return max(known, key=RANK.__getitem__) if known else None
