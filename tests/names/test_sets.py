"""How names do on the committed sets, over the real knowledge. The parts written after the code are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mixwise.knowledge.read import read
from mixwise.knowledge.store import load
from mixwise.names import Ambiguous, Resolved, Unrecognised, find, resolve
from mixwise.names.lexicon import lexicon

SETS = Path(__file__).parent / "sets"
KNOWLEDGE = load()
SOUND_ALIKE: Any = read(SETS / "sound_alike.yaml", "sound_alike.yaml")[0]


def parts(name: str) -> dict[str, list[str]]:
    """The lines of a set under each of its headings."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in (SETS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line and not line.startswith("#"):
            found.setdefault(heading, []).append(line)
    return found


def is_kept(line: str) -> bool:
    """Whether the bracketed name of a line is in the mentions whole, and not taken for something known."""
    bracketed = re.search(r"\[(.+?)\]", line)
    assert bracketed, line
    start, end = bracketed.start(), bracketed.end() - 2
    for mention in find(line.replace("[", "").replace("]", ""), KNOWLEDGE):
        if mention.start <= start and end <= mention.end:
            return not isinstance(mention.resolution, Resolved) and not mention.negated
    return False


@pytest.mark.parametrize("part", parts("invented.txt"))
def test_no_invented_name_in_the_place_of_a_substance_is_dropped(part: str) -> None:
    dropped = [line for line in parts("invented.txt")[part] if not is_kept(line)]
    assert not dropped


@pytest.mark.parametrize("part", parts("ordinary.txt"))
def test_at_most_two_in_a_hundred_ordinary_sentences_yield_a_mention(part: str) -> None:
    lines = parts("ordinary.txt")[part]
    false = {line: [mention.text for mention in mentions] for line in lines if (mentions := find(line, KNOWLEDGE))}
    assert len(false) <= 0.02 * len(lines), false


def test_a_street_name_or_drink_that_is_also_a_word_counts_where_it_is_taken() -> None:
    pairs = [line.split("\t") for line in (SETS / "everyday.tsv").read_text(encoding="utf-8").splitlines()]
    lost = [text for text, name in pairs if not any(name in mention.text for mention in find(text, KNOWLEDGE))]
    assert not lost


def test_ordinary_words_beside_a_substance_are_rarely_taken_for_another() -> None:
    pairs = [line.split("\t") for line in (SETS / "beside.tsv").read_text(encoding="utf-8").splitlines()]
    wrong = [text for text, number in pairs if len(find(text, KNOWLEDGE)) != int(number)]
    assert len(wrong) <= 0.05 * len(pairs), wrong


def unlike(one: Any) -> Iterator[str]:
    """What is not as expected of one name that sounds like another."""
    found, expected = resolve(one["typed"], KNOWLEDGE), one["is"]
    to = set(one.get("to", ()))
    if expected == "resolved" and not (isinstance(found, Resolved) and set(found.meaning.substances) == to):
        yield f"{one['typed']}: {found}"
    if expected == "ambiguous":
        meant = {name for m in found.meanings for name in m.substances} if isinstance(found, Ambiguous) else set()
        if not to or not to <= meant:
            yield f"{one['typed']}: {found}"
    if expected == "unrecognised" and not isinstance(found, Unrecognised):
        yield f"{one['typed']}: {found}"
    if expected == "other" and isinstance(found, Resolved) and found.how != "exact":
        yield f"{one['typed']}: {found}"


@pytest.mark.parametrize("held_out", ["no", "yes"])
def test_no_sound_alike_name_is_silently_wrong(held_out: str) -> None:
    chosen = [one for one in SOUND_ALIKE if one.get("held_out", "no") == held_out]
    assert chosen
    assert not [problem for one in chosen for problem in unlike(one)]


def test_the_sets_are_as_large_as_they_should_be() -> None:
    assert sum(map(len, parts("invented.txt").values())) >= 200
    assert sum(map(len, parts("ordinary.txt").values())) >= 500
    assert len(SOUND_ALIKE) >= 150


def test_plain_words_are_listed_by_their_first_two_letters() -> None:
    words: Any = read(SETS.parents[2] / "knowledge" / "locale" / "en" / "words.yaml", "words.yaml")[0]
    assert set(words) == {"common", "rare", "proper", "chemical"}
    for lines in words.values():
        starts = [line[:2] for line in lines]
        assert starts == sorted(set(starts))
        for line in lines:
            assert all(word[:2] == line[:2] and word.isalpha() for word in line.split()), line[:40]


def test_what_is_taken_is_no_plain_word() -> None:
    lexis = lexicon(KNOWLEDGE)
    for name in (
        "alcohol",
        "aspirin",
        "cannabis",
        "cocaine",
        "heroin",
        "insulin",
        "lithium",
        "morphine",
        "opium",
        "warfarin",
    ):
        assert not lexis.is_ordinary(name), name
    for word in ("floated", "windowsill", "fairies", "covered", "aluminium", "aluminum", "leeds"):
        assert lexis.is_ordinary(word), word
    assert lexis.is_matter("acetylene")
    assert not lexis.is_ordinary("acetylene")


def test_what_is_listed_as_not_covered_is_written_as_it_is_looked_up() -> None:
    for line in KNOWLEDGE.unidentified_words()["other_medicines"]:
        assert re.fullmatch(r"[a-z0-9 -]+", line), line[:40]
