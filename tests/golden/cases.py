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
    # time, person, regimen
    Case("nardil-stopped-pseudoephedrine", ("Nardil stopped 10 days ago", "pseudoephedrine")),
    Case("methadone-yesterday-alprazolam", ("methadone yesterday", "alprazolam now", "sleep apnoea"), "US"),
    Case("nyquil-percocet-tylenol", ("NyQuil + Percocet + Tylenol",), "US"),
    Case("suboxone-after-fentanyl", ("Suboxone 12 h after fentanyl",), "US"),
    Case("out-of-prison-heroin", ("out of prison last week, \"one bag of heroin\"",), "GB"),
    Case("amitriptyline-tramadol-sertraline-72", ("amitriptyline + tramadol + sertraline at 72",)),
    Case("warfarin-bactrim", ("warfarin", "Bactrim")),
    Case("lithium-ibuprofen-lisinopril-heat", ("lithium + ibuprofen + lisinopril in a heatwave",), "AU"),
    Case("viagra-chest-pain", ("Viagra 20 h ago and chest pain",), "US"),
    Case("quitting-alcohol", ("quitting alcohol alone after years",), "GB"),
    Case("mdma-again-fluoxetine", ("MDMA again on fluoxetine",), "GB"),
    Case("narcan-an-hour-ago", ("gave Narcan an hour ago, he's fine now",), "US"),
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
