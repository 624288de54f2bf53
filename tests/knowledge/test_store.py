"""The compiled file: whole or refused, fresh or refused, and read by row."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from mixwise.errors import KnowledgeError
from mixwise.knowledge import store
from mixwise.knowledge.store import DATA, load
from tests.invented import make, substance


def test_a_thousand_files_damaged_at_random_places_are_all_refused(tmp_path: Path) -> None:
    content = Path(DATA).read_bytes()
    chance = random.Random(20261124)
    path = tmp_path / "damaged.db"
    refused = 0
    for _ in range(1000):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(damaged))
            damaged[place] ^= 1 << chance.randrange(8)
        if bytes(damaged) == content:
            damaged[0] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(KnowledgeError, match="damaged"):
            load.__wrapped__(str(path))
        refused += 1
    assert refused == 1000


@pytest.mark.parametrize("length", [0, 1, 39, 40, 41, 5000, -1])
def test_a_file_that_was_cut_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.db"
    path.write_bytes(Path(DATA).read_bytes()[:length])
    with pytest.raises(KnowledgeError, match="damaged"):
        load.__wrapped__(str(path))


def test_a_file_that_is_missing_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load.__wrapped__(str(tmp_path / "nothing.db"))


def test_in_a_checkout_a_change_of_the_yaml_makes_the_file_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "some.yaml").write_text("- one\n")
    target = tmp_path / "knowledge.db"
    shutil.copy(DATA, target)
    monkeypatch.setattr(store, "CHECKOUT", str(folder))
    monkeypatch.setattr(store, "DATA", str(target))
    with pytest.raises(KnowledgeError, match="changed since it was compiled"):
        load.__wrapped__(str(target))


def test_touching_a_file_without_changing_it_is_not_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(store.CHECKOUT)
    target = tmp_path / "knowledge.db"
    shutil.copy(DATA, target)
    monkeypatch.setattr(store, "DATA", str(target))
    assert load.__wrapped__(str(target)).version == load().version  # no stamp: compared by content
    assert Path(str(target) + store.STAMP).exists()
    assert store.fingerprint(str(folder)) == load()._meta("fingerprint")


def test_rows_come_back_as_they_were_written() -> None:
    knowledge = make(substances=[substance("aaa", {"dims": ["red"]})])
    assert knowledge.row("substance", "aaa")["traits"]["dims"][:2] == [["red"], "aaa"]
    assert knowledge.ids("substance") == ["aaa"]
    assert knowledge.get("substance", "zzz") is None
    with pytest.raises(KnowledgeError, match="no substance called 'zzz'"):
        knowledge.row("substance", "zzz")


def test_the_compiled_file_is_small_and_not_writable_by_us() -> None:
    assert os.path.getsize(DATA) < 15_000_000
    knowledge = load()
    with pytest.raises(Exception, match=r"readonly|read-only"):
        knowledge._base.execute("DELETE FROM record")
