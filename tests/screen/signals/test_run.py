"""A whole run on invented reports and invented knowledge: the figures, what stands beside them, and what is written."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml

from mixwise.check import check
from mixwise.errors import UsageError
from mixwise.knowledge.store import Knowledge
from mixwise.screen.signals import Options, Summary, run
from mixwise.screen.signals.naming import Named, one
from mixwise.screen.signals.said import verdict
from tests.invented import CLAIM, make, rule, substance
from tests.screen.signals.faers import Quarter, by_table

ROOT = Path(__file__).parents[3]
NOTE = "Reports, not proof."


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    words = yaml.safe_load((ROOT / "knowledge" / "locale" / "en" / "signals.yaml").read_text(encoding="utf-8"))
    return make(
        {"locale/en/signals": words},
        substances=[
            substance("redmycin", {"dims": ["red"]}),
            substance("bluestatin", {"dims": ["blue"]}),
            substance("greyol", {"dims": ["grey"]}),
            substance("plainine"),
            substance("halfknown", reviewed=[]),
        ],
        products=[
            {
                "id": "duo",
                "label": "Duo",
                "holds": ["redmycin", "greyol"],
                "supply": "pharmacy",
                "names": {"brand": ["duo"]},
                "claims": [CLAIM],
            }
        ],
        rules=[
            rule("r", "major", between=[{"dims": "red"}, {"dims": "blue"}]),
            rule("s", "moderate", between=[{"dims": "red"}, {"dims": "grey"}]),
        ],
    )


def go(source: Path, target: Path, knowledge: Knowledge, **options: Any) -> Summary:
    return run(source, target, Options(**options), knowledge, lambda _name, _done, _size: None, "0")


def rows_of(target: Path) -> list[dict[str, Any]]:
    return pl.read_parquet(target / "signals.parquet").to_dicts()


def the_row(target: Path, *drugs: str, reaction: str) -> dict[str, Any]:
    (row,) = (
        row
        for row in rows_of(target)
        if tuple(row[f"drug_{place}"] for place in "123"[: len(drugs)]) == drugs
        and row["drugs"] == len(drugs)
        and row["reaction"] == reaction
    )
    return row


TABLE = {("greyol",): (100, 5), ("plainine",): (200, 8), ("greyol", "plainine"): (10, 4), ("bluestatin",): (690, 7)}


def test_the_table_worked_by_hand_comes_out_of_files(tmp_path: Path, knowledge: Knowledge) -> None:
    """The same table as in test_measures, where every figure is worked out."""
    quarter = Quarter("24Q1")
    by_table(quarter, TABLE, "Rash")
    quarter.write(tmp_path / "in")
    found = go(tmp_path / "in", tmp_path / "out", knowledge)
    row = the_row(tmp_path / "out", "greyol", "plainine", reaction="Rash")
    assert {name: row[name] for name in "abcd"} == {"a": 4, "b": 6, "c": 20, "d": 970}
    assert [row[name] for name in ("n10", "r10", "n01", "r01", "n00", "r00")] == [100, 5, 200, 8, 690, 7]
    assert row["prr"] == pytest.approx(19.8)
    assert row["ror"] == pytest.approx(32.33333, rel=1e-6)
    assert row["chi2"] == pytest.approx(45.8289, abs=1e-4)
    assert (row["expected"], row["ic"]) == pytest.approx((0.24, 2.60433), abs=1e-5)
    assert (row["expected_together"], row["omega"], row["omega025"]) == pytest.approx(
        (0.775328, 1.81906, 0.0823), abs=1e-4
    )
    assert row["raised"] is True
    assert (row["severity"], row["complete"], row["recognised"]) == ("none_known", True, True)
    assert found.cases == 1000
    assert found.raised == 1
    lists = json.loads((tmp_path / "out" / "report.json").read_text())["differences"]
    assert lists == {
        "none_known_but_reported": 1, "unknown_but_reported": 0, "not_recognised_but_reported": 0, "said_but_not_reported": 0,
    }  # fmt: skip


def test_three_drugs_are_set_against_their_worst_pair(tmp_path: Path, knowledge: Knowledge) -> None:
    # 1000 reports; the reaction in 20 of 40 with all three, in 5 of 100 with each pair alone, in 6 of 660 without a pair.
    # Every way is the same: pair without the third 100 with 5, odds 5/95; third without the pair 200 with 10, odds 10/190;
    # neither (the other two pairs go with the third) 660 with 6: odds 6/654.
    # g = 1 − 1 / (1 + 0.0526316 + 0.0526316 − 0.0091743) = 1 − 1/1.0960889 = 0.0876653; of 40 reports 3.506610
    pairs = [("greyol", "plainine"), ("bluestatin", "greyol"), ("bluestatin", "plainine")]
    quarter = Quarter("24Q1")
    by_table(
        quarter,
        {("bluestatin", "greyol", "plainine"): (40, 20), **dict.fromkeys(pairs, (100, 5)), ("redmycin",): (660, 6)},
        "Rash",
    )
    quarter.write(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "out", knowledge)
    row = the_row(tmp_path / "out", "bluestatin", "greyol", "plainine", reaction="Rash")
    assert [row[name] for name in ("a", "b", "c", "d")] == [20, 20, 21, 939]
    assert [row[name] for name in ("n10", "r10", "n01", "r01", "n00", "r00")] == [100, 5, 200, 10, 660, 6]
    assert row["expected_together"] == pytest.approx(3.50661, abs=1e-5)
    assert row["omega"] == pytest.approx(2.35517, abs=1e-5)  # log2(20.5 / 4.006610) = log2(5.116545)
    go(tmp_path / "in", tmp_path / "out", knowledge, triples="none")
    assert {row["drugs"] for row in rows_of(tmp_path / "out")} == {2}


def everything(quarter: Quarter) -> None:
    """Reports with one of each difficulty."""
    by_table(quarter, {("redmycin", "bluestatin"): (60, 1), ("plainine",): (100, 50)}, "Rash")
    case = 5000
    for drugs in (
        ["Duo"],
        ["redmycin\\greyol"],
        ["ZZYZX", "plainine"],
        ["unknown medication", "plainine"],
        ["halfknown", "plainine"],
    ):
        for _ in range(4):
            case += 1
            quarter.report(case, drugs, ["Cough", "cough "])
    for _ in range(3):
        case += 1
        quarter.report(case, [("DN", "redmycin"), ("PS", "plainine")], ["Rash"])
    quarter.report(7001, ["plainine"], [])
    quarter.report(7002, [("PS", "")], ["Rash"])
    quarter.report(7003, ["redmycin", "bluestatin", "greyol", "plainine", "halfknown"], ["Rash"])
    quarter.drug[1] = "cut short"


def test_nothing_is_dropped_without_being_counted(tmp_path: Path, knowledge: Knowledge) -> None:
    quarter = Quarter("24Q1")
    everything(quarter)
    quarter.write(tmp_path / "in")
    found = go(tmp_path / "in", tmp_path / "out", knowledge, most_drugs=4)
    flow = {step["step"]: step["count"] for step in json.loads((tmp_path / "out" / "cases.json").read_text())["flow"]}
    out = ("demo_broken", "demo_without_case", "same_report_again", "superseded_versions", "deleted_by_fda", "not_in_sample",
           "without_drug", "without_reaction", "too_many_drugs")  # fmt: skip
    assert flow["demo_rows"] == sum(flow[name] for name in out) + flow["cases"] == 186
    assert (flow["without_drug"], flow["without_reaction"], flow["too_many_drugs"]) == (1, 1, 1)
    assert (flow["drug_broken"], flow["drug_in_role DN"]) == (1, 3)
    assert found.cases == flow["cases"]
    with (tmp_path / "out" / "unresolved.csv").open(encoding="utf-8") as file:
        unresolved = {row["name"]: row for row in csv.DictReader(file)}
    assert (unresolved["[ZZYZX]"]["problem"], unresolved["[ZZYZX]"]["rows"]) == ("unrecognised", "4")
    both = the_row(tmp_path / "out", "greyol", "redmycin", reaction="Cough")
    assert (both["a"], both["severity"]) == (8, "moderate")  # Duo by its name, and by its two ingredients
    kept = the_row(tmp_path / "out", "[ZZYZX]", "plainine", reaction="Cough")
    assert (kept["a"], kept["severity"], kept["recognised"], kept["complete"]) == (4, "unknown", False, False)
    assert the_row(tmp_path / "out", "halfknown", "plainine", reaction="Cough")["severity"] == "unknown"


def test_both_lists_name_the_pairs_where_we_and_the_reports_part(tmp_path: Path, knowledge: Knowledge) -> None:
    quarter = Quarter("24Q1")
    by_table(quarter, {("redmycin", "bluestatin"): (60, 1), ("greyol", "plainine"): (20, 15), ("halfknown", "plainine"): (20, 15),
                       ("ZZYZX", "plainine"): (20, 15), ("plainine",): (300, 5), ("redmycin",): (300, 5)}, "Rash")  # fmt: skip
    quarter.write(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "out", knowledge)
    with (tmp_path / "out" / "differences.csv").open(encoding="utf-8") as file:
        found = {row["list"]: row for row in csv.DictReader(file)}
    assert {name: (row["drug_1"], row["drug_2"], row["severity"]) for name, row in found.items()} == {
        "none_known_but_reported": ("greyol", "plainine", "none_known"),
        "unknown_but_reported": ("halfknown", "plainine", "unknown"),
        "not_recognised_but_reported": ("[ZZYZX]", "plainine", "unknown"),
        "said_but_not_reported": ("bluestatin", "redmycin", "major"),
    }
    assert (found["said_but_not_reported"]["reports"], found["said_but_not_reported"]["most_raised"]) == ("60", "NA")
    go(tmp_path / "in", tmp_path / "out", knowledge, together=61)
    assert "said_but_not_reported" not in (tmp_path / "out" / "differences.csv").read_text(encoding="utf-8")


def test_every_output_says_that_reports_are_no_proof_and_all_tell_the_same(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    quarter = Quarter("24Q1")
    everything(quarter)
    quarter.write(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "out", knowledge)
    out = tmp_path / "out"
    written = {path.name for path in out.iterdir()} - {".mixwise-signals"}
    assert written == {
        "signals.parquet",
        "signals.csv",
        "differences.csv",
        "unresolved.csv",
        "cases.json",
        "report.json",
        "report.html",
    }
    for name in written - {"signals.parquet"}:
        assert NOTE in (out / name).read_text(encoding="utf-8"), name
    assert pq.read_schema(out / "signals.parquet").metadata[b"note"].decode() == NOTE
    with (out / "signals.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(line["drug_1"], line["reaction"], int(line["a"])) for line in lines] == [
        (row["drug_1"], row["reaction"], row["a"]) for row in rows_of(out)
    ]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 1
    assert "<script" not in page
    assert "src=" not in page.replace("xmlns", "")
    assert "Absence of a warning does not mean absence of danger" in page


def test_the_same_files_give_the_same_bytes(tmp_path: Path, knowledge: Knowledge) -> None:
    quarter = Quarter("24Q1")
    everything(quarter)
    quarter.write(tmp_path / "in")
    for name in ("one", "two"):
        go(tmp_path / "in", tmp_path / name, knowledge)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_roles_decide_which_drugs_count(tmp_path: Path, knowledge: Knowledge) -> None:
    quarter = Quarter("24Q1")
    for case in range(1, 9):
        quarter.report(case, [("PS", "redmycin"), ("SS", "greyol"), ("C", "plainine")], ["Rash"])
    quarter.report(99, [("ps", "redmycin")], ["Other"])
    quarter.write(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "out", knowledge, roles=("SS", "PS"))
    assert {(row["drug_1"], row["drug_2"]) for row in rows_of(tmp_path / "out")} == {("greyol", "redmycin")}
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["options"]["roles"] == ["PS", "SS"]


def test_small_cells_are_withheld_on_request(tmp_path: Path, knowledge: Knowledge) -> None:
    quarter = Quarter("24Q1")
    by_table(quarter, TABLE, "Rash")
    quarter.report(9999, ["ZZYZX"], ["Rash"])
    quarter.write(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "out", knowledge, suppress_below=5)
    assert not [row for row in rows_of(tmp_path / "out") if 0 < row["a"] < 5 or 0 < row["b"] < 5]
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["rows"]["withheld"] >= 1
    assert "ZZYZX" not in (tmp_path / "out" / "unresolved.csv").read_text(encoding="utf-8")
    assert "Rows withheld" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_target_that_holds_something_else_is_left_alone_and_a_failure_leaves_nothing(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter = Quarter("24Q1")
    by_table(quarter, TABLE, "Rash")
    quarter.write(tmp_path / "in")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("mine", encoding="ascii")
    with pytest.raises(UsageError, match="holds something else"):
        go(tmp_path / "in", tmp_path / "taken", knowledge)
    with pytest.raises(UsageError, match="is a file"):
        go(tmp_path / "in", tmp_path / "taken" / "letter.txt", knowledge)
    with pytest.raises(UsageError, match="cannot be written"):
        go(tmp_path / "in", Path("/proc/nowhere/out"), knowledge)
    go(tmp_path / "in", tmp_path / "out", knowledge)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    monkeypatch.setattr("mixwise.screen.signals.outputs.page", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        go(tmp_path / "in", tmp_path / "out", knowledge, min_count=1)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out", "taken"]


def test_nothing_found_is_a_result_and_no_case_an_error(tmp_path: Path, knowledge: Knowledge) -> None:
    quarter = Quarter("24Q1")
    quarter.report(1, ["redmycin"], ["Rash"])
    quarter.write(tmp_path / "in")
    found = go(tmp_path / "in", tmp_path / "out", knowledge)
    assert (found.cases, found.rows, found.raised) == (1, 0, 0)
    assert pl.read_parquet(tmp_path / "out" / "signals.parquet").height == 0
    assert (tmp_path / "out" / "signals.csv").read_text().startswith("drugs,drug_1,")
    quarter.drug = quarter.drug[:1]
    quarter.write(tmp_path / "in")
    with pytest.raises(UsageError, match="no case has both"):
        go(tmp_path / "in", tmp_path / "out2", knowledge)
    assert not (tmp_path / "out2").exists()


def test_a_coded_name_is_not_mended_and_a_typed_one_is(knowledge: Knowledge) -> None:
    assert one("REDMYCINN", knowledge) == Named(("redmycin",))
    assert one("REDMYCINN", knowledge, coded=True) == Named(("[REDMYCINN]",), "unrecognised", ("redmycin",))
    assert one("REDMYCIN\\ZZYZX", knowledge, coded=True).drugs == ("redmycin", "[ZZYZX]")
    assert one("Redmycin (bluestatin)", knowledge).drugs == ("redmycin", "bluestatin")


def test_the_verdict_is_that_of_check() -> None:
    """On the real knowledge, for every pair of a spread of substances, and some sets of three."""
    from itertools import combinations

    from mixwise.knowledge.store import load

    real = load()
    names = real.ids("substance")[::97]
    for drugs in [*combinations(names, 2), *list(combinations(names, 3))[::29]]:
        ours, theirs = verdict(drugs, real), check([name.replace("_", " ") for name in drugs], knowledge=real)
        if sorted(theirs.substances) != sorted(drugs):
            continue  # the words of an id are not always its name
        first = theirs.findings[0] if theirs.findings else None
        assert ours == (
            theirs.severity, first.mechanism if first else "", first.evidence if first else "", theirs.complete,
        ), drugs  # fmt: skip


def with_outcomes(quarter: Quarter) -> None:
    for case in range(1, 21):
        became = ["ho", "DE"] if case <= 6 else ["OT"] if case <= 9 else ["XX"] if case == 10 else []
        taken_for = ["PAIN", "Product used for unknown indication"] if case % 2 else ["rash "]
        quarter.report(case, ["redmycin", "greyol"], ["Rash", "Pain"], outcomes=became, taken_for=taken_for)
    for case in range(91, 100):
        quarter.report(case, ["plainine"], ["Pain", "Rash"])
        quarter.report(case + 10, ["plainine"], ["Other"])


def test_what_became_of_people_stands_beside_and_what_a_drug_was_taken_for_is_no_reaction(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    quarter = Quarter("24Q1")
    with_outcomes(quarter)
    quarter.write(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "out", knowledge)
    rash = the_row(tmp_path / "out", "greyol", "redmycin", reaction="Rash")  # the reports with odd numbers
    assert (rash["a"], rash["serious"], rash["deaths"]) == (10, 5, 3)
    pain = the_row(tmp_path / "out", "greyol", "redmycin", reaction="Pain")
    assert (pain["a"], pain["serious"], pain["deaths"]) == (10, 4, 3)
    steps = {one["step"]: one["count"] for one in json.loads((tmp_path / "out" / "cases.json").read_text())["flow"]}
    assert (steps["reac_is_indication"], steps["indi_rows"], steps["outc_rows"]) == (20, 30, 16)
    go(tmp_path / "in", tmp_path / "few", knowledge, suppress_below=4)
    few = the_row(tmp_path / "few", "greyol", "redmycin", reaction="Rash")
    assert (few["a"], few["serious"], few["deaths"]) == (10, 5, None)


def test_outcomes_are_left_empty_when_a_quarter_does_not_say_them(tmp_path: Path, knowledge: Knowledge) -> None:
    quarter, silent = Quarter("24Q1"), Quarter("12Q1", legacy=True)
    with_outcomes(quarter)
    silent.report(500, ["redmycin"], ["Rash"])
    quarter.write(tmp_path / "in")
    silent.write(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "out", knowledge)
    row = the_row(tmp_path / "out", "greyol", "redmycin", reaction="Rash")
    assert (row["serious"], row["deaths"]) == (None, None)
