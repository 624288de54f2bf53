"""Whatever the input is written as, the same persons come out of it, and a bad row stops nothing."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mixwise.check import check
from mixwise.faces.cli import main
from mixwise.knowledge.store import load
from mixwise.screen.inputs import parquet
from mixwise.screen.inputs.columns import Columns
from tests.faces.records.setting import loaded
from tests.screen.asked import assert_same, findings_by_check, findings_by_screen

LISTS = {
    1: ["warfarin", "ibuprofen", "warfarin"],
    2: ["Percocet", "xanax"],
    3: ["bars"],
    10: ["moon rocks 9000", "loratadine"],
    11: ["amoxicillin", "paracetamol"],
}
ROWS = [(person, name) for person, names in LISTS.items() for name in names]
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stderr: bytes


def screen(*arguments: object, given: bytes | None = None, where: Path) -> Done:
    """The command as people run it; in this process, unless it reads from standard input."""
    command = ["screen", *map(str, arguments)]
    if given is not None:
        environment = {**os.environ, "PYTHONPATH": str(Path("src").absolute())}
        process = [sys.executable, "-m", "mixwise", *command]
        done = subprocess.run(process, input=given, capture_output=True, cwd=where, env=environment, check=False)
        return Done(done.returncode, done.stderr)
    said, code = io.StringIO(), 0
    with contextlib.chdir(where), contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = main(command)
    return Done(code, said.getvalue().encode())


def read(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Persons in order, and findings."""
    persons = pq.read_table(folder / "persons.parquet").sort_by("person_id").to_pylist()
    return persons, pq.read_table(folder / "findings.parquet").to_pylist()


def rejects(folder: Path) -> list[tuple[str, str]]:
    with (folder / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(row["row"], row["reason"]) for row in csv.DictReader(file)]


def as_csv(folder: Path) -> str:
    lines = ["patient_id,drug", *(f"{person},{name}" for person, name in ROWS)]
    (folder / "in.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "in.csv"


def as_tabs_packed(folder: Path) -> str:
    lines = ["\ufeffPATIENT\tDrug", *(f"{person}\t{name}" for person, name in ROWS)]
    (folder / "in.tsv.gz").write_bytes(gzip.compress("\r\n".join(lines).encode()))
    return "in.tsv.gz"


def as_lines(folder: Path) -> str:
    (folder / "in.ndjson").write_text(
        "".join(json.dumps({"person": p, "name": n}) + "\n" for p, n in ROWS), encoding="utf-8"
    )
    return "in.ndjson"


def as_parquet(folder: Path) -> str:
    table = pa.table({"person_id": [p for p, _ in ROWS], "substance": [n for _, n in ROWS]})
    pq.write_table(table, folder / "in.parquet", row_group_size=2)
    return "in.parquet"


def as_many_files(folder: Path) -> str:
    (folder / "parts").mkdir()
    for place in range(0, len(ROWS), 3):
        some = ROWS[place : place + 3]
        table = pa.table(
            {"person_id": [p for p, _ in some], "substance": pa.array([n for _, n in some]).dictionary_encode()}
        )
        pq.write_table(table, folder / "parts" / f"{place:02}.parquet")
    return "parts/*.parquet"


def as_lists(folder: Path) -> str:
    pq.write_table(pa.table({"person_id": list(LISTS), "substances": list(LISTS.values())}), folder / "lists.parquet")
    return "lists.parquet"


def as_shuffled(folder: Path) -> str:
    table = pa.table(
        {"person_id": [p for p, _ in ROWS[::-2] + ROWS[-2::-2]], "substance": [n for _, n in ROWS[::-2] + ROWS[-2::-2]]}
    )
    pq.write_table(table, folder / "shuffled.parquet", row_group_size=2)
    return "shuffled.parquet"


EVERY: Sequence[Callable[[Path], str]] = (
    as_csv, as_tabs_packed, as_lines, as_parquet, as_many_files, as_lists, as_shuffled,
)  # fmt: skip


@pytest.mark.parametrize("write", EVERY)
def test_every_form_gives_the_same(write: Callable[[Path], str], tmp_path: Path) -> None:
    done = screen(write(tmp_path), "--out", "out", where=tmp_path)
    assert done.returncode == 3, done.stderr  # bars are not certain, moon rocks 9000 not recognised
    assert done.stderr == b""
    persons, findings = read(tmp_path / "out")
    assert_same(LISTS, persons, findings, load())
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert (told["persons"], told["unresolved_texts"], told["knowledge_version"]) == (5, 2, load().version)
    assert "<svg" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_row_groups_are_read_together_or_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_parquet(tmp_path)
    whole = [read() for read in parquet.spans([str(tmp_path / "in.parquet")], Columns(), pa.int64())]
    monkeypatch.setattr(parquet, "ROWS", 1)
    pq.write_table(pq.read_table(tmp_path / "in.parquet"), tmp_path / "large.parquet", row_group_size=5)
    parts = [read() for read in parquet.spans([str(tmp_path / "large.parquet")], Columns(), pa.int64())]
    assert len(whole) == 1
    assert len(parts) > len(ROWS) // 2
    assert pa.concat_tables([one.rows.select(["person"]) for one in parts]).equals(whole[0].rows.select(["person"]))


def test_standard_input_and_people_who_come_again(tmp_path: Path) -> None:
    lines = ["person_id,drug", *(f"{person},{name}" for person, name in ROWS[::-1])]
    done = screen("-", "--out", "out", given="\n".join(lines).encode(), where=tmp_path)
    assert done.returncode == 3, done.stderr
    persons, findings = read(tmp_path / "out")
    assert_same({str(person): names for person, names in LISTS.items()}, persons, findings, load())


def test_a_bad_row_stops_nothing_and_its_person_is_not_complete(tmp_path: Path) -> None:
    text = (
        "START,STOP,PATIENT,CODE,DESCRIPTION\n"
        "2020-01-01T10:00:00Z,2020-02-01,a,,Oxycodone 5 MG Oral Tablet\n"
        "2020-01-05,,a,596,\n"
        "2020-01-05,2020-02-30,b,596,alprazolam\n"
        "short\n"
        "2020-03-05,2020-02-10,c,596,alprazolam\n"
        "2020-03-05,2020-04-10,,596,alprazolam\n"
        "2020-03-05,2020-04-10,d,,  \n"
        "2020-01-01,2020-01-10,e,,heroin\n"
        "2020-02-01,2020-02-10,e,,xanax\n"
    )
    (tmp_path / "meds.csv").write_text(text, encoding="utf-8")
    done = screen("meds.csv", "--out", "out", where=tmp_path)
    assert done.returncode == 3, done.stderr
    persons, _ = read(tmp_path / "out")
    assert [(row["person_id"], row["severity"], row["complete"]) for row in persons] == [
        ("a", "dangerous", True), ("b", "unknown", False), ("c", "unknown", False), ("d", "unknown", False), ("e", None, True),
    ]  # fmt: skip
    reasons = [reason for _, reason in rejects(tmp_path / "out")]
    assert sorted(reason.split(" (")[0] for reason in reasons) == [
        "1 fields where the header has 5", "names nothing", "no person", "stop is not a date", "stops before it starts",
    ]  # fmt: skip
    done = screen("meds.csv", "--out", "out", "--no-dates", where=tmp_path)
    persons, _ = read(tmp_path / "out")
    assert [row["severity"] for row in persons] == ["dangerous", None, None, "unknown", "dangerous"]


def test_persons_who_are_numbers_at_first_and_words_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*(f"{n},warfarin" for n in range(1000, 300_000)), "x9,warfarin", "x9,ibuprofen"]
    (tmp_path / "in.csv").write_text("person,drug\n" + "\n".join(rows) + "\n", encoding="utf-8")
    from mixwise.screen.inputs import delimited

    monkeypatch.setattr(delimited, "BLOCK", 1 << 20)
    done = screen("in.csv", "--out", "out", "--persons-only", where=tmp_path)
    assert done.returncode == 0, done.stderr
    persons = pq.read_table(tmp_path / "out" / "persons.parquet").to_pydict()
    assert len(persons["person_id"]) == 299_001
    assert persons["severity"][persons["person_id"].index("x9")] == "major"


def test_lines_that_are_no_records_are_told(tmp_path: Path) -> None:
    lines = [
        '{"person_id": 1, "drug": "warfarin"}',
        "broken",
        '{"person_id": 1, "drug": "ibuprofen"}',
        '{"person_id": "x", "drug": "a"}',
        "[]",
    ]
    (tmp_path / "in.ndjson").write_text("\n".join(lines), encoding="utf-8")
    assert screen("in.ndjson", "--out", "out", where=tmp_path).returncode == 3
    persons, _ = read(tmp_path / "out")
    assert [(row["person_id"], row["severity"]) for row in persons] == [(1, "major")]
    assert rejects(tmp_path / "out") == [
        ("2", "not JSON"), ("4", "a field is of another kind than in other lines"), ("5", "not a JSON object"),
    ]  # fmt: skip


def test_a_fhir_bulk_export(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    concept = {"coding": [{"system": RXNORM, "code": "7804", "display": "Oxycodone"}], "text": "oxy 5 mg"}
    requests: list[dict[str, Any]] = [
        {
            "id": "1",
            "status": "active",
            "subject": {"reference": "Patient/p1"},
            "medicationCodeableConcept": concept,
            "authoredOn": "2020-01-01",
        },
        {
            "id": "2",
            "status": "cancelled",
            "subject": {"reference": "Patient/p1"},
            "medicationCodeableConcept": {"text": "fluconazole"},
        },
        {
            "id": "3",
            "status": "active",
            "subject": {"reference": "Patient/p2"},
            "medicationCodeableConcept": {"text": "ibuprofen"},
        },
    ]
    statement = {
        "resourceType": "MedicationStatement", "id": "4", "status": "active", "subject": {"reference": "https://x.org/Patient/p1"},
        "medicationReference": {"reference": "Medication/m1"}, "effectivePeriod": {"start": "2020-01-05", "end": "2020-01-08T10:00:00Z"},
    }  # fmt: skip
    write = {
        "MedicationRequest.ndjson": [{"resourceType": "MedicationRequest", **one} for one in requests],
        "MedicationStatement.ndjson": [statement],
        "Medication.ndjson": [{"resourceType": "Medication", "id": "m1", "code": {"text": "Xanax"}}],
        "Patient.ndjson": [{"resourceType": "Patient", "id": "p1"}],
    }
    for name, resources in write.items():
        (tmp_path / "export" / name).write_text("".join(json.dumps(one) + "\n" for one in resources), encoding="utf-8")
    assert screen("export", "--out", "out", where=tmp_path).returncode == 0
    persons, findings = read(tmp_path / "out")
    assert [(row["person_id"], row["severity"]) for row in persons] == [("p1", "dangerous"), ("p2", None)]
    worst = next(one for one in findings if one["severity"] == "dangerous")
    assert (worst["substances"], worst["overlap_start"], worst["overlap_days"]) == (
        ["alprazolam", "oxycodone"],
        date(2020, 1, 5),
        4,
    )
    told = [reason for _, reason in rejects(tmp_path / "out")]
    assert "1 × status says that it was not taken" in told


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_omop_folder(form: str, tmp_path: Path) -> None:
    folder = tmp_path / "cdm"
    folder.mkdir()
    exposures = {
        "drug_exposure_id": [1, 2, 3], "person_id": [7, 7, 8], "drug_concept_id": [11, 12, 99],
        "drug_exposure_start_date": ["2020-01-01", "2020-01-05", "2020-01-05"],
        "drug_exposure_end_date": ["2020-01-10", "2020-01-12", "2020-01-12"],
    }  # fmt: skip
    concepts = {
        "concept_id": [11, 12], "concept_name": ["oxycodone", "alprazolam 1 MG Oral Tablet"], "vocabulary_id": ["RxNorm", "RxNorm"],
        "concept_code": ["7804", "308047"],
    }  # fmt: skip
    for name, table in (("DRUG_EXPOSURE", exposures), ("CONCEPT", concepts)):
        if form == "parquet":
            pq.write_table(pa.table(table), folder / f"{name.lower()}.parquet")
        else:
            rows = "\n".join("\t".join(map(str, row)) for row in zip(*table.values(), strict=True))
            (folder / f"{name}.csv").write_text("\t".join(table) + "\n" + rows + "\n", encoding="utf-8")
    assert screen("cdm", "--out", "out", where=tmp_path).returncode == 3
    persons, findings = read(tmp_path / "out")
    assert [(row["person_id"], row["severity"]) for row in persons] == [(7, "dangerous"), (8, "unknown")]
    assert next(one for one in findings if one["severity"] == "dangerous")["overlap_days"] == 6


def test_codes_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("person,code\n1,N02AA05\n1,N05BA12\n", encoding="utf-8")
    (tmp_path / "atc.csv").write_text("code,name\nN02AA05,oxycodone\nN05BA12,alprazolam\n", encoding="utf-8")
    assert screen("in.csv", "--out", "out", "--codes", "atc.csv", where=tmp_path).returncode == 0
    assert read(tmp_path / "out")[0][0]["severity"] == "dangerous"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.csv"], "there is no file none.csv"),
        (["empty.csv"], "empty.csv is empty"),
        (["header.csv"], "header.csv holds no rows"),
        (["in.csv", "--person-column", "PERSONS"], "has no column 'PERSONS' (--person-column)"),
        (["in.csv", "--substance-column", "drg"], "Did you mean 'drug'?"),
        (["other.csv"], "no column for the person: name it with --person-column. It has: a, b"),
        (["in.odd"], "which kind of file is it? Say --format"),
        (["fake.parquet"], "cannot be read as Parquet"),
        (["-"], "standard input is empty"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(arguments: list[str], words: str, tmp_path: Path) -> None:
    for name, text in (("empty.csv", ""), ("header.csv", "person,drug\n"), ("in.csv", "person,drug\n1,a\n"), ("other.csv", "a,b\n1,2\n"),
                       ("in.odd", "person,drug\n"), ("fake.parquet", "no parquet")):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = screen(*arguments, "--out", "out", given=b"" if arguments == ["-"] else None, where=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_codes_of_products_by_a_loaded_release(tmp_path: Path) -> None:
    store = loaded(tmp_path)
    lists = {
        1: ["855332", "197805"],  # tablets of warfarin and of ibuprofen
        2: ["9000013", "11289", "855332"],  # Percocet, warfarin, and warfarin tablets: the same again
        3: ["9000020", "5640"],  # warfarin with something that is not known here
        4: ["99999999", "7804"],
    }
    rows = "".join(f"{person},{code}\n" for person, codes in lists.items() for code in codes)
    (tmp_path / "rows.csv").write_text(f"person_id,rxcui\n{rows}")
    assert screen("rows.csv", "--out", "plain", where=tmp_path).returncode == 3
    assert [person["complete"] for person in read(tmp_path / "plain")[0]] == [False] * 4
    assert (
        screen("rows.csv", "--out", "out", "--rxnorm", store, where=tmp_path).returncode == 3
    )  # two are not wholly known
    persons, findings = read(tmp_path / "out")
    said = [["rxcui:11289", "rxcui:5640"], ["rxcui:161", "rxcui:7804", "rxcui:11289"], ["rxcui:11289", "rxcui:5640"]]
    for place, names in enumerate(said):
        expected = check(names, knowledge=load())
        assert persons[place]["severity"] == expected.severity
        assert persons[place]["substances"] == len(expected.substances)
        own = [one for one in findings if one["person_id"] == persons[place]["person_id"]]
        assert findings_by_screen(own) == findings_by_check(expected)
    assert [person["unrecognised"] for person in persons] == [0, 0, 1, 1]
    with (tmp_path / "out" / "unresolved.csv").open(newline="", encoding="utf-8") as file:
        assert {row["text"] for row in csv.DictReader(file)} == {"9000020", "99999999"}
    assert screen("rows.csv", "--out", "no", "--rxnorm", "no.db", where=tmp_path).returncode == 2
