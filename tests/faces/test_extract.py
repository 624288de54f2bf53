"""`mixwise extract` as somebody runs it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

COMMAND = [sys.executable, "-m", "mixwise", "extract"]


def run(*arguments: str, stdin: bytes = b"", code: int = 0) -> tuple[list[dict[str, Any]], str]:
    done = subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, timeout=120, check=False)
    assert done.returncode == code, done.stderr
    return [
        json.loads(line) for line in done.stdout.decode("utf-8").splitlines() if line.startswith("{")
    ], done.stderr.decode()


def names(line: dict[str, Any]) -> list[str]:
    return [f"{'-' if one['negated'] else ''}{one['text']}" for one in line["mentions"]]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    path.write_bytes(
        b'case,narrative\n1,"He took Xanax, and\r\ndenies heroin"\n2,nothing here\n3,too,many\n4,caf\xff Xanax\n'
        b'5,"mom\'s Xanax \xf0\x9f\x98\x80 and fentanyl\x00"\n'
    )
    return path


def test_csv_with_bad_rows(rows: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    found, said = run(str(rows), "--column", "narrative", "--id", "case", "--rejects", str(rejects))
    assert [(line["row"], line["id"], names(line)) for line in found] == [
        (1, "1", ["Xanax", "-heroin"]),
        (2, "2", []),
        (5, "5", ["Xanax", "fentanyl"]),
    ]
    assert found[2]["mentions"][0]["history"] == "other"
    assert "2 rows were left out" in said
    with rejects.open(newline="") as file:
        assert [(line["row"], line["reason"]) for line in csv.DictReader(file)] == [
            ("3", "3 fields where the first line has 2"),
            ("4", "no UTF-8"),
        ]


def test_offsets_are_characters_of_the_text_with_line_ends(tmp_path: Path) -> None:
    text = "took 2 bars\r\n\x00 then 😀 Narcan’s dose\r\n"
    path = tmp_path / "note.txt"
    path.write_bytes(text.encode("utf-8"))
    (line,), _ = run(str(path))
    assert [text[one["start"] : one["end"]] for one in line["mentions"]] == [one["text"] for one in line["mentions"]]
    bars, narcan = line["mentions"]
    assert bars["ambiguous"]
    assert ["alprazolam"] in [meaning["substances"] for meaning in bars["meanings"]]
    assert narcan["substances"] == ["naloxone"]


def test_ndjson_from_standard_input() -> None:
    lines = b'{"text":"denies Xanax","n":7}\nnot json\n[1]\n{"x":1}\n{"text":5}\n{"text":null}\n'
    found, said = run("-", "--input", "ndjson", "--id", "n", stdin=lines)
    assert [(line["row"], line["id"], names(line)) for line in found] == [(1, "7", ["-Xanax"]), (6, "", [])]
    assert "4 rows were left out" in said


def test_parquet_in_and_out(tmp_path: Path) -> None:
    texts = ["heroin and Xanax", None, "nothing", "past use of heroin"] * 3000
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    parquet.write_table(pa.table({"text": texts, "id": list(range(len(texts)))}), source, row_group_size=1000)
    run(str(source), "--id", "id", "-o", str(target), "-q")
    found = parquet.read_table(target)
    assert found.num_rows == 9000
    assert found.column("id").to_pylist()[:3] == ["0", "0", "3"]
    assert found.column("substances").to_pylist()[1] == ["alprazolam"]
    assert found.column("negated").type == pa.bool_()


def test_folders_patterns_and_csv_out(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("took Xanax", encoding="utf-8")
    (tmp_path / "a" / "two.ndjson").write_text('{"text": "took H and Xanax"}\n', encoding="utf-8")
    (tmp_path / "a" / "other.bin").write_bytes(b"Xanax")
    target = tmp_path / "out.csv"
    run(str(tmp_path / "a"), str(tmp_path / "*" / "one.txt"), "-o", str(target))
    with target.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(Path(line["source"]).name, line["text"], line["ambiguous"]) for line in lines] == [
        ("one.txt", "Xanax", "false"),
        ("two.ndjson", "H", "true"),
        ("two.ndjson", "Xanax", "false"),
    ]
    assert json.loads(lines[1]["meanings"])


@pytest.mark.parametrize("fault", ["column", "parquet", "missing"])
def test_what_fails_leaves_no_file_and_keeps_the_old_one(rows: Path, tmp_path: Path, fault: str) -> None:
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(b"PAR1 no parquet")
    target = tmp_path / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    inputs = {"column": [str(rows)], "parquet": [str(bad)], "missing": [str(tmp_path / "nowhere")]}[fault]
    _, said = run(*inputs, "-o", str(target), code=2)
    assert target.read_text(encoding="utf-8") == "old"
    assert "mixwise: " in said
    assert "Traceback" not in said
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_nothing_on_standard_error_quotes_a_text(tmp_path: Path) -> None:
    path = tmp_path / "notes.ndjson"
    path.write_text('{"text": "zzsentinel heroin"}\nzzsentinel\n', encoding="utf-8")
    rejects = tmp_path / "rejects.csv"
    _, said = run(str(path), "--rejects", str(rejects))
    assert "zzsentinel" not in said + rejects.read_text(encoding="utf-8")


def test_a_long_text_is_read_in_parts_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    line = "Nothing of note was seen by the crew on the way to the hospital that day, and no one said more about it.\n"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(300_000):  # 32 MB
            file.write(line)
        file.write("He took Xanax.\n")
    measured = (
        "import sys; from mixwise.faces.cli import main; code = main(sys.argv[1:]); "
        "held = [line for line in open('/proc/self/status') if line.startswith('VmHWM')] if sys.platform == 'linux' else []; "
        "print(*held, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, "extract", str(path), "-q"],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    mentions = [one for part in done.stdout.splitlines() for one in json.loads(part)["mentions"]]
    assert [one["start"] for one in mentions] == [300_000 * len(line) + 8]
    if sys.platform == "linux":
        assert int(done.stderr.split()[1]) < 150_000  # kilobytes
    assert os.path.getsize(path) > 30_000_000


def test_several_processes_write_the_same(tmp_path: Path) -> None:
    path = tmp_path / "notes.ndjson"
    texts = [f"Note {number}: took Xanax {number} times, denies heroin. " * (number % 7) for number in range(9000)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    once, said = run(str(path))
    assert run(str(path), "--workers", "2") == (once, said)
    assert [line["row"] for line in once] == list(range(1, 9001))


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5", "9999"])
def test_a_wrong_number_of_workers(rows: Path, given: str) -> None:
    assert "whole number" in run(str(rows), "--workers", given, code=2)[1]
