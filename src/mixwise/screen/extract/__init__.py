"""Substances in narratives: what `mixwise.names.find` says of each passage, at the speed of one pass of many patterns."""

from __future__ import annotations

from mixwise.screen.extract.extractor import Extracted, Extractor
from mixwise.screen.extract.passages import passages

__all__ = ["Extracted", "Extractor", "passages"]
