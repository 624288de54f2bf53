"""The folder of results is complete or absent, whatever happens on the way, and a stopped run goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mixwise.errors import UsageError
from mixwise.knowledge.store import load
from mixwise.screen import run as running
from mixwise.screen.folder import Folder
from mixwise.screen.inputs import open_input
from mixwise.screen.inputs.columns import Columns
from mixwise.screen.report import suppress, tell
from mixwise.screen.run import Options, screen_into
from mixwise.screen.screener import Screener
from tests.screen.test_inputs import screen

FILES = {"persons.parquet", "findings.parquet", "unresolved.csv", "rejects.csv", "report.json", "report.html"}
KILLS = 5
NAMES = (
    "warfarin",
    "ibuprofen",
    "heroin",
    "xanax",
    "percocet",
    "bars",
    "wibble",
    "loratadine",
    "sertraline",
    "tramadol",
)


def population(file: Path, persons: int, *, mixed_up: bool = False) -> None:
    chance = random.Random(2)
    rows = [(person, chance.choice(NAMES)) for person in range(persons) for _ in range(chance.randint(1, 6))]
    if mixed_up:
        chance.shuffle(rows)
    table = pa.table({"person_id": [person for person, _ in rows], "drug": [name for _, name in rows]})
    pq.write_table(table, file, row_group_size=max(1, len(rows) // 40))


def command(where: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path("src").absolute())}
    arguments = [sys.executable, "-m", "mixwise", "screen", "in.parquet", "--out", "out"]
    return subprocess.Popen(arguments, cwd=where, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(load())


def into(file: Path, out: Path, screener: Screener) -> running.Ran:
    source = open_input(str(file), Columns())
    options = Options(2)

    def finish(folder: Folder, ran: running.Ran) -> None:
        tell(folder, ran, source, options, screener.naming, load())

    return screen_into(source, out, screener, options, lambda *_: None, finish)


@pytest.mark.more
@pytest.mark.parametrize("mixed_up", [False, True])
def test_killed_at_any_moment_there_is_all_or_nothing(mixed_up: bool, tmp_path: Path) -> None:
    population(tmp_path / "in.parquet", 60_000, mixed_up=mixed_up)
    started = time.monotonic()
    assert command(tmp_path).wait() == 3
    lasts = time.monotonic() - started
    expected = pq.read_table(tmp_path / "out" / "persons.parquet").sort_by("person_id")
    chance = random.Random(5)
    for kill in range(KILLS):
        (tmp_path / "in.parquet").touch()  # another input as far as the folder knows, so a run begins anew
        process = command(tmp_path)
        time.sleep(chance.uniform(lasts * kill / KILLS, lasts))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (tmp_path / "out").exists():
            assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
            assert pq.read_table(tmp_path / "out" / "persons.parquet").num_rows == 60_000
    assert command(tmp_path).wait() == 3
    assert pq.read_table(tmp_path / "out" / "persons.parquet").sort_by("person_id").equals(expected)
    assert {path.name for path in tmp_path.iterdir()} == {"in.parquet", "out"}


@pytest.mark.parametrize("mixed_up", [False, True])
@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_stopped_run_goes_on_and_comes_to_the_same(
    mixed_up: bool, after: int, tmp_path: Path, screener: Screener, monkeypatch: pytest.MonkeyPatch
) -> None:
    population(tmp_path / "in.parquet", 4_000, mixed_up=mixed_up)
    whole = into(tmp_path / "in.parquet", tmp_path / "whole", screener)
    monkeypatch.setattr(running, "SEGMENT", 0.0)  # every span is a segment
    monkeypatch.setattr("mixwise.screen.inputs.parquet.ROWS", 400)
    done = 0

    def stop(*_: int) -> None:
        nonlocal done
        done += 1
        if done > after:
            raise KeyboardInterrupt

    source = open_input(str(tmp_path / "in.parquet"), Columns())
    with pytest.raises(KeyboardInterrupt):
        screen_into(source, tmp_path / "out", screener, Options(2), stop, lambda *_: None)
    assert not (tmp_path / "out").exists()
    ran = into(tmp_path / "in.parquet", tmp_path / "out", screener)
    assert ran[:5] == whole[:5]
    for name in ("persons.parquet", "findings.parquet"):
        first, second = (
            sorted(map(repr, pq.read_table(tmp_path / out / name).to_pylist())) for out in ("whole", "out")
        )
        assert first == second


def test_another_input_begins_anew(tmp_path: Path, screener: Screener) -> None:
    population(tmp_path / "in.parquet", 50)
    source = open_input(str(tmp_path / "in.parquet"), Columns())

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen_into(source, tmp_path / "out", screener, Options(2), stop, lambda *_: None)
    population(tmp_path / "in.parquet", 60)
    assert into(tmp_path / "in.parquet", tmp_path / "out", screener).persons == 60


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("person,drug\n1,warfarin\n", encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = screen("in.csv", "--out", "mine", where=tmp_path)
    assert done.returncode == 2
    assert b"holds something else" in done.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    assert screen("in.csv", "--out", "in.csv", where=tmp_path).returncode == 2


def test_two_runs_into_one_folder(tmp_path: Path) -> None:
    first = Folder(tmp_path / "out", "a")
    with pytest.raises(UsageError, match="another run"):
        Folder(tmp_path / "out", "a")
    first.close()


def test_small_counts_are_not_shown(tmp_path: Path) -> None:
    rows = [
        *(f"{person},warfarin\n{person},ibuprofen" for person in range(20)),
        "90,heroin\n90,xanax",
        "91,wibble",
        "92,loratadine",
    ]
    (tmp_path / "in.csv").write_text("person,drug\n" + "\n".join(rows) + "\n", encoding="utf-8")
    screen("in.csv", "--out", "out", "--suppress-below", "5", where=tmp_path)
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    by_severity = {row["severity"]: row["persons"] for row in told["severity"]}
    assert by_severity["major"] == 20
    assert by_severity["dangerous"] is None
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;5" in page
    assert ",<5" in (tmp_path / "out" / "unresolved.csv").read_text(encoding="utf-8")


def test_one_small_count_alone_takes_another_with_it() -> None:
    assert suppress([{"persons": 3}, {"persons": 40}, {"persons": 9}, {"persons": 0}], 5) == [
        {"persons": None}, {"persons": 40}, {"persons": None}, {"persons": 0},
    ]  # fmt: skip
