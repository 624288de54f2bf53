"""What a sentence says of a name beside that it was taken: denied, formerly, somebody else's."""

from __future__ import annotations

import pytest

from mixwise.names import find
from mixwise.names.sentence import Memory
from mixwise.names.sentence import find as find_with_memory
from tests.names.invented_names import INDEX


def told(text: str) -> list[str]:
    """Each name with its marks: a minus when denied, and its history."""
    return [f"{'-' if one.negated else ''}{one.text}{one.history and ':' + one.history}" for one in find(text, INDEX)]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("a history of vexalor abuse", ["vexalor:past"]),
        ("no history of vexalor abuse", ["-vexalor"]),
        ("vexalor was discontinued", ["vexalor:past"]),
        ("vexalor stopped 2/24", ["vexalor:past"]),
        ("he has been clean from vexalor for two years, now on quietol", ["vexalor:past", "quietol"]),
        ("he used to take vexalor but now takes quietol", ["vexalor:past", "quietol"]),
        ("he stopped breathing after vexalor", ["vexalor"]),
        ("his mother's vexalor was missing", ["-vexalor:other"]),
        ("he took his wife's vexalor", ["vexalor:other"]),
        ("her brother died of vexalor", ["vexalor:other"]),
        ("her brother states that the patient took vexalor", ["vexalor"]),
        ("given by his mother with vexalor", ["vexalor"]),
        ("the patient's vexalor was raised", ["vexalor"]),
        ("her vexalor was raised", ["vexalor"]),
        ("I found her vexalor", ["-vexalor:other"]),
    ],
)
def test_history(text: str, marks: list[str]) -> None:
    assert told(text) == marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("she denied vexalor", ["-vexalor"]),
        ("vexalor was denied", ["-vexalor"]),
        ("vexalor, denied", ["-vexalor"]),
        ("neg: vexalor, quietol", ["-vexalor", "-quietol"]),
        ("vexalor neg, quietol pos", ["-vexalor", "quietol"]),
        ("vexalor 85 mg/dL, quietol not detected", ["vexalor", "-quietol"]),
        ("vexalor and quietol not detected", ["-vexalor", "-quietol"]),
        ("vexalor present, quietol absent", ["vexalor", "-quietol"]),
        ("started vexalor after a quietol free week", ["vexalor", "-quietol"]),
        ("not on any meds except vexalor", ["vexalor"]),
        ("allergic to vexalor, can I take quietol?", ["-vexalor", "quietol"]),
    ],
)
def test_denials(text: str, marks: list[str]) -> None:
    assert told(text) == marks


def test_a_concentration_and_a_duration_hold_no_name() -> None:
    assert told("vexalor 3 ng/mL, 4 mg/L") == ["vexalor"]
    assert told("vexalor 40 mg x 5 days, then 20 mg x 5 days") == ["vexalor"]


def test_a_memory_changes_nothing_but_the_time() -> None:
    memory = Memory()
    for _ in range(2):
        for text in ("I take dormazne", "took vexalor and zorblax", "he snorted blue lightning"):
            assert find_with_memory(text, INDEX, "en", memory) == find(text, INDEX)
    assert memory.slips or memory.resolved


def test_a_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Memory, "MOST", 1)
    memory = Memory()
    find_with_memory("I take dormazne", INDEX, "en", memory)
    memory.forget_some()
    assert not memory.slips
