"""
Screening on Arrow batches: each batch holds whole persons; what comes back are their summaries and their findings.

    >>> import pyarrow as pa
    >>> from mixwise.knowledge.store import load
    >>> batch = pa.RecordBatch.from_pydict({"person_id": [1, 2], "substances": [["heroin", "xanax"], ["amoxicillin"]]})
    >>> Screener(load()).screen(batch).persons.column("severity").to_pylist()
    ['dangerous', None]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mixwise.engine.reading import Named, Reading, once, worst_reading
from mixwise.engine.types import ANYONE, Finding
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, SEVERITIES
from mixwise.names.types import Ambiguous
from mixwise.screen import dated
from mixwise.screen.arrays import COUNTED, arrays
from mixwise.screen.dates import ALWAYS, NEVER, Exposures, Moments, merged, moments
from mixwise.screen.found import Rows, Rules, findings_batch, persons_schema, rows, severity_column
from mixwise.screen.kernel import MOST_COUNTED, Summary, screen
from mixwise.screen.listing import listed
from mixwise.screen.naming import NOTHING, Naming, Product, Rename, Table

Numbers = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
MOST_KEPT = 50_000
"""Lists read by the engine itself whose reading is kept for the next person who takes the same."""


class Screened(NamedTuple):
    """What is said of the persons of one batch; `findings` is None when only summaries were asked for."""

    persons: pa.RecordBatch
    findings: pa.RecordBatch | None


class Screener:
    """The kernel with the names it has met so far. Threads may share one; each process has its own."""

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        rename: Rename | None = None,
        product: Product | None = None,
        washout: Mapping[str, int] | None = None,
    ) -> None:
        """
        `rename` says what codes of the caller are called, `product` what products with a code of RxNorm are made of, and
        `washout` for how many days substances act on after the last.
        """
        self.arrays = arrays(knowledge)
        self._washouts = np.array([(washout or {}).get(name, 0) for name in self.arrays.variants.ids], np.int64)
        self.rules = Rules.of(knowledge)
        self.naming = Naming(self.arrays, rename, product)
        self._readings: dict[tuple[int, ...], Reading] = {}
        self.slow = 0
        """How many persons were asked one by one, because of ambiguous names, times or doses."""

    def screen(self, batch: pa.RecordBatch, *, findings: bool = True) -> Screened:
        """
        Summaries and findings of whole persons: a row a person, with `person_id` and a list `substances` of texts or codes.

        With lists `start` and `stop` of dates beside it, only what is on board together counts.
        The same person in two rows or batches is two persons: group before you ask.
        """
        listing = batch.column("substances")
        offsets = listing.offsets.to_numpy().astype(np.int64)
        names = batch.schema.names
        dates = None
        if "start" in names or "stop" in names:
            dates = tuple(
                batch.column(one).flatten() if one in names else pa.nulls(int(offsets[-1] - offsets[0]), pa.date32())
                for one in ("start", "stop")
            )
        return self.lists(batch.column("person_id"), offsets - offsets[0], listing.flatten(), dates, findings=findings)

    def lists(
        self,
        person_id: pa.Array,
        offsets: Ints,
        names: pa.Array,
        dates: tuple[pa.Array, pa.Array] | None = None,
        *,
        findings: bool = True,
    ) -> Screened:
        """The same from flat rows: the names of person p are `offsets[p]` to `offsets[p + 1]`; so are first and last days."""
        return self.numbered(person_id, offsets, self.naming.numbers(names), dates, findings=findings)

    def numbered(
        self,
        person_id: pa.Array,
        offsets: Ints,
        numbers: Numbers,
        dates: tuple[pa.Array, pa.Array] | None = None,
        *,
        findings: bool = True,
    ) -> Screened:
        """The same when the names are numbers of `naming` already."""
        if dates is not None:
            return self._dated(person_id, offsets, numbers, dates, findings=findings)
        summary, hits = screen(offsets, numbers, self.naming.table(), self.arrays, findings=findings)
        ambiguous = np.zeros(len(person_id), np.uint32)
        slow = self._slowly(offsets, numbers, summary, ambiguous)
        persons = self._persons(person_id, summary, ambiguous, summary.substances > 1)
        if hits is None:
            return Screened(persons, None)
        return Screened(
            persons, findings_batch(person_id, rows(hits, slow, self.arrays, self.rules), self.arrays, self.rules)
        )

    def _dated(
        self, person_id: pa.Array, offsets: Ints, numbers: Numbers, dates: tuple[pa.Array, pa.Array], *, findings: bool
    ) -> Screened:
        """Only what is on board together counts."""
        table = self.naming.table()
        summary, _ = screen(offsets, numbers, table, self.arrays)
        summary.counts[:] = 0
        start, stop = (_days(one, missing) for one, missing in zip(dates, (ALWAYS, NEVER), strict=True))
        stop = np.where(stop < NEVER, stop + self._washout(table).take(numbers, mode="wrap"), stop)
        exposures = merged(offsets, numbers, start, stop)
        together = np.zeros(len(person_id), bool)
        ambiguous = np.zeros(len(person_id), np.uint32)
        parts = [self._at_moments(one, exposures, summary, together, ambiguous) for one in moments(exposures)]
        none = np.zeros(0, np.int64)
        found = dated.once(parts) if parts else dated.Spells(Rows(none, none, none, none, none, none), none, none)
        for place, severity in enumerate(COUNTED):
            which = found.rows.person[self.rules.severity[found.rows.rule] == RANK[severity]]
            summary.counts[:, place] = np.minimum(np.bincount(which, minlength=len(person_id)), MOST_COUNTED)
        persons = self._persons(person_id, summary, ambiguous, together)
        if not findings:
            return Screened(persons, None)
        return Screened(persons, findings_batch(person_id, found.rows, self.arrays, self.rules, found.columns()))

    def _at_moments(
        self,
        at: Moments,
        exposures: Exposures,
        summary: Summary,
        together: npt.NDArray[np.bool_],
        ambiguous: npt.NDArray[np.uint32],
    ) -> dated.Spells:
        """Findings at some moments; marks whose lists hold more than one substance at once."""
        table, numbers = self.naming.table(), exposures.number[at.row]
        then, hits = screen(at.offsets, numbers, table, self.arrays, findings=True)
        assert hits is not None
        unsure = np.zeros(len(at.person), np.uint32)
        slow = self._slowly(at.offsets, numbers, then, unsure)
        together[at.person[then.substances > 1]] = True
        np.maximum.at(ambiguous, at.person, unsure)
        for column in ("substances", "gaps"):
            if len(then.slow):
                np.maximum.at(getattr(summary, column), at.person[then.slow], getattr(then, column)[then.slow])
        every = listed(at.offsets, numbers, table)
        found = rows(hits, slow, self.arrays, self.rules)
        return dated.spells(found, at, every.lists, at.row[every.row], exposures, self.arrays.variants.of)

    def _washout(self, table: Table) -> Ints:
        """Days for which each number acts on after its last day: those of the longest of its substances."""
        found = np.zeros(len(table.atoms), np.int64)
        if self._washouts.any():
            for number, (first, count) in enumerate(zip(table.first.tolist(), table.atoms.tolist(), strict=True)):
                if count:
                    substances = self.arrays.variants.of[table.variant[first : first + count]]
                    found[number] = self._washouts[substances].max()
        return found

    def _slowly(
        self, offsets: Ints, numbers: Numbers, summary: Summary, ambiguous: npt.NDArray[np.uint32]
    ) -> list[tuple[int, Finding]]:
        """Persons whom the engine itself is asked about, each read in the way that makes the whole worst, as `check` does."""
        found: list[tuple[int, Finding]] = []
        for person in summary.slow.tolist():
            taken = numbers[offsets[person] : offsets[person + 1]]
            named, reading = self._reading(tuple(sorted(set(taken[taken != NOTHING].tolist()))))
            ambiguous[person] = sum(1 for one in named if isinstance(one.resolution, Ambiguous))
            summary.substances[person] = len(reading.taken)
            summary.gaps[person] = len(reading.found.not_reviewed)
            for place, severity in enumerate(COUNTED):
                summary.counts[person, place] = sum(1 for one in reading.found.findings if one.severity == severity)
            found += [(person, one) for one in reading.found.findings]
        self.slow += len(summary.slow)
        return found

    def _reading(self, numbers: tuple[int, ...]) -> tuple[Sequence[Named], Reading]:
        named = once([one for number in numbers for one in self.naming.means[number].named])
        reading = self._readings.get(numbers)
        if reading is None:
            if len(self._readings) >= MOST_KEPT:
                self._readings.clear()
            with self.naming.lock:
                reading = self._readings[numbers] = worst_reading(named, ANYONE, self.arrays.knowledge)
        return named, reading

    def _persons(
        self, person_id: pa.Array, summary: Summary, ambiguous: npt.NDArray[np.uint32], together: npt.NDArray[np.bool_]
    ) -> pa.RecordBatch:
        complete = (summary.gaps == 0) & (summary.unrecognised == 0) & (ambiguous == 0) & (summary.nothing == 0)
        rank = np.where(together, RANK["none_known"], -1).astype(np.int8)
        ranked = {
            **{severity: summary.counts[:, place] > 0 for place, severity in enumerate(COUNTED)},
            "unknown": ~complete,
        }
        for severity in SEVERITIES:
            if severity in ranked:
                rank[ranked[severity]] = RANK[severity]
        columns = {
            "person_id": person_id,
            "severity": severity_column(rank),
            "complete": complete,
            "substances": summary.substances,
            **{name: np.ascontiguousarray(summary.counts[:, place]) for place, name in enumerate(COUNTED)},
            "not_reviewed": summary.gaps,
            "unrecognised": summary.unrecognised,
            "ambiguous": ambiguous,
            "unreadable": summary.nothing,
        }
        schema = persons_schema(person_id.type)
        return pa.RecordBatch.from_arrays(
            [one if isinstance(one, pa.Array) else pa.array(one) for one in map(columns.__getitem__, schema.names)],
            schema=schema,
        )


def _days(column: pa.Array, missing: int) -> Ints:
    """Days since 1970, with one value for those that are not known."""
    days = column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64()).fill_null(missing)
    found: Ints = days.to_numpy(zero_copy_only=False)
    return found
