"""The whole list, the person and time in the guide."""

from __future__ import annotations

import pytest

import mixwise
from mixwise.engine.alternatives import instead
from mixwise.guide.item import Item
from mixwise.knowledge.terms import RANK

STORE = mixwise.load()
TEN = [
    "metformin", "lisinopril", "atorvastatin", "warfarin", "ibuprofen", "sertraline", "tramadol", "omeprazole", "furosemide", "spironolactone",
]  # fmt: skip


def section(guide: object, name: str) -> tuple[Item, ...]:
    found = [one.items for one in guide.sections if one.id == name]  # type: ignore[attr-defined]
    return found[0] if found else ()


def texts(items: tuple[Item, ...]) -> str:
    return "\n".join(f"{item.label} {item.text}\n{texts(item.items)}" for item in items)


def test_ten_and_more_get_a_digest_worst_first() -> None:
    guide = mixwise.guide(TEN)
    items = section(guide, "digest")
    assert "45 pairs" in items[0].text
    ranks = [RANK[item.severity] for item in items if item.severity]
    assert ranks == sorted(ranks, reverse=True)
    assert any(item.kind == "card" and item.items for item in items), "nothing is said to add up"
    assert not section(mixwise.guide(TEN[:9]), "digest")


def test_what_is_offered_is_milder_and_says_how_to_stop() -> None:
    answer = mixwise.check(["warfarin", "ibuprofen", "sertraline"])
    worst = answer.findings[0].severity
    found = instead(answer, STORE)
    assert {one.typed for one in found} >= {"warfarin", "ibuprofen"}
    assert any(one.options for one in found)
    for one in found:
        rest = [name for name in answer.substances if name not in one.substances]
        for option in one.options:
            assert option.substance not in answer.substances
            assert RANK[option.severity] < RANK[worst]
            again = mixwise.check([option.substance.replace("_", " "), *rest])
            mine = [f.severity for f in again.findings if option.substance in f.substances and len(f.substances) == 2]
            assert all(RANK[severity] <= RANK[option.severity] for severity in mine)
    said = texts(section(mixwise.guide(["warfarin", "ibuprofen"]), "instead"))
    assert "Before you stop warfarin" in said
    assert "Do not stop or change one by yourself" in said


def test_an_antidepressant_that_must_not_follow_at_once_says_so() -> None:
    said = texts(section(mixwise.guide(["phenelzine", "pseudoephedrine"]), "instead"))
    assert "must not simply follow" in said


@pytest.mark.parametrize(
    "names",
    [["MDMA", "fluoxetine"], ["heroin", "Xanax"], ["Nardil stopped 10 days ago", "pseudoephedrine stopped yesterday"]],
)
def test_nothing_is_offered_beside_street_drugs_or_for_what_is_over(names: list[str]) -> None:
    assert not section(mixwise.guide(names), "instead")


def test_a_double_of_one_product_is_still_there_without_another() -> None:
    answer = mixwise.check(["NyQuil", "Percocet", "Tylenol"])
    without = {one.typed.casefold(): one.without for one in instead(answer, STORE)}
    assert without["nyquil"] == "major"


def test_the_person_is_listed_and_what_was_not_told_as_well() -> None:
    said = texts(section(mixwise.guide(["amitriptyline + tramadol + sertraline at 72"]), "person"))
    assert "age: 72" in said
    assert "pregnancy" in said
    assert "sleep apnoea" in said


def test_time_on_board_ends_in_not_known_to_be_over() -> None:
    items = section(mixwise.guide(["methadone yesterday", "alprazolam now"]), "board")
    cards = [item for item in items if item.kind == "card"]
    assert len(cards) == 2
    for card in cards:
        assert "not known to be over" in card.items[-1].text
        assert any(item.cites for item in card.items)


def test_a_past_finding_says_so_and_quotes_its_span() -> None:
    guide = mixwise.guide([mixwise.Intake("fluoxetine", stopped="9 weeks ago"), "phenelzine"])
    said = texts(section(guide, "risks"))
    assert guide.severity == "minor"
    assert "counts as minor" in said
    assert "five weeks" in said
    early = mixwise.guide([mixwise.Intake("fluoxetine", stopped="3 weeks ago"), "phenelzine"])
    assert early.severity == "dangerous"
    assert "five weeks" in texts(section(early, "risks"))
