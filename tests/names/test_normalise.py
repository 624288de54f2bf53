"""Every spelling of a name goes through one door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixwise.knowledge.normalise import normalise


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" St John’s-wort® ", "st johns wort"),
        ("Café™", "cafe"),
        ("ＭＤＭＡ", "mdma"),
        ("xa\u200bna\u202ex\u00ad", "xanax"),
        ("2C-B", "2c b"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("a\tb\r\nc", "a b c"),
        ("1,4-bd", "1 4 bd"),
        ("", ""),
        ("🙂 — …", ""),
        ("\u3164", ""),
        ("हिन्दी", "हिनदी"),
    ],
)
def test_spelling_makes_no_difference(typed: str, key: str) -> None:
    assert normalise(typed) == key


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(), st.text())
def test_letter_case_and_space_around_make_no_difference(first: str, second: str) -> None:
    assert normalise(f"  {first} {second}\n") == normalise(f"{normalise(first)} {normalise(second)}")


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_ascii_takes_the_short_way_to_the_same_place(text: str) -> None:
    assert normalise(text) == normalise("\u200b" + text)
    assert normalise(text.upper()) == normalise(text)
