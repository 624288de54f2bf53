"""
What every distinct text or code of the input means, each asked once.

A text becomes a number; the arrays say which variants that number stands for. What is ambiguous or not recognised keeps
its number, so nothing given is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mixwise.engine.intakes import read_intake
from mixwise.engine.reading import Named, called, context_of
from mixwise.engine.types import Intake
from mixwise.knowledge.normalise import normalise
from mixwise.names.types import Ambiguous, Meaning, Resolved, Unrecognised
from mixwise.screen.arrays import Arrays
from mixwise.screen.variants import PLAIN

ALSO = "\x1f"
"""Parts the ways in which a row names one thing (codes, then text): the first that is recognised counts."""
CODES = "rxcui"
"""What a bare number is taken for: a code of RxNorm."""
CODE = f"{CODES}:"
MOST_CODE = 1 << 24
"""Codes that are numbers below this are looked up in an array; RxCUIs have seven digits."""
NOTHING = -1
"""The number of a row that names nothing."""

Rename = Callable[[str], str | None]
"""What a code is called by, for codes that only the caller knows; None when it is none of them."""


class Made(NamedTuple):
    """What a product that has a code of RxNorm holds: substances of ours, and the names of what is none of them."""

    name: str
    substances: tuple[str, ...]
    missing: tuple[str, ...]


Product = Callable[[str], Made | None]
"""What a code of RxNorm is made of, for codes that the knowledge does not have; None when nobody knows it."""


class Means(NamedTuple):
    """What one text comes to."""

    text: str
    named: tuple[Named, ...]
    atoms: tuple[tuple[int, int], ...]
    """The variant and the name it was given by, of everything that is certain."""
    unrecognised: tuple[str, ...]
    ambiguous: bool
    told: bool = False
    """Whether it tells a time, or a dose of something of which doses add up: for the engine itself."""

    def quick(self, other: int) -> int:
        """Its variant when it is one substance for certain."""
        return (
            self.atoms[0][0]
            if len(self.atoms) == 1 and not (self.unrecognised or self.ambiguous or self.told)
            else other
        )


class Table(NamedTuple):
    """Every number given so far: how many variants it stands for, where they begin, and whether it is certain."""

    atoms: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    variant: npt.NDArray[np.int32]
    name: npt.NDArray[np.int32]
    unrecognised: npt.NDArray[np.bool_]
    ambiguous: npt.NDArray[np.bool_]
    slow: npt.NDArray[np.bool_]
    """What is read by the engine itself, together with all else of its person: ambiguous names, times, doses that add up."""
    quick: npt.NDArray[np.int64]
    """The variant of a number that is exactly one and certain, else the `other` of the arrays."""

    @property
    def odd(self) -> npt.NDArray[np.bool_]:
        """What is not, or not certainly, recognised."""
        found: npt.NDArray[np.bool_] = self.unrecognised | self.ambiguous
        return found

    @classmethod
    def of(cls, means: Sequence[Means], other: int) -> Table:
        """The arrays over these meanings, with one more at the end that stands for nothing (`NOTHING`)."""
        atoms = np.array([*(len(one.atoms) for one in means), 0], np.int64)
        flat = [atom for one in means for atom in one.atoms] or [(0, 0)]
        return cls(
            atoms,
            np.cumsum(atoms) - atoms,
            np.array([variant for variant, _ in flat], np.int32),
            np.array([name for _, name in flat], np.int32),
            np.array([*(bool(one.unrecognised) for one in means), False], bool),
            np.array([*(one.ambiguous for one in means), False], bool),
            np.array([*(one.ambiguous or one.told for one in means), False], bool),
            np.array([*(one.quick(other) for one in means), other], np.int64),
        )


class Naming:
    """Texts and codes as numbers, given out as they come. Threads may share it."""

    def __init__(self, arrays: Arrays, rename: Rename | None = None, product: Product | None = None) -> None:
        self._arrays = arrays
        self._rename, self._product = rename, product
        self._place = {name: place for place, name in enumerate(arrays.variants.ids)}
        self._number: dict[str, int] = {}
        self._called: dict[str, int] = {}
        self._by_code = np.full(0, NOTHING, np.int32)
        self.means: list[Means] = []
        self._table = Table.of((), arrays.other)
        self.lock = Lock()

    def numbers(self, column: pa.Array) -> npt.NDArray[np.int32]:
        """The number of each row; `NOTHING` where it is null or blank. Texts and whole numbers both do."""
        if pa.types.is_integer(column.type):
            return self._coded(column)
        encoded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
        known = np.array([self.number(text) for text in encoded.dictionary.to_pylist()] or [NOTHING], np.int32)
        indices = encoded.indices
        if indices.null_count:
            known = np.append(known, np.int32(NOTHING))
            indices = indices.cast(pa.int64()).fill_null(len(known) - 1)
        found: npt.NDArray[np.int32] = known[indices.to_numpy(zero_copy_only=False)]
        return found

    def _coded(self, column: pa.Array) -> npt.NDArray[np.int32]:
        missing = column.null_count > 0
        values = column.fill_null(0).to_numpy(zero_copy_only=False) if missing else column.to_numpy()
        if not len(values):
            return np.zeros(0, np.int32)
        if int(values.min()) < 0 or int(values.max()) >= MOST_CODE:
            return self.numbers(column.cast(pa.string()))
        if int(values.max()) >= len(self._by_code):
            self._add_codes(values[values >= len(self._by_code)])
        found: npt.NDArray[np.int32] = self._by_code.take(values, mode="clip")
        if (found == NOTHING).any():
            self._add_codes(values[found == NOTHING])
            found = self._by_code.take(values, mode="clip")
        if missing:
            found[column.is_null().to_numpy(zero_copy_only=False)] = NOTHING
        return found

    def _add_codes(self, values: npt.NDArray[np.integer]) -> None:
        new = np.unique(values).tolist()
        numbers = [self.number(str(code)) for code in new]
        with self.lock:
            grown = np.full(max(len(self._by_code), new[-1] + 1), NOTHING, np.int32)
            grown[: len(self._by_code)] = self._by_code
            grown[new] = numbers
            self._by_code = grown

    def number(self, text: str | None) -> int:
        """The number of one text."""
        if text is None or not text.strip():
            return NOTHING
        number = self._number.get(text)
        if number is None:
            with self.lock:  # the knowledge is read by one thread at a time
                number = self._number.get(text)
                if number is None:
                    self.means.append(self._read(text))
                    number = self._number[text] = len(self.means) - 1
        return number

    def _read(self, text: str) -> Means:
        """The meaning of the first way to say it that is recognised, or of the first when none is."""
        first: Means | None = None
        for way in self._ways(text):
            means = self._meaning(way, text)
            if means.atoms or means.ambiguous or not means.unrecognised:
                return means
            first = first or means
        return first or Means(text, (), (), (text,), False)

    def _ways(self, text: str) -> Iterator[str]:
        """Each way in which a text names its thing: what the caller calls it, a bare number as a code, and as it stands."""
        for way in text.split(ALSO):
            if renamed := self._rename(way.strip()) if self._rename else None:
                yield from (one for one in renamed.split(ALSO) if one.strip())
            if way.strip().isdecimal():
                yield f"{CODE}{way.strip()}"
            elif way.strip():
                yield way

    def _meaning(self, said: str, text: str) -> Means:
        if said.startswith(CODE) and not self._arrays.knowledge.meanings(normalise(said)):
            return self._made(said, text)  # a code is never mended
        named, _denied = read_intake(Intake(said), self._arrays.knowledge)
        atoms = [atom for one in named if isinstance(one.resolution, Resolved) for atom in self._atoms(one)]
        return Means(
            text,
            tuple(named),
            tuple(dict.fromkeys(atoms)),
            tuple(one.intake.text for one in named if isinstance(one.resolution, Unrecognised)),
            any(isinstance(one.resolution, Ambiguous) for one in named),
            any(self._tells(one) for one in named),
        )

    def _made(self, said: str, text: str) -> Means:
        """What a product is made of: one ingredient counts as that ingredient, whatever its salt and strength."""
        made = self._product(said.removeprefix(CODE)) if self._product else None
        if made is None or not made.substances:
            return Means(text, (), (), (made.name if made else said,), False)
        rows = [self._arrays.knowledge.row("substance", one) for one in made.substances]
        label = " + ".join(str(row["label"][0]) for row in rows)
        key = normalise(f"{CODE}{rows[0]['codes'].get('rxcui', '')}") if len(rows) == 1 else label
        one = Named(Intake(made.name), Resolved(made.name, Meaning(made.substances, label, "", "", ""), "exact"), key)
        return Means(text, (one,), tuple(dict.fromkeys(self._atoms(one))), made.missing, False)

    def _tells(self, one: Named) -> bool:
        """Whether something is told beside the name that may count: a time, a route, a dose of what is summed up."""
        if isinstance(one.resolution, Unrecognised) or not (
            one.moment or one.dose or one.intake.route or one.intake.regular
        ):
            return False
        if one.moment:
            return True
        meanings = one.resolution.meanings if isinstance(one.resolution, Ambiguous) else (one.resolution.meaning,)
        names = {name for meaning in meanings for name in meaning.substances}
        return any(self._asks(name, one) for name in names)

    def _asks(self, name: str, one: Named) -> bool:
        every = self._arrays.variants
        if one.dose and every.loaded[every.first[self._place[name]]].weights:
            return True
        needs = {need for _, _, needs in self._arrays.knowledge.row("substance", name)["if"] for need in needs}
        return any(not need.startswith(PLAIN) for need in needs) and bool(one.intake.route or one.intake.regular)

    def _atoms(self, one: Named) -> Sequence[tuple[int, int]]:
        assert isinstance(one.resolution, Resolved)
        meaning, knowledge = one.resolution.meaning, self._arrays.knowledge
        name = self._called.setdefault(called(one, meaning, knowledge), len(self._called))
        every = self._arrays.variants
        found = []
        for substance in meaning.substances:
            place = self._place[substance]
            facts = frozenset(context_of(one.intake, meaning, substance, knowledge))
            found.append((int(every.first[place]) + every.bits(place, facts), name))
        return found

    def table(self) -> Table:
        """The arrays over every number given out before this call."""
        if len(self._table.atoms) != len(self.means) + 1:
            with self.lock:
                self._table = Table.of(self.means, self._arrays.other)
        return self._table
