"""
Screening on Arrow batches: each batch holds whole persons; what comes back are their summaries and their findings.

    >>> import pyarrow as pa
    >>> from mixwise.knowledge.store import load
    >>> batch = pa.RecordBatch.from_pydict({"person_id": [1, 2], "substances": [["heroin", "xanax"], ["amoxicillin"]]})
    >>> Screener(load()).screen(batch).persons.column("severity").to_pylist()
    ['dangerous', None]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mixwise.engine.naming import once
from mixwise.engine.reading import Named, Reading, worst_reading
from mixwise.engine.types import ANYONE, Finding
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK
from mixwise.names.types import Ambiguous
from mixwise.screen.arrays import COUNTED, arrays
from mixwise.screen.found import Rules, findings_batch, persons_schema, rows, severity_column
from mixwise.screen.kernel import Summary, screen
from mixwise.screen.naming import NOTHING, Naming, Rename

Ints = npt.NDArray[np.int64]
MOST_KEPT = 50_000
"""Lists with ambiguous names whose reading is kept for the next person who takes the same."""


class Screened(NamedTuple):
    """What is said of the persons of one batch; `findings` is None when only summaries were asked for."""

    persons: pa.RecordBatch
    findings: pa.RecordBatch | None


class Screener:
    """The kernel with the names it has met so far. Threads may share one; each process has its own."""

    def __init__(self, knowledge: Knowledge, *, rename: Rename | None = None) -> None:
        self.arrays = arrays(knowledge)
        self.rules = Rules.of(knowledge)
        self.naming = Naming(self.arrays, rename)
        self._readings: dict[tuple[int, ...], Reading] = {}
        self.slow = 0
        """How many persons were asked one by one, because of an ambiguous name."""

    def screen(self, batch: pa.RecordBatch, *, findings: bool = True) -> Screened:
        """
        Summaries and findings of whole persons: a row a person, with `person_id` and a list `substances` of texts or codes.

        The same person in two rows or batches is two persons: group before you ask.
        """
        listing = batch.column("substances")
        return self.lists(
            batch.column("person_id"),
            listing.offsets.to_numpy().astype(np.int64) - listing.offsets[0].as_py(),
            listing.flatten(),
            findings=findings,
        )  # fmt: skip

    def lists(
        self,
        person_id: pa.Array,
        offsets: Ints,
        names: pa.Array,
        *,
        unreadable: Ints | None = None,
        findings: bool = True,
    ) -> Screened:
        """The same from flat rows: the names of person p are `offsets[p]` to `offsets[p + 1]`."""
        numbers = self.naming.numbers(names)
        summary, hits = screen(offsets, numbers, self.naming.table(), self.arrays, findings=findings)
        ambiguous = np.zeros(len(person_id), np.uint32)
        slow = self._slowly(offsets, numbers, summary, ambiguous)
        bad = summary.nothing if unreadable is None else summary.nothing + unreadable.astype(np.uint32)
        persons = self._persons(person_id, summary, ambiguous, bad)
        if hits is None:
            return Screened(persons, None)
        found = rows(hits, slow, self.arrays, self.rules)
        return Screened(persons, findings_batch(person_id, found, self.arrays, self.rules))

    def _slowly(
        self,
        offsets: Ints,
        numbers: npt.NDArray[np.int32],
        summary: Summary,
        ambiguous: npt.NDArray[np.uint32],
    ) -> list[tuple[int, Finding]]:
        """Persons with ambiguous names, each read in the way that makes the whole worst, as `check` does."""
        found: list[tuple[int, Finding]] = []
        for person in summary.ambiguous.tolist():
            taken = numbers[offsets[person] : offsets[person + 1]]
            named, reading = self._reading(tuple(sorted(set(taken[taken != NOTHING].tolist()))))
            ambiguous[person] = sum(1 for one in named if isinstance(one.resolution, Ambiguous))
            summary.substances[person] = len(reading.taken)
            summary.gaps[person] = len(reading.found.not_reviewed)
            for place, severity in enumerate(COUNTED):
                summary.counts[person, place] = sum(1 for one in reading.found.findings if one.severity == severity)
            found += [(person, one) for one in reading.found.findings]
        self.slow += len(summary.ambiguous)
        return found

    def _reading(self, numbers: tuple[int, ...]) -> tuple[Sequence[Named], Reading]:
        named = once([one for number in numbers for one in self.naming.means[number].named])
        reading = self._readings.get(numbers)
        if reading is None:
            if len(self._readings) >= MOST_KEPT:
                self._readings.clear()
            reading = self._readings[numbers] = worst_reading(named, ANYONE, self.arrays.knowledge)
        return named, reading

    def _persons(
        self,
        person_id: pa.Array,
        summary: Summary,
        ambiguous: npt.NDArray[np.uint32],
        unreadable: npt.NDArray[np.uint32],
    ) -> pa.RecordBatch:
        complete = (summary.gaps == 0) & (summary.unrecognised == 0) & (ambiguous == 0) & (unreadable == 0)
        rank = np.where(summary.substances > 1, RANK["none_known"], -1).astype(np.int8)
        for place, severity in enumerate(COUNTED):
            if RANK[severity] > RANK["unknown"]:
                continue
            rank[summary.counts[:, place] > 0] = RANK[severity]
        rank[~complete] = RANK["unknown"]
        for place, severity in enumerate(COUNTED):
            if RANK[severity] > RANK["unknown"]:
                rank[summary.counts[:, place] > 0] = RANK[severity]
        columns = {
            "person_id": person_id,
            "severity": severity_column(rank),
            "complete": complete,
            "substances": summary.substances,
            **{name: summary.counts[:, place] for place, name in enumerate(COUNTED)},
            "not_reviewed": summary.gaps,
            "unrecognised": summary.unrecognised,
            "ambiguous": ambiguous,
            "unreadable": unreadable,
        }
        schema = persons_schema(person_id.type)
        return pa.RecordBatch.from_arrays(
            [one if isinstance(one, pa.Array) else pa.array(one) for one in map(columns.__getitem__, schema.names)],
            schema=schema,
        )
