"""
Reading the reference folder: what each file's own words mean on our scale, and what is left out, and why.

The folder's README tells what each file is and where it is wrong; a file that is not there is left out.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]


class Pair(NamedTuple):
    """Two names as the source writes them, the source's own word, and the severity of ours that it stands for."""

    a: str
    b: str
    word: str
    level: str  # none | minor | moderate | major


class Question(NamedTuple):
    """A question as people type it, with the substances in it and the severity to expect."""

    text: str
    substances: frozenset[str]
    severity: str
    must_mention: tuple[tuple[str, ...], ...]  # facts, each in several wordings
    must_not_say: tuple[str, ...]


@dataclass(frozen=True)
class PairFile:
    """One file of rated pairs. `levels` says what its words mean; a word that is not there is left out."""

    name: str
    title: str
    file: str
    levels: dict[str, str]
    keep: Callable[[Row], object] = bool  # which rows are about what we measure: all that hold anything


def _systemic(row: Row) -> bool:
    return "(" not in row["drug_a"] + row["drug_b"]  # "dexamethasone (ophthalmic)"


ANSM_LEVELS = {"CI": "major", "AD": "major", "ASDEC": "major", "PE": "moderate", "PC": "minor", "APEC": "minor"}
_SEVERAL_LEVELS = re.compile(r"\b(?:CI|ASDEC|PE|APEC)(?: - (?:CI|ASDEC|PE|APEC))+\b")


def _one_level(row: Row) -> bool:
    """ANSM: rules with one level for some members or doses and another for others are coded at their lowest."""
    several = _SEVERAL_LEVELS.search(row["mechanism_or_note"])
    return several is None or len({ANSM_LEVELS[word] for word in several.group().split(" - ")}) == 1


def _both_prolong_qt(row: Row) -> bool:
    return row["mechanism_or_note"].lower().count("qt prolonging") == 2


CHART = {
    "Dangerous": "major",
    "Unsafe": "major",
    "Caution": "moderate",
    "Low Risk & Synergy": "minor",
    "Low Risk & No Synergy": "minor",
    "Low Risk & Decrease": "minor",
}

PAIR_FILES = (
    PairFile(
        "ddinter",
        "DDInter",
        "ddinter.csv.gz",
        {"Major": "major", "Moderate": "moderate", "Minor": "minor"},
        _systemic,
    ),
    PairFile("ansm", "ANSM (France)", "french_ansm.csv.gz", ANSM_LEVELS, _one_level),
    PairFile("ndfrt", "NDF-RT (US VA)", "ndfrt.csv", {"Critical": "major", "Significant": "moderate"}),
    PairFile("kegg", "KEGG (Japan)", "kegg.csv", {"CI": "major", "P": "moderate"}),
    PairFile(
        "liverpool",
        "Liverpool HIV/HEP",
        "liverpool_hiv_hep.csv.gz",
        {"Do Not Coadminister": "major", "Potential Interaction": "moderate", "No Interaction Expected": "none"},
    ),
    PairFile(
        "crediblemeds",
        "CredibleMeds pairs",
        "crediblemeds_ddi.csv",
        {"Usually Avoid": "major", "Take Precautions": "moderate"},
    ),
    PairFile(
        "onc_high",
        "ONC high priority, without QT + QT",
        "onc_high_priority.csv",
        {"high priority": "major"},
        lambda row: not _both_prolong_qt(row),
    ),
    PairFile(
        "onc_qt",
        "ONC high priority, QT + QT",
        "onc_high_priority.csv",
        {"high priority": "major"},
        _both_prolong_qt,
    ),
    PairFile("onc_low", "ONC non-interruptive", "onc_non_interruptive.csv", {"non-interruptive": "moderate"}),
    PairFile("tripsit", "TripSit chart", "tripsit_combos.csv", CHART),
    PairFile(
        "psychonautwiki",
        "PsychonautWiki",
        "psychonautwiki.csv",
        {"Dangerous": "major", "Unsafe": "major", "Uncertain": "moderate"},
    ),
)

SAME_VOICE = {"psychonautwiki": "tripsit", "onc_qt": "onc_high"}
"""Sets that repeat another: together they are one voice."""


def pairs(folder: Path, source: PairFile) -> list[Pair] | None:
    """The rated pairs of one file, in its order; None when the folder does not hold it."""
    path = folder / source.file
    if not path.is_file():
        return None
    return [
        Pair(row["drug_a"], row["drug_b"], row["severity"], source.levels[row["severity"]])
        for row in _rows(path)
        if row["severity"] in source.levels and source.keep(row)
    ]


def questions(folder: Path) -> list[Question] | None:
    """The typed questions, in the file's order; None when the folder does not hold them."""
    path = folder / "questions.csv"
    if not path.is_file():
        return None
    return [
        Question(
            row["question"],
            frozenset(one.strip() for one in row["substances"].split(";") if one.strip()),
            row["expected_severity"],
            tuple(tuple(_parts(fact, "|")) for fact in _parts(row["must_mention"], ";")),
            tuple(_parts(row["must_not_say"], ";")),
        )
        for row in _rows(path)
    ]


def _parts(cell: str, mark: str) -> list[str]:
    return [part.strip().lower() for part in cell.split(mark) if part.strip()]


def _rows(path: Path) -> Iterator[Row]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    else:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def share(part: int, whole: int) -> float | None:
    """A part of a whole to four places; None of nothing."""
    return round(part / whole, 4) if whole else None
