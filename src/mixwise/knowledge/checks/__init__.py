"""The checks that the whole knowledge must pass, one small class each."""

from __future__ import annotations

from mixwise.knowledge.checks.base import Check
from mixwise.knowledge.checks.claims import (
    CitedSourcesExist,
    EveryJudgementIsSupported,
    EverySourceIsCited,
    RefusedPlacesAreNotCited,
)
from mixwise.knowledge.checks.graph import ClassGraphHasNoLoop, InheritedTraitsAgree, ThreeSources
from mixwise.knowledge.checks.references import ReferencesExist, RulesHaveOneShape, TraitsAreDefined
from mixwise.knowledge.checks.time import LongerSpansAreTold, NothingRetiresWhatIsNeverPast, WindowsCanBeRead
from mixwise.knowledge.checks.words import PlaceholdersAreKnown, WordsAreAllowed

CHECKS: tuple[type[Check], ...] = (
    CitedSourcesExist,
    EveryJudgementIsSupported,
    EverySourceIsCited,
    RefusedPlacesAreNotCited,
    ReferencesExist,
    TraitsAreDefined,
    RulesHaveOneShape,
    WindowsCanBeRead,
    LongerSpansAreTold,
    NothingRetiresWhatIsNeverPast,
    ClassGraphHasNoLoop,
    InheritedTraitsAgree,
    ThreeSources,
    PlaceholdersAreKnown,
    WordsAreAllowed,
)

__all__ = ["CHECKS", "Check"]
