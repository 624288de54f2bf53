"""A FHIR bulk export: MedicationRequest, MedicationStatement and the like, with the Medication resources they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mixwise.screen.inputs.columns import NONE, Columns
from mixwise.screen.inputs.lines import blocks, parse
from mixwise.screen.inputs.rows import Noted, Reject, span_of
from mixwise.screen.naming import ALSO, CODES
from mixwise.screen.persons import Span

CODING = pa.struct([("system", pa.string()), ("code", pa.string()), ("display", pa.string())])
CONCEPT = pa.struct([("text", pa.string()), ("coding", pa.list_(CODING))])
REFERENCE = pa.struct([("reference", pa.string())])
PERIOD = pa.struct([("start", pa.string()), ("end", pa.string())])
SCHEMA = pa.schema(
    [
        ("resourceType", pa.string()), ("id", pa.string()), ("status", pa.string()), ("subject", REFERENCE),
        ("medicationCodeableConcept", CONCEPT), ("medicationReference", REFERENCE),
        ("medication", pa.struct([("concept", CONCEPT), ("reference", REFERENCE)])), ("code", CONCEPT),
        ("authoredOn", pa.string()), ("whenHandedOver", pa.string()), ("effectiveDateTime", pa.string()),
        ("effectivePeriod", PERIOD), ("dispenseRequest", pa.struct([("validityPeriod", PERIOD)])),
    ]
)  # fmt: skip
TAKEN = (
    "MedicationRequest",
    "MedicationStatement",
    "MedicationDispense",
    "MedicationAdministration",
    "MedicationUsage",
)
NOT_TAKEN = ("entered-in-error", "cancelled", "draft", "not-taken", "not-done", "declined")
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
COLUMNS = Columns(person="person", substance="substance", start="start", stop="stop")


def is_fhir(first_line: bytes) -> bool:
    """Whether a file of JSON lines holds FHIR resources."""
    return b'"resourceType"' in first_line


def medications(files: Iterable[Callable[[], IO[bytes]]]) -> dict[str, str]:
    """What each Medication resource is called, by its reference."""
    found: dict[str, str] = {}
    for open_file in files:
        with open_file() as opened:
            for block in blocks(opened):
                if b'"Medication"' in block:
                    found |= _medications(block)
    return found


def _medications(block: bytes) -> dict[str, str]:
    table, _ = parse(block, SCHEMA, "", 1)
    table = table.filter(pc.equal(table.column("resourceType"), "Medication"))
    names = _called(table.column("code").combine_chunks())
    return {f"Medication/{one}": name for one, name in zip(table.column("id").to_pylist(), names, strict=True)}


def spans(
    file: str, opened: IO[bytes], held: dict[str, str], given: Columns
) -> Iterator[tuple[Columns, pa.DataType, Callable[[], Span]]]:
    """Spans of a file; `held` says what the Medication resources are called."""
    first = 1
    columns = COLUMNS._replace(start="", stop="") if given.start == NONE else COLUMNS
    for block in blocks(opened):
        yield columns, pa.string(), _reader(block, file, first, held, columns)
        first += block.count(b"\n")


def _reader(block: bytes, file: str, first: int, held: dict[str, str], columns: Columns) -> Callable[[], Span]:
    def read() -> Span:
        table, noted = parse(block, SCHEMA, file, first)
        rows, left = rows_of(table, held)
        rejects = noted.rejects + tuple(Reject(file, 0, f"{count} × {reason}") for reason, count in left.items())
        before = Noted(noted.rows + sum(left.values()), rejects, noted.rejected, noted.size)
        return span_of(rows, columns, file, first, person_type=pa.string(), before=before)

    return read


def rows_of(table: pa.Table, held: dict[str, str]) -> tuple[pa.Table, dict[str, int]]:
    """Who takes what from when to when, and how many resources say something else."""
    kind, status = table.column("resourceType"), table.column("status")
    taken = pc.is_in(kind, pa.array(TAKEN))
    not_taken = pc.and_(taken, pc.is_in(status, pa.array(NOT_TAKEN)))
    left = {
        "no resource of a medicine taken": len(table) - _count(taken),
        "status says that it was not taken": _count(not_taken),
    }
    table = table.filter(pc.and_(taken, pc.invert(not_taken)))
    person = pc.replace_substring_regex(_field(table, "subject", "reference"), r"^.*Patient/", "")
    period, valid = _struct(table, "effectivePeriod"), _field(table, "dispenseRequest", "validityPeriod")
    start = pc.coalesce(
        pc.struct_field(period, "start"), _text(table, "effectiveDateTime"), _text(table, "whenHandedOver"),
        pc.struct_field(valid, "start"), _text(table, "authoredOn"),
    )  # fmt: skip
    stop = pc.coalesce(pc.struct_field(period, "end"), pc.struct_field(valid, "end"), _text(table, "effectiveDateTime"))
    concepts = [_called(_struct(table, "medicationCodeableConcept")), _called(_field(table, "medication", "concept"))]
    references = [_field(table, "medicationReference", "reference"), _field(table, "medication", "reference")]
    referred = [_referred(one, held) for one in references]
    names = [next((name for name in row if name), None) for row in zip(*concepts, *referred, strict=True)]
    rows = pa.table({"person": person, "substance": pa.array(names, pa.string()), "start": start, "stop": stop})
    return rows, {reason: count for reason, count in left.items() if count}


def _count(flags: pa.ChunkedArray) -> int:
    return int(pc.sum(flags).as_py() or 0)


def _text(table: pa.Table, name: str) -> pa.Array:
    return table.column(name).combine_chunks()


def _struct(table: pa.Table, name: str) -> pa.Array:
    return table.column(name).combine_chunks()


def _field(table: pa.Table, name: str, inner: str) -> pa.Array:
    return pc.struct_field(_struct(table, name), inner)


def _referred(references: pa.Array, held: dict[str, str]) -> list[str]:
    """What a reference stands for; the reference itself when its resource is not there, so that it is not lost."""
    return [held.get(one.removeprefix("#"), one) if one else "" for one in references.to_pylist()]


def _called(concepts: pa.Array) -> list[str]:
    """The ways in which each concept names its medicine: its codes of RxNorm, what they are called, and its text."""
    ways: list[list[str]] = [[] for _ in range(len(concepts))]
    codings = pc.struct_field(concepts, "coding")
    row = pc.list_parent_indices(codings).to_numpy(zero_copy_only=False)
    flat = pc.list_flatten(codings)
    code, shown = (pc.struct_field(flat, one).to_pylist() for one in ("code", "display"))
    coded = pc.equal(pc.struct_field(flat, "system"), RXNORM).fill_null(False).to_numpy(zero_copy_only=False)
    for at in np.flatnonzero(coded).tolist():
        if code[at]:
            ways[row[at]].append(f"{CODES}:{code[at]}")
    for at, text in enumerate(pc.struct_field(concepts, "text").to_pylist()):
        ways[at] += [text] if text else []
    for at, text in zip(row.tolist(), shown, strict=True):
        ways[at] += [text] if text else []
    return [ALSO.join(dict.fromkeys(way)) for way in ways]
