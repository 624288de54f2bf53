"""Which of the things named in a text its moments, doses and routes belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mixwise.names.when import Moment, Told, Words, any_of, moments_in

Place = tuple[int, int]
"""Where a thing is named: text[start:end]."""
ENGLISH_JOINS = ("and", "with", "plus", "or")

CLAUSE = re.compile(r"[.,;:!?\n]")


class Said(NamedTuple):
    """What a text says of one thing beside its name; None and "" where it says nothing."""

    moment: Moment | None
    regular: bool
    route: str
    during: bool = False
    """Whether the moment says for how long something has not been taken ("for three days")."""


def said_of(text: str, places: Sequence[Place], words: Words) -> list[Said]:
    """
    For each place a thing is named at, in the order of the text, what is said of it.

    A moment belongs to what was named just before it, or to what follows where nothing does. Where it may belong to several
    it is given to each, and is not `sure`.
    """
    lowered = text.lower()
    told = moments_in(text, words)
    given = _given(lowered, places, told, _joined(tuple(words.get("joins", ()))))
    found = []
    for index, (start, end) in enumerate(places):
        first = places[index - 1][1] if index else 0
        last = places[index + 1][0] if index + 1 < len(places) else len(text)
        moment, sure = given[index]
        found.append(
            Said(
                _moment(lowered, (first, start, end, last), moment, sure, words),
                _holds(lowered[end:last], tuple(words["regular"])),
                _route(lowered[max(first, start - 25) : start], lowered[end:last], lowered[start:end], words),
                moment is not None and moment.during,
            )
        )
    return found


def bare(text: str, words: Words) -> tuple[str, Moment | None]:
    """A text without its moments and its words of stopping ("last drink two days ago": "drink"), and the moment."""
    told = moments_in(text, words)
    kept = list(text)
    for one in told:
        kept[one.start : one.end] = " " * (one.end - one.start)
    stopped = words["stopped"]
    cues, fillers = (*stopped["before"], *stopped["after"]), tuple(stopped["fillers"])
    rest, ended = _ends(cues, fillers).subn(" ", "".join(kept))
    low, high = (told[0].low, told[0].high) if told else map(float, stopped["untold"])
    moment = Moment("stopped" if ended else "ago", low, high, bool(told)) if told or ended else None
    return " ".join(rest.split()), moment


@lru_cache(maxsize=8)
def _ends(cues: tuple[str, ...], fillers: tuple[str, ...]) -> re.Pattern[str]:
    short = tuple(one for one in fillers if one not in ("smoking", "drinking"))  # here they may be the thing itself
    return re.compile(rf"(?<!\w){any_of(cues)}(?!\w)(?:\s+{any_of(short)}(?!\w))*", re.IGNORECASE)


@lru_cache(maxsize=8)
def _joined(words: tuple[str, ...]) -> re.Pattern[str]:
    """What stands between things that are taken in one go ("heroin and Xanax 2h ago")."""
    return re.compile(rf"[\s,&+/]*(?:{any_of((*ENGLISH_JOINS, *words))}(?!\w))?[\s,&+/]*")


def _given(
    text: str, places: Sequence[Place], told: Sequence[Told], joined: re.Pattern[str]
) -> list[tuple[Told | None, bool]]:
    given: list[tuple[Told | None, bool]] = [(None, False)] * len(places)
    for index, one in enumerate(told):
        before = told[index - 1].end if index else 0
        after = told[index + 1].start if index + 1 < len(told) else len(text)
        earlier = [i for i, place in enumerate(places) if before <= place[0] < one.start and given[i][0] is None]
        later = [i for i, place in enumerate(places) if one.end <= place[0] < after]
        if one.ahead or not earlier:
            takers = later[:1] if one.ahead else [i for i in later if _leads_to(text, one, places[i][0])]
        else:
            takers = [earlier[-1]]
            for i in reversed(earlier[:-1]):
                if not joined.fullmatch(text[places[i][1] : places[takers[-1]][0]]):
                    break
                takers.append(i)
        for i in takers:
            given[i] = (one, len(takers) == 1)
    return given


def _leads_to(text: str, told: Told, start: int) -> bool:
    """Whether a moment may be that of what is named after it: in "out of prison last week, one bag of …" it is another's."""
    if not CLAUSE.search(text[told.end : start]):
        return True
    return not text[: told.start].strip() or bool(CLAUSE.search(text[: told.start].rstrip()[-1:]))


def _moment(text: str, bounds: tuple[int, int, int, int], told: Told | None, sure: bool, words: Words) -> Moment | None:
    first, start, end, last = bounds
    stopped = words["stopped"]
    cue = _cues(tuple(stopped["before"]), tuple(stopped["fillers"]), True).search(text[first:start])
    if not cue and told is not None:
        cue = _cues(tuple(stopped["after"]), tuple(stopped["fillers"]), False).match(text[end:last])
    if told is None:
        if cue and not _needs_a_moment(cue.group("cue"), words):
            low, high = stopped["untold"]
            return Moment("stopped", float(low), float(high), False)
        return None
    if told.during and not cue:
        return None
    return Moment("stopped" if cue else "ago", told.low, told.high, sure)


def _needs_a_moment(cue: str, words: Words) -> bool:
    """A short word ("off", "no", "last") says that use has ended only beside a moment."""
    return cue in words["stopped"].get("weak", ()) or len(cue) < len("quit") or cue.split()[-1] in ("last", "without")


@lru_cache(maxsize=8)
def _cues(cues: tuple[str, ...], fillers: tuple[str, ...], before: bool) -> re.Pattern[str]:
    between = rf"(?:\s+{any_of(fillers)})*"
    if before:
        return re.compile(rf"(?<!\w)(?P<cue>{any_of(cues)}){between}\s+$")
    return re.compile(rf"{between}\s*,?\s+(?P<cue>{any_of(cues)})(?!\w)")


def _holds(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(_word(phrases).search(text))


def route_of(text: str, words: Words) -> str:
    """The route that a text says by itself ("intravenous", "Oral route"): one of the words of `routes`; "" when it says none."""
    lowered = text.lower().strip()
    if lowered in words["routes"]:
        return lowered
    return (
        next((str(route) for route, said in words["routes"].items() if _word(tuple(said)).search(lowered)), "")
        if lowered
        else ""
    )


def _route(before: str, after: str, name: str, words: Words) -> str:
    for route, phrases in words["routes"].items():
        pattern = _word(tuple(phrases))
        if pattern.search(name) or pattern.match(after.strip()) or pattern.search(before):
            return str(route)
    return ""


@lru_cache(maxsize=64)
def _word(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)")
