"""Reading the extracts: layouts of different years, oddities, versions, deleted cases, and rows that are broken."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest

from mixwise.errors import UsageError
from mixwise.screen.signals.cases import Cases, cases
from mixwise.screen.signals.layout import Source, kind_of, sources
from mixwise.screen.signals.options import Options
from mixwise.screen.signals.rows import Tally, as_utf8, frames, new_tally
from tests.screen.signals.faers import Quarter


def silent(_name: str, _done: int, _size: int) -> None:
    pass


def latest(folder: Path, options: Options | None = None) -> tuple[Cases, Tally]:
    tally = new_tally()
    return cases(sources(folder), options or Options(), tally, silent), tally


def rows(folder: Path, kind: str) -> tuple[pl.DataFrame, Tally]:
    tally = new_tally()
    every = [frame for one in sources(folder) if one.kind == kind for frame in frames(one, tally, silent)]
    return pl.concat(every, how="diagonal"), tally


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ascii/DEMO24Q1.txt", ("demo", "2024q1")),
        ("ASCII/drug04q4.TXT", ("drug", "2004q4")),
        ("DEMO18Q1_new.txt", ("demo", "2018q1")),
        ("Deleted/DELETE22Q1.txt", ("deleted", "2022q1")),
        ("deleted/ADR19Q1DeletedCases.txt", ("deleted", "2019q1")),
        ("Deleted/20Q4DeletedCases.txt", ("deleted", "2020q4")),
        ("deleted/AllDeletedCases.txt", ("deleted", "")),
        ("ascii/ASC_NTS.pdf", None),
        ("__MACOSX/._DEMO24Q1.txt", None),
        ("STAT10Q1.TXT", None),
        ("OUTC24Q1.txt", ("outc", "2024q1")),
    ],
)
def test_files_are_known_by_every_name_that_they_have_had(name: str, found: tuple[str, str] | None) -> None:
    assert kind_of(name) == found


def test_of_each_case_the_latest_version_counts_and_deleted_ones_do_not(tmp_path: Path) -> None:
    first, second = Quarter("24Q1"), Quarter("24Q2")
    first.report(1, ["a"], ["x"], version=1)
    first.report(1, ["a"], ["x"], version=9, received=20240102)
    second.report(1, ["a"], ["x"], version=10, received=20240101)  # version decides, then the day
    first.report(2, ["a"], ["x"])
    second.report(2, ["a"], ["x"])  # the same report in two quarters
    first.report(3, ["a"], ["x"])
    second.deleted = ["3", "99"]
    first.write(tmp_path)
    second.write(tmp_path)
    found, tally = latest(tmp_path)
    assert [number // 2 for number in found.reports] == [1 * 10 + 10, 21]
    assert tally.counts["demo_rows"] == 6
    assert tally.counts["same_report_again"] == 1
    assert tally.counts["superseded_versions"] == 2
    assert tally.counts["deleted_by_fda"] == 1
    assert found.numbers(pl.Series([41, 43, 44, 1])).to_list() == [0, 1, None, None]


def test_aers_and_faers_are_read_together_and_the_later_system_wins(tmp_path: Path) -> None:
    old, new = Quarter("10Q1", legacy=True), Quarter("13Q1")
    old.report(1, ["a"], ["x"], version=1, received=20100101)
    old.report(1, ["a"], ["x"], version=2, received=20100301)
    old.report(2, ["a"], ["x"], version=2, received=20100101)
    old.report(2, ["a"], ["x"], version=1, received=20100201)  # received later, though its ISR is lower
    new.report(1, ["a"], ["x"], version=1, received=20090101)
    old.write(tmp_path, ending="\r\n")
    new.write(tmp_path)
    found, _ = latest(tmp_path)
    assert sorted(found.reports.tolist()) == [11 * 2 + 1, 21 * 2]
    drugs, tally = rows(tmp_path, "drug")
    assert drugs["name"].to_list() == ["a"] * 4 + ["a 5 MG"]
    assert tally.counts["drug_broken"] == 0


def test_a_header_in_another_order_and_spelling_with_a_mark_before_it_is_read_by_its_names(tmp_path: Path) -> None:
    quarter = Quarter("12Q4")
    quarter.report(1, ["a"], ["x"])
    quarter.drug = ["\ufeffROLE_COD$PROD_AI$LOT_NBR$DRUGNAME$PRIMARYID$", "PS$alpha$7$Alpha 5$11$"]
    quarter.write(tmp_path)
    drugs, _ = rows(tmp_path, "drug")
    assert drugs.to_dicts() == [{"report": 23, "role": "PS", "ingredient": "alpha", "name": "Alpha 5"}]


def test_a_broken_row_is_counted_with_its_line_and_stops_nothing(tmp_path: Path) -> None:
    quarter = Quarter("24Q1")
    for case in range(1, 30):
        quarter.report(case, ["a"], ["x"])
    quarter.drug[3] = "31$3$0$PS$JP-$E2B000$a$Oral"  # a divider inside a field
    quarter.drug[5] = "51$5$0$PS"  # cut short
    quarter.drug[7] = "none$7$0$PS$a 5 MG$a$Oral"
    quarter.drug.insert(9, "")
    quarter.write(tmp_path)
    drugs, tally = rows(tmp_path, "drug")
    assert drugs.height == 26
    assert tally.counts["drug_broken"] == 3
    assert tally.broken == {"DRUG24Q1.txt": [4, 6, 8]}


def test_a_file_that_does_not_fit_its_header_is_refused(tmp_path: Path) -> None:
    quarter = Quarter("24Q1")
    for case in range(1, 30):
        quarter.report(case, ["a"], ["x"])
    quarter.reac[0] = "primaryid$caseid$pt$drug_rec_act$more$and_more"
    quarter.write(tmp_path)
    with pytest.raises(UsageError, match=r"29 of 29 rows of REAC24Q1.txt do not fit"):
        rows(tmp_path, "reac")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("primaryid$caseid$drug_seq$drugname", "DRUG24Q1.txt has no column role_cod/role_code"),
        ("primaryid$isr$drug_seq$role_cod$drugname", "DRUG24Q1.txt has two columns for report"),
        ("", "DRUG24Q1.txt has no column isr/primaryid"),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, header: str, said: str) -> None:
    quarter = Quarter("24Q1")
    quarter.report(1, ["a"], ["x"])
    quarter.drug[0] = header
    quarter.write(tmp_path)
    with pytest.raises(UsageError, match=said):
        rows(tmp_path, "drug")


def test_names_in_an_older_encoding_keep_their_letters(tmp_path: Path) -> None:
    quarter = Quarter("11Q1", legacy=True)
    quarter.report(1, ["CAFÉINE"], ["Crohn’s disease"])
    quarter.write(tmp_path, encoding="cp1252")
    assert rows(tmp_path, "drug")[0]["name"].to_list() == ["CAFÉINE"]
    assert rows(tmp_path, "reac")[0]["reaction"].to_list() == ["Crohn’s disease"]
    assert as_utf8(b"caf\xc3\xa9\ncaf\xe9\n\x81\0").decode() == "café\ncafé\n\x81"


def test_pieces_of_any_size_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quarter = Quarter("24Q1")
    for case in range(1, 30):
        quarter.report(case, ["a", "naïve"], ["x"])
    quarter.drug[4] = "cut"
    quarter.write(tmp_path, ending="\r\n")
    whole, tally = rows(tmp_path, "drug")
    for size in (1, 7, 64, 1000):
        monkeypatch.setattr("mixwise.screen.signals.rows.PIECE", size)
        again, counted = rows(tmp_path, "drug")
        assert again.equals(whole)
        assert counted == tally


def test_archives_are_read_as_they_are(tmp_path: Path) -> None:
    quarter = Quarter("24Q1")
    quarter.report(1, ["a"], ["x"])
    quarter.report(2, ["a"], ["x"])
    quarter.deleted = ["2"]
    quarter.write(tmp_path / "files")
    (tmp_path / "packed").mkdir()
    with zipfile.ZipFile(tmp_path / "packed" / "faers_ascii_2024q1.zip", "w") as archive:
        for path in (tmp_path / "files").iterdir():
            archive.write(path, f"ASCII/{path.name}")
    found, _ = latest(tmp_path / "packed")
    assert found.reports.tolist() == [11 * 2 + 1]
    assert [one.label for one in sources(tmp_path / "packed")] == [
        "DELETE24Q1.txt",
        "DEMO24Q1.txt",
        "DRUG24Q1.txt",
        "REAC24Q1.txt",
    ]


def test_what_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        sources(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="holds no file of a quarterly extract"):
        sources(tmp_path)
    quarter = Quarter("24Q1")
    quarter.report(1, ["a"], ["x"])
    quarter.write(tmp_path)
    (tmp_path / "DRUG24Q1.txt").unlink()
    with pytest.raises(UsageError, match="quarter 2024q1 lacks DRUG"):
        sources(tmp_path)
    (tmp_path / "damaged.zip").write_bytes(b"PK nothing")
    with pytest.raises(UsageError, match=r"damaged\.zip is no archive"):
        sources(tmp_path)
    with (
        pytest.raises(UsageError, match=r"DEMO24Q2\.txt cannot be read"),
        Source("demo", "2024q2", tmp_path / "DEMO24Q2.txt", "", 1).open(),
    ):
        pass


def test_a_sample_is_a_share_that_another_seed_changes(tmp_path: Path) -> None:
    quarter = Quarter("24Q1")
    for case in range(1, 401):
        quarter.report(case, ["a"], ["x"])
    quarter.write(tmp_path)
    sample = Options(sample=0.25, seed=1)
    found, tally = latest(tmp_path, sample)
    assert 70 < len(found.reports) < 130
    assert tally.counts["not_in_sample"] == 400 - len(found.reports)
    assert latest(tmp_path, sample)[0].reports.tolist() == found.reports.tolist()
    assert latest(tmp_path, sample._replace(seed=2))[0].reports.tolist() != found.reports.tolist()
    with pytest.raises(UsageError, match="no case is left"):
        latest(tmp_path, Options(sample=1e-9))


@pytest.mark.parametrize(
    "options",
    [Options(roles=("PS", "DN")), Options(roles=()), Options(triples="some"), Options(min_count=0), Options(sample=0), Options(sample=2),
     Options(most_drugs=1), Options(suppress_below=-1)],
)  # fmt: skip
def test_options_without_sense_are_refused(options: Options) -> None:
    with pytest.raises(UsageError):
        options.checked()
