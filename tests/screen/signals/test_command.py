"""The command as its users meet it, on reports that name real substances: streams, exit codes, and being stopped."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.screen.signals.faers import Quarter, by_table

COMMAND = [sys.executable, "-m", "mixwise", "signals"]


def made(folder: Path, cases: int = 1) -> Path:
    quarter = Quarter("24Q1")
    by_table(quarter, {("WARFARIN SODIUM", "IBUPROFEN"): (20, 15), ("ATORVASTATIN CALCIUM", "METFORMIN HYDROCHLORIDE"): (20, 15),
                       ("IBUPROFEN",): (300, 6), ("METFORMIN HYDROCHLORIDE",): (300 * cases, 6)}, "Haemorrhage")  # fmt: skip
    quarter.report(1, ["ZZYZX 9000", "IBUPROFEN"], ["Rash"])
    quarter.drug.append("broken")
    quarter.write(folder)
    return folder


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=900, check=False, encoding="utf-8"
    )


def test_results_are_written_and_said_in_a_line(tmp_path: Path) -> None:
    source, out = made(tmp_path / "in"), tmp_path / "out"
    done = run(str(source), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Reports, not proof. 641 cases; ")
    assert "1 rows do not fit their file" in done.stderr
    assert "1 names are not known and kept as reported" in done.stderr
    assert "DRUG24Q1.txt: done" in done.stderr
    with (out / "signals.csv").open(encoding="utf-8") as file:
        rows = {(row["drug_1"], row["drug_2"], row["reaction"]): row for row in csv.DictReader(file)}
    assert rows["ibuprofen", "warfarin", "Haemorrhage"]["severity"] == "major"
    assert rows["atorvastatin", "metformin", "Haemorrhage"]["severity"] == "none_known"
    assert rows["atorvastatin", "metformin", "Haemorrhage"]["raised"] == "true"
    assert "none_known_but_reported,atorvastatin,metformin" in (out / "differences.csv").read_text(encoding="utf-8")
    again = run(str(source), "--out", str(out), "--triples", "none", "--roles", "ps,ss")
    assert again.returncode == 0, again.stderr
    assert "0 rows" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere is no folder"),
        ([".", "--roles", "PS,XX"], "not XX"),
        ([".", "--sample", "0"], "the sample is a share"),
        (["."], "holds no file of a quarterly extract"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    done = run(*arguments, "--out", "out")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", [3.0, 6.0])
def test_killed_at_any_moment_the_results_are_those_of_before_or_not_there(tmp_path: Path, seconds: float) -> None:
    source = made(tmp_path / "in", cases=300)
    (tmp_path / "out").mkdir()
    process = subprocess.Popen(
        [*COMMAND, str(source), "--out", str(tmp_path / "out")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert not written or {"signals.csv", "report.html", ".mixwise-signals"} <= written
