"""On a Spark cluster of several processes: what `check` says of every person, also when an executor is killed meanwhile."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mixwise.errors import UsageError
from mixwise.knowledge.store import load
from mixwise.screen.found import findings_schema, persons_schema
from mixwise.screen.screener import Screener
from tests.screen.asked import assert_same
from tests.screen.test_same_as_check import real_lists

pytestmark = [
    pytest.mark.more,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]
ROOT = Path(__file__).resolve().parents[2]
PARTITIONS = 4
PATIENCE = 240
"""Seconds after which something hangs; a busy machine takes a minute to start an executor anew."""
Row = dict[str, Any]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two executors, each a process of its own; they write below a folder of the test, not where pyspark is installed."""
    import pyspark

    from mixwise.screen.spark import session

    home = tmp_path_factory.mktemp("spark")
    for part in Path(pyspark.__file__).parent.iterdir():
        (home / part.name).symlink_to(part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        started = session(
            "local-cluster[2,1,1024]",
            spark__driver__host="127.0.0.1",
            spark__executor__memory="512m",
            spark__executorEnv__PYTHONPATH=f"{ROOT / 'src'}:{ROOT}",
            spark__local__dir=str(home / "local"),
            spark__sql__adaptive__enabled="false",  # it would make one partition of so little
            spark__sql__files__minPartitionNum=str(PARTITIONS),
            spark__sql__execution__arrow__maxRecordsPerBatch="50",
            spark__sql__shuffle__partitions=str(PARTITIONS),
            spark__sql__warehouse__dir=str(home / "warehouse"),
            spark__ui__enabled="false",
            spark__ui__showConsoleProgress="false",
        )
        started.sparkContext.setLogLevel("OFF")
        yield started
        started.stop()


@pytest.fixture(scope="module")
def lists() -> dict[int, list[str]]:
    return dict(enumerate(real_lists(250, 5)))


@pytest.fixture(scope="module")
def flat(spark: Any, lists: dict[int, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The rows of all persons in any order, in files: each person is met in several of them, and one file is empty."""
    folder = tmp_path_factory.mktemp("rows")
    rows = [{"person_id": person, "substances": name} for person, names in lists.items() for name in names]
    random.Random(3).shuffle(rows)
    schema = pa.schema({"person_id": pa.int64(), "substances": pa.string()})
    for number in range(PARTITIONS):
        pq.write_table(pa.Table.from_pylist(rows[number::PARTITIONS], schema), folder / f"{number}.parquet")
    pq.write_table(schema.empty_table(), folder / "empty.parquet")
    return spark.read.parquet(str(folder))


def told(frame: Any) -> list[Row]:
    """Its rows, by person."""
    found: list[Row] = frame.toArrow().to_pylist()
    return sorted(found, key=lambda row: row["person_id"])


def test_every_person_is_whole_across_partitions(flat: Any, lists: dict[int, list[str]]) -> None:
    from mixwise.screen.spark import screen

    found = screen(flat, findings=True)
    assert found.findings is not None
    assert_same(lists, told(found.persons), told(found.findings), load())
    assert found.persons.columns == persons_schema(pa.int64()).names
    assert found.findings.columns == findings_schema(pa.int64()).names


def test_the_result_is_the_same_when_an_executor_is_killed(
    flat: Any, lists: dict[int, list[str]], tmp_path: Path
) -> None:
    from mixwise.screen.spark import screen

    started, go, attempts = (str(tmp_path / name) for name in ("started", "go", "attempts"))

    def waiting(batches: Iterator[Any]) -> Iterator[Any]:
        """Hands answers on; the first task to have one says which executor it is in, and waits until that is killed."""
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        with open(attempts, "a", encoding="ascii") as file:
            file.write(f"{context.attemptNumber()}\n")
        for batch in batches:
            yield batch
            try:
                with open(started, "x", encoding="ascii") as file, open(f"/proc/{os.getppid()}/stat") as daemon:
                    file.write(daemon.read().rpartition(")")[2].split()[1] + "\n")
            except FileExistsError:
                continue
            while not os.path.exists(go):
                time.sleep(0.05)

    persons = screen(flat).persons
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(told, persons.mapInArrow(waiting, persons.schema))
        until = time.monotonic() + PATIENCE
        while not (Path(started).exists() and Path(started).read_text(encoding="ascii").endswith("\n")):
            assert time.monotonic() < until
            assert not answer.done(), answer.exception()
            time.sleep(0.05)
        executor = int(Path(started).read_text(encoding="ascii"))
        assert b"CoarseGrainedExecutorBackend" in Path(f"/proc/{executor}/cmdline").read_bytes()
        os.kill(executor, signal.SIGKILL)
        Path(go).touch()
        found = answer.result(timeout=PATIENCE)
    assert len(Path(attempts).read_text(encoding="ascii").splitlines()) > PARTITIONS  # something was asked again
    single = Screener(load()).screen(
        pa.RecordBatch.from_pydict({"person_id": list(lists), "substances": list(lists.values())}), findings=False
    )
    assert found == single.persons.to_pylist()


def test_lists_and_codes_are_taken_as_they_are(spark: Any) -> None:
    from mixwise.screen.spark import screen

    rows = [("a", [7804, 596]), ("b", [7804]), ("c", []), ("d", None), ("e", [7804, None])]  # oxycodone, alprazolam
    by_list = told(screen(spark.createDataFrame(rows, "person_id string, substances array<int>")).persons)
    assert [(row["severity"], row["complete"], row["substances"], row["unreadable"]) for row in by_list] == [
        ("dangerous", True, 2, 0), (None, True, 1, 0), (None, True, 0, 0), ("unknown", False, 0, 1), ("unknown", False, 1, 1),
    ]  # fmt: skip
    entries = [(person, code) for person, codes in rows for code in (codes or ([None] if codes is None else []))]
    by_row = told(screen(spark.createDataFrame(entries, "person_id string, substances int")).persons)
    assert by_row == [row for row in by_list if row["person_id"] != "c"]


def test_only_what_is_on_board_together_counts(spark: Any) -> None:
    from mixwise.screen.spark import screen

    day = date(2020, 1, 1)
    spans = [(1, "heroin", 0, 10), (1, "xanax", 7, 20), (2, "heroin", 0, 5), (2, "xanax", 6, 9), (3, "heroin", 0, None),
             (3, "xanax", 6, 9), (4, "heroin", 5, 3), (4, None, 1, 2), (5, "fluoxetine", 0, 10), (5, "tramadol", 20, 25)]  # fmt: skip
    rows = [
        (person, name, day + timedelta(first), None if last is None else day + timedelta(last))
        for person, name, first, last in spans
    ]
    frame = spark.createDataFrame(rows, "who int, `a drug.` string, start date, stop date").repartition(PARTITIONS)
    found = screen(frame, person="who", substances="a drug.", start="start", stop="stop", findings=True)
    persons = told(found.persons)
    assert [(row["dangerous"] > 0, row["unreadable"]) for row in persons] == [
        (True, 0), (False, 0), (True, 0), (False, 2), (False, 0),
    ]  # fmt: skip
    first = next(row for row in told(found.findings) if row["severity"] == "dangerous")
    assert (first["person_id"], first["overlap_start"], first["overlap_days"]) == (1, day + timedelta(7), 4)
    longer = screen(frame, person="who", substances="a drug.", start="start", stop="stop", washout={"fluoxetine": 35})
    assert told(longer.persons)[4]["major"] > persons[4]["major"] == 0
    from pyspark.sql import functions as f

    names = ("`a drug.`", "start", "stop")
    spells = frame.groupBy("who").agg(f.collect_list(f.struct(*names)).alias("spell"))
    by_list = spells.select("who", f.col("spell")["a drug."].alias("drugs"), "spell.start", "spell.stop")
    few = ["person_id", "dangerous"]
    ordered = screen(by_list, person="who", substances="drugs", start="start", stop="stop", columns=few)
    assert told(ordered.persons) == [{name: row[name] for name in few} for row in persons]


def test_what_cannot_be_screened_is_said(spark: Any) -> None:
    from mixwise.screen.spark import screen

    frame = spark.createDataFrame([(1, "heroin", 1.5)], "person_id int, drug string, amount double")
    with pytest.raises(UsageError, match=r"no column 'drugs' \(substances\). Did you mean 'drug'\?"):
        screen(frame, substances="drugs")
    with pytest.raises(UsageError, match=r"'amount' \(substances\) is of type double: it has to hold names or codes"):
        screen(frame, substances="amount")
    with pytest.raises(UsageError, match=r"'amount' \(person\) is of type double"):
        screen(frame, person="amount", substances="drug")
    with pytest.raises(UsageError, match=r"'drug' \(start\) is of type string: .* use to_date"):
        screen(frame, substances="drug", start="drug")
    with pytest.raises(UsageError, match="no column 'worst'"):
        screen(frame, substances="drug", columns=["worst"])
    nobody = spark.createDataFrame([(None, "heroin")], "person_id int, substances string")
    with pytest.raises(Exception, match="some rows have no person") as raised:
        told(screen(nobody).persons)
    assert "heroin" not in str(raised.value)


def test_other_knowledge_on_an_executor_is_refused() -> None:
    from mixwise.errors import KnowledgeError
    from mixwise.screen.spark import Asked, answers

    batch = pa.RecordBatch.from_pydict({"person": [1], "substances": [["heroin"]]})
    with pytest.raises(KnowledgeError, match="Install the same mixwise"):
        list(answers(iter([batch]), Asked("1999.01.01-0", (), False, ())))


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from mixwise.screen.spark import session

    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UsageError, match="Spark needs Java 17 or later"):
        session()
