"""
Misspelt names: which known names lie within reach, and when that is not for us to decide.

Distance is optimal string alignment (insert, delete, replace, swap neighbours) by RapidFuzz, bounded by length. A plain word
of the language is never mended into a medicine, digits are never mended at all (2C-B is not 2C-I), and a spelling within
reach of two different things is ambiguous.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mixwise.knowledge.normalise import NameRow
from mixwise.names import slips
from mixwise.names.lexicon import Lexicon
from mixwise.names.types import Ambiguous, NameIndex, Resolution, Resolved, Unrecognised

SHORTEST, LONGEST = 4, 60
SHORT, MIDDLE, SURE_START = 4, 8, 7
"""
Up to SHORT letters one slip with care; up to MIDDLE one, or two when the rest sounds the same; beyond that two. Two slips, or
one in a name shorter than SURE_START, must leave the first letter or its sound.
"""
MENDABLE = {"generic": 4, "brand": 4, "common": 5, "misspelling": 7, "street": 7}
"""Kinds of name that a slip may be mended to, and from which length on: short slang is near to half the language."""


SHORT_KINDS = frozenset({"generic", "brand"})
"""Kinds of name that a slip of up to SHORT letters may be mended to."""
MOST_OTHERS = 4
"""Medicines that are not ours, named beside what a misspelling may mean."""


class Near(NamedTuple):
    """A known name within reach of what was typed; no rows for a medicine that we only know not to be ours."""

    distance: float
    key: str
    rows: tuple[NameRow, ...]


def mend(typed: str, key: str, index: NameIndex, lexis: Lexicon, supply: str = "") -> Resolution | None:
    """What a misspelt name most likely means, or None when nothing is within reach."""
    from mixwise.names.lookup import of_rows

    spaced = _other_spacing(key, index)
    if spaced:
        return of_rows(typed, spaced, "exact", supply)
    if not _may_mend(key, lexis):
        return None
    within = _within_reach(key, index, lexis)
    rows = _nearest_rows(within)
    others = [near.key for near in within if not near.rows]
    if not rows:
        return Unrecognised(typed, "unrecognised", tuple(others)) if others else None
    nearest = next(near for near in within if near.rows)
    others += slips.begins_like(key, nearest.key, index, lexis, {row.substances for row in rows})
    found = of_rows(typed, rows, "spelling", supply)
    if isinstance(found, Resolved) and (others or not slips.is_innocent(key, nearest.key, lexis)):
        return Ambiguous(typed, (found.meaning,), tuple(others[:MOST_OTHERS]), "spelling")
    if isinstance(found, Ambiguous) and others:
        return found._replace(ordinary=tuple(others[:MOST_OTHERS]))
    return found


def slip(key: str, index: NameIndex, lexis: Lexicon) -> tuple[NameRow, ...]:
    """The rows of names one slip away, when no medicine that is not ours is as near; () when that is not so."""
    within = _within_reach(key, index, lexis) if _may_mend(key, lexis) else []
    if not within or within[0].distance > 1 or not all(near.rows for near in within):
        return ()
    rows = _nearest_rows(within)
    if not slips.is_innocent(key, within[0].key, lexis):
        return ()
    blend = slips.begins_like(key, within[0].key, index, lexis, {row.substances for row in rows})
    return () if any(True for _ in blend) else rows


def _nearest_rows(within: Sequence[Near]) -> tuple[NameRow, ...]:
    """One row for each thing: that of the nearest name, and of equally near ones that which tells the supply."""
    found: dict[tuple[tuple[str, ...], str], NameRow] = {}
    for near in sorted(within, key=lambda one: one.distance):
        for row in near.rows:
            thing = (row.substances, row.product)
            if thing not in found or (not found[thing].supply and row.supply != "street"):
                found[thing] = row
    return tuple(found.values())


def suggestions(key: str, index: NameIndex, lexis: Lexicon, most: int = 3) -> tuple[str, ...]:
    """Names to ask about ("did you mean …?"): further off than what is mended, nearest first."""
    if not SHORTEST <= len(key) <= LONGEST or key in lexis.other_medicines or all(map(lexis.is_word, key.split())):
        return ()
    reach = 2 if len(key) <= MIDDLE else 3
    near = [one for one in _near(key, index, reach) if one.key[0] == key[0] and one.rows]
    near += [
        Near(reach + 1, name, index.meanings(name))
        for name in index.keys_of_length(len(key) + 1, len(key) + 8)
        if name.startswith(key)
    ]
    labels = (row.label for one in sorted(near) for row in one.rows if row.kind in MENDABLE)
    return tuple(dict.fromkeys(labels))[:most]


def _other_spacing(key: str, index: NameIndex) -> tuple[NameRow, ...]:
    """The meanings of a name that differs in nothing but its spaces ("2cb" for "2c b")."""
    bare = key.replace(" ", "")
    if not 3 <= len(bare) <= LONGEST:
        return ()
    for name in index.keys_of_length(len(bare), len(bare) + 3):
        if " " in name and name.replace(" ", "") == bare:
            return index.meanings(name)
    return ()


def _may_mend(key: str, lexis: Lexicon) -> bool:
    if not SHORTEST <= len(key) <= LONGEST or any(character.isdigit() for character in key):
        return False
    return key not in lexis.other_medicines and not all(map(lexis.is_word, key.split()))


def _within_reach(key: str, index: NameIndex, lexis: Lexicon) -> list[Near]:
    """
    The names that this may be a slip of, nearest first.

    When the nearest is two slips away, all that are as near count: which of them was meant is not for us to say.
    """
    near = _near(key, index, 1 if len(key) <= SHORT else 2, lexis)
    if len(key) <= SHORT:
        near = [one for one in near if all(row.kind in SHORT_KINDS for row in one.rows)]
    near = [one for one in near if _letters(one.key) == _letters(key) and _same_start(key, one, lexis)]
    found = [one for one in near if _reaches(key, one, lexis)]
    if found and found[0].distance > 1:
        found = near
    found = found or _by_sound(key, index, lexis)
    ours = {(row.substances, row.product) for one in found for row in one.rows}
    things = len(ours) + sum(1 for one in found if not one.rows)
    if things > 2 and found[0].distance > 1 and len(key) <= MIDDLE:
        return []  # near to much, which says little
    return [] if things > 1 and len(key) <= SHORT else found


def _letters(key: str) -> list[str]:
    """The words of one or two letters, which make a name and are no slip ("vitamin d" is not "vitamin k")."""
    return [word for word in key.split() if len(word) <= 2] if " " in key else []


def _same_start(key: str, near: Near, lexis: Lexicon) -> bool:
    """Whether the first letter, its sound or the first two letters swapped agree; one slip in a long name may be anywhere."""
    if len(key) <= SHORT:
        return key[0] == near.key[0]
    if key[0] == near.key[0] or key[:2] == near.key[1::-1] or key[0] + near.key[0] in lexis.phrases("first_letters"):
        return True
    return near.distance <= 1 and len(key) >= SURE_START


def _reaches(key: str, near: Near, lexis: Lexicon) -> bool:
    """Whether a name with the same start may be meant by itself."""
    if len(key) <= SHORT:
        return len(near.key) > len(key) or sorted(near.key) == sorted(key)
    if near.distance <= 1 or (len(key) > MIDDLE and abs(len(key) - len(near.key)) < 2):
        return True
    from rapidfuzz.distance import OSA

    return OSA.distance(lexis.sound(key), lexis.sound(near.key), score_cutoff=1) <= 1


def _by_sound(key: str, index: NameIndex, lexis: Lexicon) -> list[Near]:
    """Names that sound the same though they are spelt otherwise ("foshmid" for "phosmyd")."""
    if len(key) <= SHORT + 1:
        return []
    alike = index.sounding(lexis.sound(key))
    return [Near(1.5, name, rows) for name in alike if len(name) > SHORT and (rows := _mendable(name, index))]


def _near(key: str, index: NameIndex, reach: int, lexis: Lexicon | None = None) -> list[Near]:
    """Known names at most that far away, and (with a lexicon) other medicines that these words could mean."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    shortest, longest = max(SHORTEST, len(key) - reach), len(key) + reach
    names = index.keys_of_length(shortest, longest)
    found = []
    for name, distance, _ in extract(key, names, scorer=OSA.distance, score_cutoff=reach, limit=None):
        rows = _mendable(str(name), index)
        if rows:
            slip_of_slip = all(row.kind == "misspelling" for row in rows)
            found.append(Near(distance + slip_of_slip, str(name), rows))
    if lexis is not None:
        others = [name for name in lexis.other_medicines if shortest <= len(name) <= longest]
        for name, distance, _ in extract(key, others, scorer=OSA.distance, score_cutoff=reach, limit=None):
            if not index.meanings(str(name)):
                found.append(Near(distance, str(name), ()))
    return sorted(found)


def _mendable(name: str, index: NameIndex) -> tuple[NameRow, ...]:
    """The rows of a name that a slip may be mended to; none for ordinary words, codes, and names with digits."""
    if any(character.isdigit() for character in name):
        return ()
    return tuple(row for row in index.meanings(name) if MENDABLE.get(row.kind, LONGEST) <= len(name))
