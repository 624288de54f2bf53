"""
Learn how much each word speaks for an emergency: writes `knowledge/emergency/points.yaml`.

    python bench/emergency_points.py [folder of the repository]

Logistic regression with a penalty, by steps of falling size, in plain Python; the same sets give the same file. It learns
from the parts of the sets in tests/names/sets that were used to write the phrases, and from the blind sets that have been
read since; never from a set that is called held out. Names of substances get no points.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from mixwise.names.points import features
from mixwise.names.signs import sentences_of

ROOT = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]
SETS = ROOT / "tests/names/sets"
READ = ("blind_5_1", "blind_5_2", "blind_5_3", "blind_5_4", "blind_5_5")
"""Blind sets that were read and mended after their first run."""

SUBSTANCES = ("drug", "depress", "thinner", "narcan", "otc", "stim", "heart_slow", "maoi")
"""Groups of the triggers that are names of substances."""

NO_NAMES = frozenset(
    (
        "drink", "drank", "drunk", "drinking", "alcohol", "booze", "meds", "my", "his", "her", "of", "tablets", "up",
        "work", "out", "blood", "nasal", "spray", "sprays", "speed", "ice", "crack", "acid", "e", "g", "h", "bar",
        "bars", "edible", "edibles", "weed", "mushrooms", "shrooms", "beta", "blocker", "blockers", "calcium",
        "channel", "antidepressant", "iron", "potassium", "lean", "dig",
    )
)  # fmt: skip
"""Words of those groups that are words of the language, too."""

PASSES, STEP, PENALTY, TIMES, SMALLEST = 40, 0.5, 2e-4, 10, 4
OVER = {"medical": 18, "crisis": 12}
"""How far above even a sum must be, in tenths of a logit: measured so that few ordinary sentences pass."""


def lines(name: str) -> list[str]:
    """The texts of a set, without those held out."""
    used, found = True, []
    for line in (SETS / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            used = not line.startswith("# held out")
        elif line and used:
            found.append(line)
    return found


def learn(texts: list[list[str]], wanted: list[bool]) -> tuple[dict[str, float], float]:
    """Weights of the features and the start, by AdaGrad."""
    weights: dict[str, float] = dict.fromkeys((one for text in texts for one in text), 0.0)
    grown = dict.fromkeys(weights, 1e-6)
    start, order, chance = 0.0, list(range(len(texts))), random.Random(5)
    for turn in range(PASSES):
        chance.shuffle(order)
        for place in order:
            text = texts[place]
            total = start + sum(weights[one] for one in text)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - wanted[place]
            start -= 0.05 / (1 + turn) * error
            for one in text:
                slope = error + PENALTY * len(texts) / 50 * weights[one]
                grown[one] += slope * slope
                weights[one] -= STEP / math.sqrt(1 + grown[one]) * slope / (1 + 0.1 * turn)
    return weights, start


def main() -> None:
    triggers = yaml.load((ROOT / "knowledge/emergency/triggers.yaml").read_text("utf-8"), yaml.BaseLoader)["en"][
        "groups"
    ]
    names = {word for group in SUBSTANCES for one in triggers.get(group, ()) for word in one.split()} - NO_NAMES
    medical = lines("emergency_medical.txt") + [one for part in READ for one in lines(f"{part}_medical.txt")]
    crisis = lines("emergency_crisis.txt") + [one for part in READ for one in lines(f"{part}_crisis.txt")]
    none = lines("emergency_none.txt") + lines("ordinary.txt")
    none += [one for part in READ for one in lines(f"{part}_ordinary.txt")]
    texts = [
        sorted({one for words in sentences_of(line) for one in features(words)}) for line in medical + crisis + none
    ]
    often = Counter(one for text in texts for one in text)
    texts = [[one for one in text if often[one] > 1 and names.isdisjoint(one.split())] for text in texts]
    kinds = ["medical"] * len(medical) + ["crisis"] * len(crisis) + ["none"] * len(none)
    tables: dict[str, dict[str, Any]] = {}
    for kind in ("crisis", "medical"):
        weights, start = learn(texts, [one == kind or (kind == "medical" and one != "none") for one in kinds])
        points: dict[int, list[str]] = {}
        for one, weight in weights.items():
            number = round(weight * TIMES)
            if abs(number) >= SMALLEST:
                points.setdefault(number, []).append(one)
        tables[kind] = {"least": OVER[kind] - round(start * TIMES), "points": points}
    out = [
        "# How much each word, and each pair of neighbours, speaks for an emergency or against it; ^ and $ are the ends of a",
        "# sentence, # is a number. Made by bench/emergency_points.py from sets of sentences; no medical claim.",
        "",
        "en:",
    ]
    for kind, table in tables.items():
        out += [f"  {kind}:", f"    least: {table['least']}", "    points:"]
        for number in sorted(table["points"], reverse=True):
            listed = ", ".join(f"'{one}'" for one in sorted(table["points"][number]))
            row = f"      {number}: ["
            for one in listed.split(", "):
                if len(row) + len(one) > 124:
                    out.append(row.rstrip())
                    row = "        "
                row += one + ", "
            out.append(row.rstrip(", ") + "]")
    (ROOT / "knowledge/emergency/points.yaml").write_text("\n".join(out) + "\n", "utf-8")


if __name__ == "__main__":
    main()
