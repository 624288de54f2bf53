"""The bulk way says of every exact name and slip what `find` says of its passage: same place, meaning, denial and history."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

import mixwise
from bench.speed.narratives import narratives
from mixwise.names import Ambiguous, Resolved
from mixwise.names.lexicon import lexicon
from mixwise.names.sentence import Memory, find
from mixwise.screen.extract.extractor import Extracted, Extractor
from mixwise.screen.extract.passages import LONGEST, passages
from mixwise.screen.extract.patterns import CERTAIN

KNOWLEDGE = mixwise.load()
EXTRACTOR = Extractor(KNOWLEDGE)
MEMORY = Memory()
SHORT = lexicon(KNOWLEDGE, "en").phrases("abbreviations").all
LABELLED = Path(__file__).with_name("labelled.jsonl")
NAMES = sorted(KNOWLEDGE.keys_of_length(4, 30))
CERTAIN_NAMES = sorted({one.key for one in EXTRACTOR.names if one.kind == CERTAIN} & set(NAMES))


def by_find(text: str) -> list[Extracted]:
    return [
        Extracted(start + one.start, start + one.end, one.text, one.resolution, one.negated, one.history)
        for start, end in passages(text, SHORT)
        for one in find(text[start:end], KNOWLEDGE, "en", MEMORY)
        if isinstance(one.resolution, Resolved | Ambiguous)
    ]


def certain(found: list[Extracted]) -> list[Extracted]:
    """What counts wherever it stands; of the rest the bulk way leaves some, and never adds any."""
    return [one for one in found if isinstance(one.resolution, Resolved) and one.resolution.how == "exact"]


def test_the_labelled_sentences() -> None:
    texts = [json.loads(line)["text"] for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    assert list(EXTRACTOR.extract_all(texts)) == [by_find(text) for text in texts]


def test_narratives() -> None:
    texts = list(narratives(60_000, seed=3))
    for text, found in zip(texts, EXTRACTOR.extract_all(texts), strict=True):
        expected = by_find(text)
        assert certain(found) == certain(expected)
        assert set(map(str, found)) <= set(map(str, expected))


FRAMES = (
    "{} and {} were found.", "He denies {} but took {}.", "No {} was seen; {} was.", "{} 12 ng/mL, {} not detected.",
    "His {} was stopped, {} given.", "my mom's {} and {}", "history of {}, prescribed {} tablets from a friend",
    "{}/{}", "({}) [{}]", "{}, {}", "{}\r\n{}", "😀{} ñu {}", "street {} with fake {}", "{}\x00{}",
    "St. {} - {}.", "{}-{}", "does {} go with {}?",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(FRAMES), st.sampled_from(CERTAIN_NAMES), st.sampled_from(CERTAIN_NAMES)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from((" ", "\n", "  ", ". ")),
    st.sampled_from((str, str.upper, str.title)),
)
@example([("{} and {} were found.", "st johns wort", "heroin")], " ", str)
def test_certain_names_in_any_frame(frames: list[tuple[str, str, str]], between: str, case: object) -> None:
    assert callable(case)
    text = case(between.join(frame.format(one, other) for frame, one, other in frames))
    found, expected = EXTRACTOR.extract(text), by_find(text)
    assert certain(found) == certain(expected), text
    assert set(map(str, found)) <= set(map(str, expected)), text


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FRAMES), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_nothing_is_added_to_what_find_says(frame: str, one: str, other: str) -> None:
    text = frame.format(one, other)
    assert set(map(str, EXTRACTOR.extract(text))) <= set(map(str, by_find(text))), text


@given(st.text(max_size=200))
@example("Xanax\x00heroin\x00")
@example("ǆ½ ﬁ ß İ e\u0301 \u200b xanax")
@example("'" * 50 + "xanax" + "`" * 50)
@example("α-PVP and αPVP")
def test_any_text_gives_places_in_it(text: str) -> None:
    for one in EXTRACTOR.extract(text + " xanax"):
        assert (text + " xanax")[one.start : one.end] == one.text


@given(st.text(alphabet="ab.!?…\n 1。Dr", max_size=300), st.integers(1, 50))
def test_passages_lose_nothing(text: str, times: int) -> None:
    found = passages(text * times, SHORT)
    assert "".join((text * times)[start:end] for start, end in found) == text * times
    assert all(start < end for start, end in found)
    assert all(end - start <= 2 * LONGEST for start, end in found)


def test_offsets_go_over_batches_and_apostrophes() -> None:
    texts = [f"{'pt' + chr(39) + 's ' * 20}took Xanax {number}. " * 40 for number in range(300)]
    for text, found in zip(texts, EXTRACTOR.extract_all(texts), strict=True):
        assert len(found) == 40
        assert {text[one.start : one.end] for one in found} == {"Xanax"}


def test_an_ordinary_word_where_nothing_speaks_of_substances_is_left() -> None:
    text = "Fell on ice in the driveway near the bars. The line was long and the speed was low."
    assert EXTRACTOR.extract(text) == []


def test_one_of_several_is_the_name() -> None:
    text = "Xanax's effect on benzos"
    assert [one.text for one in EXTRACTOR.extract(text)] == ["Xanax's", "benzos"]
    assert EXTRACTOR.extract(text) == by_find(text)


def test_a_slip_is_found_in_bulk() -> None:
    (one,) = EXTRACTOR.extract("The decedent was prescribed alprazolamm by his physician.")
    assert one.resolution.how == "spelling"


FORGETFUL = Extractor(KNOWLEDGE)
FORGETFUL.keeps_shapes = False
WORDS = sorted({word for text in narratives(60_000, seed=8) for word in text.split() if word.isalpha()})
EXCHANGED = st.one_of(st.sampled_from(CERTAIN_NAMES), st.sampled_from(WORDS), st.integers(0, 9999).map(str))
LABELLED_TEXTS = [json.loads(line)["text"] for line in LABELLED.read_text(encoding="utf-8").splitlines()]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(LABELLED_TEXTS), st.lists(st.tuples(st.integers(0, 40), EXCHANGED), max_size=4))
def test_a_known_shape_changes_nothing(text: str, exchanged: list[tuple[int, str]]) -> None:
    EXTRACTOR.extract(text)
    parts = text.split(" ")
    for place, other in exchanged:
        at = place % len(parts)
        mark = parts[at][-1:] if parts[at][-1:] in ",.;:?" else ""
        parts[at] = (other.title() if parts[at].istitle() else other) + mark
        changed = " ".join(parts)
        assert EXTRACTOR.extract(changed) == FORGETFUL.extract(changed), changed
        assert EXTRACTOR.extract(changed) == FORGETFUL.extract(changed), changed


def test_shapes_of_narratives_change_nothing() -> None:
    extractor = Extractor(KNOWLEDGE)
    texts = list(narratives(300_000, seed=5))
    for text, found, expected in zip(texts, extractor.extract_all(texts), FORGETFUL.extract_all(texts), strict=True):
        assert found == expected, text
    assert extractor.counts["shape known"] > 500
