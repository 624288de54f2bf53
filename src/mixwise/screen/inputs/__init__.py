"""What can be screened: files, folders, patterns and standard input, as spans of rows."""

from __future__ import annotations

import glob
import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import pyarrow as pa

from mixwise.errors import UsageError
from mixwise.screen.inputs import delimited, fhir, lines, omop, parquet
from mixwise.screen.inputs.columns import Columns
from mixwise.screen.naming import Rename
from mixwise.screen.persons import Span

STANDARD_INPUT = "-"
KINDS = {
    ".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson",
    ".json": "ndjson",
}  # fmt: skip
PACKED = (".gz", ".zst", ".bz2")


class Source(NamedTuple):
    """Something to screen. `spans` takes how persons are kept, and may be asked for again unless it is standard input."""

    label: str
    kind: str
    files: tuple[str, ...]
    dated: bool
    person_type: pa.DataType
    spans: Callable[[pa.DataType], Iterator[Callable[[], Span]]]
    rename: Rename | None
    rows: int | None
    """How many rows there are, when the files say so."""
    fingerprint: str
    """Changes when the input does; empty for what cannot be read twice."""


def open_input(given: str, columns: Columns, kind: str = "") -> Source:
    """
    The input of that name: a file, a folder, a pattern such as `data/*.parquet`, an OMOP or FHIR folder, or `-`.

    Raises UsageError when there is nothing, it is of a kind that is not known, or a column is missing.
    """
    if given == STANDARD_INPUT:
        return _standard_input(columns, kind)
    path = Path(given)
    if omop.is_omop(path):
        return _omop(path, columns)
    files = _files(given)
    kinds = {kind or _kind(file) for file in files}
    if len(kinds) > 1:
        raise UsageError(f"{given} holds files of different kinds ({', '.join(sorted(kinds))}): name one of them")
    return _source(given, files, kinds.pop(), columns)


def _source(label: str, files: Sequence[str], kind: str, columns: Columns, rename: Rename | None = None) -> Source:
    print_ = fingerprint(files)
    if kind == "parquet":
        found, person_type = parquet.columns_of(files[0], columns)
        for file in files[1:]:
            if parquet.columns_of(file, columns)[1] != person_type:
                person_type = pa.string()
        rows = parquet.rows_of(files)
        if not rows:
            raise UsageError(f"{label} holds no rows")
        return Source(
            label, kind, tuple(files), found.dated, person_type, lambda kept: parquet.spans(files, columns, kept), rename,
            rows, print_,
        )  # fmt: skip
    found, person_type = _peek(files, kind, columns)
    if person_type is None:
        raise UsageError(f"{label} holds no rows")

    def spans(as_type: pa.DataType) -> Iterator[Callable[[], Span]]:
        held = fhir.medications(partial(_open, file) for file in files) if kind == "fhir" else {}
        for file in files:
            with _open(file) as opened:
                for _, _, read in _read(file, opened, kind, columns, as_type, held):
                    yield read

    return Source(label, kind, tuple(files), found.dated, person_type, spans, rename, None, print_)


def _peek(files: Sequence[str], kind: str, columns: Columns) -> tuple[Columns, pa.DataType | None]:
    """The columns of the first span, and how persons are kept: as whole numbers when those of every file begin so."""
    found, kinds = columns, set()
    for file in files:
        with _open(file) as opened:
            for first, person_type, _ in _read(file, opened, kind, columns, None, {}):
                found = first
                kinds.add(str(person_type))
                break
    if not kinds:
        return found, None
    return found, pa.int64() if kinds == {"int64"} else pa.string()


def _read(
    file: str, opened: IO[bytes], kind: str, columns: Columns, person_type: pa.DataType | None, held: dict[str, str]
) -> Iterator[tuple[Columns, pa.DataType, Callable[[], Span]]]:
    if kind == "csv":
        return delimited.spans(file, opened, columns, person_type=person_type)
    if kind == "fhir":
        return fhir.spans(file, opened, held, columns)
    return lines.spans(file, opened, columns, person_type=person_type)


def _standard_input(columns: Columns, kind: str) -> Source:
    """Standard input, read once."""
    stream: Any = sys.stdin.buffer
    start = stream.peek(1 << 16)[: 1 << 16]
    if not start:
        raise UsageError("standard input is empty")
    kind = kind or ("parquet" if start[:4] == b"PAR1" else "ndjson" if start.lstrip()[:1] == b"{" else "csv")
    if kind == "parquet":
        raise UsageError("Parquet cannot be read from a pipe: give the file")
    if kind == "ndjson" and fhir.is_fhir(start):
        kind = "fhir"
    head = list(_read(STANDARD_INPUT, io.BytesIO(_whole_lines(start)), kind, columns, None, {}))
    if not head:
        raise UsageError("standard input holds no rows")
    found, _, _ = head[0]

    def spans(as_type: pa.DataType) -> Iterator[Callable[[], Span]]:
        for _, _, read in _read(STANDARD_INPUT, stream, kind, columns, as_type, {}):
            yield read

    return Source("standard input", kind, (), found.dated, pa.string(), spans, None, None, "")


def _whole_lines(start: bytes) -> bytes:
    end = start.rfind(b"\n") + 1
    return start[:end] if end else start


def _omop(folder: Path, columns: Columns) -> Source:
    path = omop.table_in(folder, omop.EXPOSURE)
    assert path is not None
    given = Columns(*[own or wanted for own, wanted in zip(columns, _cased(path), strict=True)])
    source = _source(str(folder), [str(path)], _kind(str(path)), given, omop.concepts(folder, path))
    return source._replace(kind="omop")


def _cased(path: Path) -> Columns:
    """The columns of OMOP as this file writes them."""
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        held = pq.ParquetFile(path).schema_arrow.names
    else:
        with path.open("rb") as opened:
            held = delimited._header(str(path), opened)[0]
    by_case = {name.lower(): name for name in held}
    return Columns(*[by_case.get(name, name) for name in omop.COLUMNS])


def _files(given: str) -> list[str]:
    """The files that a name stands for, in order."""
    path = Path(given)
    if path.is_dir():
        every = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith((".", "_")))
        files = [str(one) for one in every if _suffix(str(one)) in KINDS]
        if not files:
            raise UsageError(f"{given} holds no file that can be screened ({', '.join(KINDS)})")
        return files
    if path.is_file():
        return [given]
    files = sorted(one for one in glob.glob(given, recursive=True) if os.path.isfile(one))
    if not files:
        raise UsageError(f"no file fits {given}" if glob.has_magic(given) else f"there is no file {given}")
    return files


def _suffix(file: str) -> str:
    path = Path(file)
    return Path(path.stem).suffix.lower() if path.suffix.lower() in PACKED else path.suffix.lower()


def _kind(file: str) -> str:
    kind = KINDS.get(_suffix(file))
    if kind is None:
        raise UsageError(f"{file}: which kind of file is it? Say --format parquet, csv, ndjson or fhir")
    if kind == "ndjson":
        with _open(file) as opened:
            if fhir.is_fhir(opened.read(1 << 16)):
                return "fhir"
    return kind


def _open(file: str) -> IO[bytes]:
    try:
        if _packed(file):
            packed: Any = pa.input_stream(file, compression="detect")
            return cast(IO[bytes], io.BufferedReader(packed))
        return open(file, "rb")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error


def _packed(file: str) -> bool:
    return Path(file).suffix.lower() in PACKED


def fingerprint(files: Sequence[str]) -> str:
    """A hash of the names, sizes and times of files, and of how each begins and ends."""
    digest = hashlib.blake2b(digest_size=16)
    for file in files:
        stat = os.stat(file)
        digest.update(f"{os.path.abspath(file)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        with open(file, "rb") as opened:
            digest.update(opened.read(1 << 16))
            opened.seek(max(0, stat.st_size - (1 << 16)))
            digest.update(opened.read())
    return digest.hexdigest()
