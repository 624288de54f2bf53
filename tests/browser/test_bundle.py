"""The engine of the static pages finds what the engine finds, over 20,000 random lists."""

from __future__ import annotations

import json
import random
from typing import Any

from playwright.sync_api import Browser

import mixwise
from mixwise.engine.assess import assess
from mixwise.engine.types import ANYONE, Finding, Taken
from mixwise.faces.web.export.bundle import bundle
from mixwise.faces.web.site import STATIC

LISTS, PART = 20_000, 2_000
STORE = mixwise.load()
FIELDS = ("severity", "mechanism", "title", "evidence", "onset", "plain", "rule", "object")


def lists() -> list[list[Taken]]:
    """Random lists of 1 to 8 substances; some from the street, some under two names."""
    chance = random.Random(20_000)
    names = STORE.ids("substance")
    reviewed = [name for name in names if not STORE.row("substance", name)["not_reviewed"]]
    found = []
    for _ in range(LISTS):
        pool = reviewed if chance.random() < 0.7 else names
        chosen = chance.sample(pool, min(len(pool), chance.choice((1, 2, 2, 3, 3, 4, 5, 6, 8))))
        found.append([_taken(name, chance) for name in chosen])
    return found


def _taken(name: str, chance: random.Random) -> Taken:
    supply = "street" if chance.random() < 0.2 else STORE.row("substance", name)["supply"]
    names = (name, f"{name} too") if chance.random() < 0.1 else (name,)
    return Taken(name, names, (f"supply={supply}",))


def told(finding: Finding) -> list[Any]:
    return [*(getattr(finding, name) for name in FIELDS), list(finding.substances), list(finding.sources)]


def expected(taken: list[Taken]) -> list[Any]:
    found = assess(taken, ANYONE, STORE)
    return [
        found.severity,
        [told(one) for one in found.findings],
        [told(one) for one in found.notes],
        [[name, list(families)] for name, families in found.not_reviewed],
    ]


RUN = """([lists, fields]) => {
  const told = (one) => [...fields.map((name) => one[name]), one.substances, one.sources];
  return JSON.stringify(lists.map((taken) => {
    const found = window.engine.assess(taken);
    return [found.severity, found.findings.map(told), found.notes.map(told), found.not_reviewed.map((gap) => [gap.substance, gap.families])];
  }));
}"""


def test_twenty_thousand_lists_have_the_same_findings(browser: Browser) -> None:
    page = browser.new_page()
    page.evaluate((STATIC / "answer.js").read_text(encoding="utf-8"))
    page.evaluate("(data) => { window.engine = window.mixwiseEngine(JSON.parse(data)); }", json.dumps(bundle(STORE)))
    every = lists()
    for start in range(0, LISTS, PART):
        part = every[start : start + PART]
        asked = [
            {"substance": one.substance, "names": list(one.names), "context": list(one.context)}
            for taken in part
            for one in taken
        ]
        sent = []
        at = 0
        for taken in part:
            sent.append(asked[at : at + len(taken)])
            at += len(taken)
        answers = json.loads(page.evaluate(RUN, [sent, list(FIELDS)]))
        for taken, answer in zip(part, answers, strict=True):
            assert answer == expected(taken), taken
    page.close()


def test_names_are_read_the_same(browser: Browser) -> None:
    """Every name of the knowledge, alone: the same meanings, and the same normalised form."""
    page = browser.new_page()
    page.evaluate((STATIC / "answer.js").read_text(encoding="utf-8"))
    page.evaluate("(data) => { window.engine = window.mixwiseEngine(JSON.parse(data)); }", json.dumps(bundle(STORE)))
    keys = list(STORE.keys_of_length(1, 120))
    read = page.evaluate(
        "(keys) => keys.map((key) => window.engine.resolve(key).meanings.map((one) => [one.substances, one.label]))",
        keys,
    )
    for key, meanings in zip(keys, read, strict=True):
        found = mixwise.resolve(key)
        held = (
            found.meanings
            if isinstance(found, mixwise.Ambiguous)
            else (found.meaning,)
            if isinstance(found, mixwise.Resolved)
            else ()
        )
        assert meanings == [[list(one.substances), one.label] for one in held], key
    page.close()


def test_whole_answers_are_the_same(browser: Browser) -> None:
    """Names as typed to severity, completeness and findings, for 2,000 random pairs and triples of exact names."""
    page = browser.new_page()
    page.evaluate((STATIC / "answer.js").read_text(encoding="utf-8"))
    page.evaluate("(data) => { window.engine = window.mixwiseEngine(JSON.parse(data)); }", json.dumps(bundle(STORE)))
    chance = random.Random(3)
    keys = [
        key
        for key in STORE.keys_of_length(3, 40)
        if any(row.kind in ("generic", "brand", "street") for row in STORE.meanings(key))
    ]
    asked = [chance.sample(keys, chance.choice((2, 3))) for _ in range(2_000)]
    answers = page.evaluate(
        "(asked) => asked.map((names) => { const a = window.engine.check(names); return [a.severity, a.complete, a.substances, a.findings.map((f) => f.rule)]; })",
        asked,
    )
    for names, answer in zip(asked, answers, strict=True):
        found = mixwise.check(names)
        assert answer == [
            found.severity,
            found.complete,
            list(found.substances),
            [one.rule for one in found.findings],
        ], names
    page.close()
