"""
`python -m bench.accuracy.narratives`: substances found in the labelled sentences of `tests/extract`, by us and by a peer.

A mention counts as found when its place overlaps that of a label and it means the same (an ambiguous one: may mean it). The peer
is the PyPI package `drug-named-entity-recognition` in its exact mode; what it found is given our ids by looking its own name,
what stood there, and its synonyms up in our knowledge, whichever fits: a reading in its favour.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import mixwise
from mixwise.names import Ambiguous, Resolved, resolve

ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "tests" / "extract" / "labelled.jsonl"
STORED = Path(__file__).with_name("narratives.json")
PEER = "drug-named-entity-recognition"
HALVES = ("look", "blind")

Label = Mapping[str, Any]


class Guess(NamedTuple):
    """text[start:end] may mean any of `meanings`; no meaning when only the place is told."""

    start: int
    end: int
    meanings: frozenset[frozenset[str]]
    negated: bool | None = None
    history: str | None = None


Tool = Callable[[str], list[Guess]]


class Counts(NamedTuple):
    """Mentions of a tool: those that are right, those that are wrong, and labels that were lost."""

    right: int
    wrong: int
    lost: int

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1, with what they are made of."""
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.lost)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        found: dict[str, float] = {"right": self.right, "wrong": self.wrong, "lost": self.lost}
        for name, value in (("precision", precision), ("recall", recall), ("f1", f1)):
            found[name] = float(f"{value:.3f}")
        return found


def ours(text: str) -> list[Guess]:
    """What mixwise finds."""
    found = []
    for one in mixwise.find(text):
        meant = one.resolution
        if isinstance(meant, Resolved | Ambiguous):
            meanings = (meant.meaning,) if isinstance(meant, Resolved) else meant.meanings
            sets = frozenset(frozenset(meaning.substances) for meaning in meanings)
            found.append(Guess(one.start, one.end, sets, one.negated, one.history))
    return found


def peer(text: str) -> list[Guess]:
    """What the peer finds; it knows no negation and gives places in words."""
    from drug_named_entity_recognition import find_drugs

    words = list(re.finditer(r"\w(?:[\w'’-]*\w)?", text))
    found = []
    for drug, first, last in find_drugs([word.group() for word in words], is_ignore_case=True):
        start, end = words[first].start(), words[min(last, len(words)) - 1].end()
        names = (drug.get("name", ""), text[start:end], *drug.get("synonyms", ())[:8])
        found.append(Guess(start, end, frozenset(meant for name in names for meant in _meant(name))))
    return found


def _meant(name: str) -> Iterable[frozenset[str]]:
    found = resolve(name, mixwise.load()) if name else None
    if isinstance(found, Resolved):
        return [frozenset(found.meaning.substances)]
    return [frozenset(one.substances) for one in found.meanings] if isinstance(found, Ambiguous) else []


def readings(label: Label) -> list[frozenset[str]]:
    """What a label may be read as; nothing for one whose place is all that counts."""
    return [frozenset(one) for one in (label["substances"], *label.get("or", ())) if one]


def _fits(guess: Guess, label: Label, *, exact: bool, meaning: bool) -> bool:
    place = (label["start"], label["end"])
    there = (guess.start, guess.end) == place if exact else guess.start < place[1] and place[0] < guess.end
    sets = readings(label)
    return there and (not meaning or not sets or any(one in guess.meanings for one in sets))


def matched(
    guesses: Sequence[Guess], labels: Sequence[Label], *, exact: bool = False, meaning: bool = True
) -> tuple[list[tuple[Guess, Label]], list[Guess], list[Label]]:
    """Pairs that fit, guesses that fit no label (nor an optional one), and labels that no guess fits."""
    pairs: list[tuple[Guess, Label]] = []
    left = list(labels)
    wrong = []
    for guess in guesses:
        fitting = [label for label in left if _fits(guess, label, exact=exact, meaning=meaning)]
        if fitting:
            label = min(fitting, key=lambda one: bool(one.get("optional")))
            left.remove(label)
            pairs.append((guess, label))
        elif not any(one.get("optional") and _fits(guess, one, exact=False, meaning=False) for one in labels):
            wrong.append(guess)
    return (
        [pair for pair in pairs if not pair[1].get("optional")],
        wrong,
        [one for one in left if not one.get("optional")],
    )


def score(rows: Sequence[Mapping[str, Any]], tool: Tool) -> dict[str, Any]:
    """Every figure of a tool over some sentences."""
    mention = place = document = Counts(0, 0, 0)
    marks = {"negated": 0, "history": 0, "pairs": 0}
    for row in rows:
        guesses, labels = tool(row["text"]), row["mentions"]
        pairs, wrong, lost = matched(guesses, labels)
        mention = _add(mention, len(pairs), len(wrong), len(lost))
        exact = matched(guesses, labels, exact=True, meaning=False)
        place = _add(place, *(len(part) for part in exact))
        document = _add(document, *_document(pairs, wrong, lost))
        marks["pairs"] += len(pairs)
        marks["negated"] += sum(guess.negated == label["negated"] for guess, label in pairs)
        marks["history"] += sum(guess.history == label["history"] for guess, label in pairs)
    found: dict[str, Any] = {
        "mention": mention.figures(),
        "exact place": place.figures(),
        "document": document.figures(),
    }
    if tool is ours:
        found["negated right"] = round(marks["negated"] / max(1, marks["pairs"]), 3)
        found["history right"] = round(marks["history"] / max(1, marks["pairs"]), 3)
        found["negation"] = marked(rows, tool, "negated", True).figures()
        found["past"] = marked(rows, tool, "history", "past").figures()
        found["other"] = marked(rows, tool, "history", "other").figures()
    return found


def _document(
    pairs: Sequence[tuple[Guess, Label]], wrong: Sequence[Guess], lost: Sequence[Label]
) -> tuple[int, int, int]:
    """The same by different substances of a sentence, however often each is named."""
    right = {tuple(sorted(label["substances"])) for _, label in pairs}
    missing = {tuple(sorted(label["substances"])) for label in lost} - right
    return len(right), len({one.meanings for one in wrong}), len(missing)


def marked(rows: Sequence[Mapping[str, Any]], tool: Tool, field: str, value: object) -> Counts:
    """How well a mark is set on mentions that were found: `negated`, or one kind of `history`."""
    found = Counts(0, 0, 0)
    for row in rows:
        for guess, label in matched(tool(row["text"]), row["mentions"])[0]:
            said, meant = getattr(guess, field) == value, label[field] == value
            found = _add(found, said and meant, said and not meant, meant and not said)
    return found


def _add(counts: Counts, right: int, wrong: int, lost: int) -> Counts:
    return Counts(counts.right + right, counts.wrong + wrong, counts.lost + lost)


def read() -> list[dict[str, Any]]:
    """The labelled sentences."""
    return [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]


def measure() -> dict[str, Any]:
    """All figures of both tools."""
    rows = read()
    parts = {half: [row for row in rows if row["half"] == half] for half in HALVES}
    parts["all"] = rows
    found: dict[str, Any] = {
        "sentences": {name: len(part) for name, part in parts.items()},
        "peer": f"{PEER} {version(PEER)}",
    }
    for name, tool in (("mixwise", ours), (PEER, peer)):
        found[name] = {half: score(part, tool) for half, part in parts.items()}
    return found


def show(found: Mapping[str, Any]) -> str:
    """The figures as a table."""
    lines = [f"{'':32}{'precision':>10}{'recall':>8}{'F1':>8}   right/wrong/lost"]
    for tool in ("mixwise", PEER):
        for half, figures in found[tool].items():
            for kind, one in figures.items():
                name = f"{tool[:12]:13}{half:6} {kind:12}"
                if isinstance(one, Mapping):
                    counts = f"{one['right']}/{one['wrong']}/{one['lost']}"
                    lines.append(f"{name}{one['precision']:>10}{one['recall']:>8}{one['f1']:>8}   {counts}")
                else:
                    lines.append(f"{name}{one:>10}")
    return "\n".join(lines)


def failures(half: str) -> Iterable[str]:
    """What is wrong in a half, a line each."""
    for row in read():
        if row["half"] == half:
            pairs, wrong, lost = matched(ours(row["text"]), row["mentions"])
            text = row["text"]
            bad = [f"+{text[one.start : one.end]}" for one in wrong] + [f"-{one['text']}" for one in lost]
            bad += [f"neg {one['text']}={guess.negated}" for guess, one in pairs if guess.negated != one["negated"]]
            bad += [f"hist {one['text']}={guess.history}" for guess, one in pairs if guess.history != one["history"]]
            if bad:
                yield f"{row['id']}: {text}\n      {'; '.join(bad)}"


def main() -> int:
    """Measure, show, and store what was asked to be stored."""
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy.narratives", description=__doc__)
    parser.add_argument("--store", action="store_true", help=f"write {STORED.name}; its first figures are kept in it")
    parser.add_argument("--failures", action="store_true", help="show what is wrong in the half that may be looked at")
    given = parser.parse_args()
    if given.failures:
        print("\n".join(failures("look")))
        return 0
    found = measure()
    print(show(found))
    if given.store:
        before = json.loads(STORED.read_text(encoding="utf-8")) if STORED.is_file() else {}
        first = before.get("first run, blind half", found["mixwise"]["blind"])
        found["first run, blind half"] = first
        STORED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
