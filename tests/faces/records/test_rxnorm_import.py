"""Loading a release: whole or not at all, with what went wrong said by file and line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mixwise.errors import UsageError
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.rxnorm.codes import ndc_11, ndc_forms
from mixwise.faces.records.rxnorm.load import load_release
from mixwise.faces.records.rxnorm.store import open_release
from mixwise.faces.records.settings import Records
from mixwise.knowledge.store import load
from tests.faces.records.setting import CONCEPTS, write_release


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mixwise", "rxnorm", "import", *arguments],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def test_the_command_loads_a_release_and_says_what_it_holds(tmp_path: Path) -> None:
    write_release(tmp_path / "release")
    done = command(str(tmp_path / "release"), MIXWISE_RXNORM=str(tmp_path / "deep" / "store.db"))
    assert done.returncode == 0, done.stderr
    assert f"{len(CONCEPTS)} concepts" in done.stdout
    assert "02-Nov-2026" in done.stdout
    assert "read RXNCONSO.RRF" in done.stderr
    assert open_release(str(tmp_path / "deep" / "store.db")).ingredients("855332") == ("11289",)


def test_a_file_that_is_cut_short_leaves_the_old_store(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    load_release(write_release(tmp_path / "good"), store)
    before = store.read_bytes()
    bad = write_release(tmp_path / "bad") / "rrf" / "RXNREL.RRF"
    bad.write_text(bad.read_text(encoding="utf-8")[:-12], encoding="utf-8")
    done = command(str(tmp_path / "bad"), "-o", str(store))
    assert done.returncode == 2
    assert "RXNREL.RRF, line" in done.stderr
    assert store.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["store.db"]


@pytest.mark.parametrize("make", ["empty", "missing", "binary"])
def test_a_folder_that_is_no_release_is_refused(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "folder"
    if make != "missing":
        folder.mkdir()
    if make == "binary":
        (folder / "RXNCONSO.RRF").write_bytes(b"\xff\xfe\x00|" * 40)
        (folder / "RXNREL.RRF").write_bytes(b"")
    done = command(str(folder), "-o", str(tmp_path / "store.db"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "store.db").exists()


def test_a_store_that_was_asked_for_by_name_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        RecordsDesk(Records(rxnorm=str(tmp_path / "none.db")), load())
    broken = tmp_path / "broken.db"
    broken.write_text("no database at all, but long enough to be taken for a file of some kind", encoding="ascii")
    with pytest.raises(UsageError):
        open_release(str(broken))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0056-0172-70", "00056017270"),
        ("00056-172-70", "00056017270"),
        ("0056-0172", "000560172"),
        ("12-34-56-78", ""),
        ("123456-1-1", ""),
        ("x", ""),
    ],
)
def test_drug_codes_in_their_spellings(text: str, code: str) -> None:
    assert ndc_11(text) == code


def test_ten_digits_stand_for_three_codes() -> None:
    assert len(ndc_forms("0056017270")) == 3
