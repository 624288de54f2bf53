"""Street names that are ordinary words, over the real names: joined in a question they speak for each other."""

from __future__ import annotations

import pytest

import mixwise


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("percs and bars together?? how bad is it rly", ["percs", "bars"]),
        ("ice and weed?", ["ice", "weed"]),
        ("Which is worse, snow or ice?", []),
        ("adderall and drinking tonight", ["adderall", "drinking"]),
        ("drinking wine tonight on adderall", ["wine", "adderall"]),
        ("herbal detox tea from instagram + birth control", ["herbal detox tea", "birth control"]),
    ],
)
def test_names_that_are_ordinary_words_speak_for_each_other(text: str, names: list[str]) -> None:
    assert [mention.text for mention in mixwise.find(text)] == names
