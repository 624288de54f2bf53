"""The guides that are kept whole, to be read in review by eye. Renew them with `python -m tests.golden.cases`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import mixwise

FOLDER = Path(__file__).parent


class Case(NamedTuple):
    """A question, and how its guide is asked for."""

    name: str
    substances: tuple[str, ...]
    country: str = ""
    already: bool = False


CASES = (
    Case("heroin-xanax", ("heroin", "xanax"), "US"),
    Case("kratom-xanax-alcohol", ("ok so i took some kratom earlier and a xanax, is it ok to have a few beers now",), "US"),
    Case("oxycodone-gabapentin", ("Percocet", "gabapentin"), "US"),
    Case("mdma-prozac-already", ("molly", "Prozac"), "GB", already=True),
    Case("nardil-sudafed", ("Nardil", "Sudafed")),
    Case("viagra-poppers", ("Viagra", "poppers"), "GB"),
    Case("ghb-alcohol-already", ("G", "vodka"), already=True),
    Case("warfarin-ibuprofen", ("warfarin", "ibuprofen"), "CA"),
    Case("amoxicillin-paracetamol", ("amoxicillin", "paracetamol")),
    Case("lisinopril-hctz-naproxen", ("lisinopril", "hydrochlorothiazide", "naproxen")),
    Case("moon-rocks-adderall", ("is 'moon rocks 9000' ok with adderall",), "US"),
    Case("fentanyl-tranq-already", ("fentanyl", "tranq"), "US", already=True),
)  # fmt: skip


def text(case: Case) -> str:
    """The guide as it should stand in its file: the knowledge version, which changes with every fact, is left open."""
    guide = mixwise.guide(case.substances, country=case.country, already=case.already)
    return re.sub(r"Knowledge version \S+", "Knowledge version (any).", guide.to_text())


def path(case: Case) -> Path:
    """Where the guide is kept."""
    return FOLDER / f"{case.name}.txt"


if __name__ == "__main__":
    for one in CASES:
        path(one).write_text(text(one), encoding="utf-8")
