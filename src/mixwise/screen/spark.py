"""
Screening on a Spark cluster: the kernel on Arrow batches, in the Python workers of the executors.

Flat rows are grouped by person first (`collect_list`), so that every person is whole wherever partitions end. What comes
back are lazy DataFrames with the columns of `persons.parquet` and `findings.parquet`, in the types Spark reads them as.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from importlib.util import find_spec
from os import environ
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from mixwise.errors import KnowledgeError, UsageError
from mixwise.knowledge.store import load
from mixwise.screen.found import findings_schema, persons_schema
from mixwise.screen.screener import Screener

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession
    from pyspark.sql.types import DataType

MOST_AT_ONCE = 1 << 17
"""Persons that the kernel is given at once; Spark's batches are smaller unless it is told otherwise."""
SETTINGS = {"spark.sql.execution.useObjectHashAggregateExec": "false"}
"""For a cluster's session too: grouping by hash gives up after 128 persons and sorts then, which costs a tenth more."""
WORDS = ("string", "varchar", "char")
NUMBERS = ("tinyint", "smallint", "int", "bigint")
LEAST = {"int": -(1 << 31), "bigint": -(1 << 63)}
_screeners: dict[tuple[tuple[str, int], ...], Screener] = {}
"""Of this process, by washouts: a Python worker lays the knowledge out once, for all the tasks it is given."""


class Screened(NamedTuple):
    """What is said of the persons; `findings` is None when only summaries were asked for. Each is computed when it is read."""

    persons: DataFrame
    findings: DataFrame | None


class Asked(NamedTuple):
    """What a worker has to know beside the rows."""

    version: str
    washout: tuple[tuple[str, int], ...]
    findings: bool
    columns: tuple[str, ...]


def session(master: str = "local[*]", **settings: str) -> SparkSession:
    """
    A session whose workers run this Python, for trying things out; on a cluster you have one already.

    Rows are grouped by sorting (`SETTINGS`), which is faster for lists than what Spark would do.
    `settings` are Spark's, with `__` for the dots: `session("local[2]", spark__driver__memory="4g")`.
    Raises UsageError when Spark or Java is missing.
    """
    _needs_spark()
    if not (environ.get("JAVA_HOME") or shutil.which("java")):
        raise UsageError("Spark needs Java 17 or later, which is not here: apt-get install default-jre-headless")
    from pyspark.sql import SparkSession

    environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master)
    for name, value in (SETTINGS | {name.replace("__", "."): value for name, value in settings.items()}).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def screen(
    rows: DataFrame,
    *,
    person: str = "person_id",
    substances: str = "substances",
    start: str | None = None,
    stop: str | None = None,
    findings: bool = False,
    columns: Sequence[str] = (),
    washout: Mapping[str, int] | None = None,
) -> Screened:
    """
    Summaries of persons, and with `findings` everything found.

    `substances` is a column of names or codes, a row an entry, in any order; or a column of lists, a row a *whole* person: a
    person in two rows of lists is two persons. `start` and `stop` are dates (lists of dates beside lists); with them only what
    is on board together counts, and `washout` says for how many days substances act on. `columns` are those of the summaries
    that are wanted, all when empty.

    Raises UsageError for columns that are missing or of a wrong type. A row without a person fails the job when it is met.
    """
    _needs_spark()
    given = {"person": person, "substances": substances, "start": start, "stop": stop}
    kinds = {role: _type(rows, role, name) for role, name in given.items() if name is not None}
    _check_types(given, kinds)
    listed = kinds["substances"].simpleString().startswith("array<")
    whole = (_listed if listed else _grouped)(rows, {role: name for role, name in given.items() if name is not None})
    asked = Asked(load().version, tuple(sorted((washout or {}).items())), False, tuple(columns))
    kind = _arrow(kinds["person"])
    known = persons_schema(kind).names
    if wrong := [name for name in columns if name not in known]:
        raise UsageError(f"summaries have no column {wrong[0]!r}. They have: {', '.join(known)}")
    persons = whole.mapInArrow(_mapped(asked), _spark(_answer_schema(kind, asked)))
    if not findings:
        return Screened(persons, None)
    asked = asked._replace(findings=True)
    return Screened(persons, whole.mapInArrow(_mapped(asked), _spark(_answer_schema(kind, asked))))


# ------------------------------------------------------------------------------------------------ before the workers


def _needs_spark() -> None:
    for name in ("pyspark", "pandas"):  # pandas: what pyspark itself asks for before it maps Arrow batches
        if find_spec(name) is None:
            raise UsageError(f"{name} is missing: pip install 'mixwise[spark]' {name}")


def _type(rows: DataFrame, role: str, name: str) -> DataType:
    if name not in rows.columns:
        near = get_close_matches(name, rows.columns, 1) or rows.columns
        raise UsageError(f"there is no column {name!r} ({role}). Did you mean {' or '.join(map(repr, near))}?")
    return rows.schema[name].dataType


def _check_types(given: Mapping[str, str | None], kinds: Mapping[str, DataType]) -> None:
    """Raises UsageError, which says what to cast."""
    found = {role: kind.simpleString() for role, kind in kinds.items()}
    listed = found["substances"].startswith("array<")

    def check(role: str, ready: tuple[str, ...], hint: str) -> None:
        inner, as_list = found[role], listed and role != "person"
        if as_list and inner.startswith("array<"):
            inner = inner.removeprefix("array<").removesuffix(">")
            as_list = False
        if as_list or inner.split("(")[0].split(" ")[0] not in ready:
            raise UsageError(f"column {given[role]!r} ({role}) is of type {found[role]}: {hint}")

    check("person", WORDS + NUMBERS, "it has to hold text or whole numbers; cast it")
    check(
        "substances", WORDS + NUMBERS, "it has to hold names or codes (text, whole numbers), or lists of them; cast it"
    )
    for role in ("start", "stop"):
        if role in found:
            hint = "it has to hold dates, in lists where substances are; use to_date"
            check(role, ("date", "timestamp", "timestamp_ntz"), hint)


def _grouped(rows: DataFrame, given: Mapping[str, str]) -> DataFrame:
    """Flat rows as a row a person. `collect_list` leaves nulls out, but an entry that names nothing is to be counted."""
    from pyspark.sql import functions as f

    named = rows.select(*(_dated(_column(name), role).alias(role) for role, name in given.items()))
    if len(given) > 2:
        entries = f.collect_list(f.struct(*(role for role in given if role != "person"))).alias("entries")
        return (
            named.groupBy("person")
            .agg(entries)
            .select("person", *(f.col("entries")[role].alias(role) for role in given if role != "person"))
        )
    names = _named("substances", named.schema["substances"].dataType.simpleString())
    return named.groupBy("person").agg(f.collect_list(names).alias("substances"))


def _named(name: str, kind: str) -> Column:
    """Something in place of each null that the workers take for nothing: an empty text, or the least whole number."""
    from pyspark.sql import functions as f

    if kind not in NUMBERS:
        return f.coalesce(f.col(name), f.lit(""))
    kind = "bigint" if kind == "bigint" else "int"
    return f.coalesce(f.col(name).cast(kind), f.lit(LEAST[kind]).cast(kind))


def _listed(rows: DataFrame, given: Mapping[str, str]) -> DataFrame:
    """Lists as they are; one that is null is an entry that names nothing, so that it never looks like nothing taken."""
    from pyspark.sql import functions as f

    size = f.coalesce(f.size(_column(given["substances"])), f.lit(-1))
    found = []
    for role, name in given.items():
        column = _column(name)
        if role != "person":
            nothing = f.lit(None).cast(rows.schema[name].dataType.elementType)
            column = f.coalesce(column, f.array_repeat(nothing, f.when(size < 0, 1).otherwise(size)))
        found.append(_dated(column, role, "array<date>").alias(role))
    return rows.select(*found)


def _column(name: str) -> Column:
    from pyspark.sql import functions as f

    return f.col("`" + name.replace("`", "``") + "`")


def _dated(column: Column, role: str, kind: str = "date") -> Column:
    return column.cast(kind) if role in ("start", "stop") else column


def _arrow(kind: DataType) -> pa.DataType:
    from pyspark.sql.pandas.types import to_arrow_type

    return to_arrow_type(kind)


def _spark(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


# ----------------------------------------------------------------------------------------------------- in the workers


def _answer_schema(person: pa.DataType, asked: Asked) -> pa.Schema:
    """The columns of the kernel in the types that Spark has: no dictionaries, no unsigned numbers."""
    schema = findings_schema(person) if asked.findings else persons_schema(person)
    wanted = schema.names if asked.findings or not asked.columns else asked.columns
    return pa.schema([pa.field(name, _plain(schema.field(name).type)) for name in wanted])


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return kind.value_type
    return {pa.uint16(): pa.int32(), pa.uint32(): pa.int64()}.get(kind, kind)


def _mapped(asked: Asked) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What Spark sends to the workers: a name and a few words, so that their process keeps its screener."""
    return partial(answers, asked=asked)


def answers(batches: Iterator[pa.RecordBatch], asked: Asked) -> Iterator[pa.RecordBatch]:
    """The answers about whole persons (`person`, `substances`, perhaps `start` and `stop`), batch by batch."""
    for batch in gathered(batches):
        screener = _screener(asked)
        person = batch.column("person")
        if person.null_count:
            raise UsageError("some rows have no person. Leave them out (or give them one) before they are screened")
        lists = batch.column("substances")
        offsets = lists.offsets.to_numpy().astype("int64")
        names, dates = _entries(batch)
        found = screener.lists(person, offsets - offsets[0], names, dates, findings=asked.findings)
        answer = found.persons if found.findings is None else found.findings
        schema = _answer_schema(person.type, asked)
        yield pa.RecordBatch.from_arrays([answer.column(one.name).cast(one.type) for one in schema], schema=schema)


def _entries(batch: pa.RecordBatch) -> tuple[pa.Array, tuple[pa.Array, pa.Array] | None]:
    """The names of a batch, and their dates if it has any. An entry that stops before it starts names nothing."""
    lists = batch.column("substances")
    names = lists.flatten()
    if pa.types.is_integer(names.type) and names.type.bit_width >= 32:
        least = pa.scalar(LEAST["bigint" if names.type.bit_width == 64 else "int"], names.type)
        names = pc.if_else(pc.equal(names, least), pa.scalar(None, names.type), names)
    given = [role for role in ("start", "stop") if role in batch.schema.names]
    if not given:
        return names, None
    for role in given:
        if not batch.column(role).value_lengths().equals(lists.value_lengths()):
            raise UsageError(f"some lists of {role} are not as long as the lists of substances beside them")
    start, stop = (
        batch.column(role).flatten() if role in given else pa.nulls(len(names), pa.date32())
        for role in ("start", "stop")
    )
    backwards = pc.less(stop, start).fill_null(False)
    return pc.if_else(backwards, pa.scalar(None, names.type), names), (start, stop)


def gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of the size that the kernel likes."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        if batch.num_rows:
            waiting.append(batch)
            count += batch.num_rows
        if count >= MOST_AT_ONCE:
            yield _together(waiting)
            waiting, count = [], 0
    if waiting:
        yield _together(waiting)


def _together(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)


def _screener(asked: Asked) -> Screener:
    """The screener of this process. Raises KnowledgeError when an executor holds other knowledge than the driver."""
    screener = _screeners.get(asked.washout)
    if screener is None:
        knowledge = load()
        if knowledge.version != asked.version:
            raise KnowledgeError(
                f"the driver asks by knowledge {asked.version}, but this executor holds {knowledge.version}. "
                "Install the same mixwise on all of them"
            )
        screener = _screeners[asked.washout] = Screener(knowledge, washout=dict(asked.washout))
    return screener
