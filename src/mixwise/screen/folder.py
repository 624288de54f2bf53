"""
The folder of a run: complete or absent, never half.

Everything is written beside it, in segments that are each closed whole; a run that was stopped goes on after the last of
them. When all is there the folder takes its name in one step.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mixwise.errors import UsageError
from mixwise.whole import switch_folder

REPORT = "report.json"
MADE_BY = "mixwise screen"


class Folder:
    """Where a run writes until it is done. Raises UsageError when the target holds something else, or another run is at it."""

    def __init__(self, target: Path, key: str) -> None:
        self.target = target.absolute()
        _refuse_strangers(self.target)
        self.work = self.target.parent / f".{self.target.name}.unfinished"
        try:
            self.work.mkdir(parents=True, exist_ok=True)
            self._lock = open(self.work / "lock", "w")  # noqa: SIM115 (held as long as the run)
        except OSError as error:
            raise UsageError(f"cannot write beside {target}: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise UsageError(f"another run is writing {target}") from error
        if not key or self._read("key.json") != key:
            self._empty()
            self._write("key.json", key)

    def _empty(self) -> None:
        """Nothing of an earlier run with another input, other options or another knowledge is used."""
        for path in self.work.iterdir():
            if path.name != "lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def path(self, name: str) -> Path:
        """A file of the run."""
        return self.work / name

    def _read(self, name: str) -> Any:
        try:
            return json.loads(self.path(name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _write(self, name: str, value: Any) -> None:
        path = self.path(name)
        temporary = path.with_suffix(".writing")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(value, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)

    def segments(self) -> list[dict[str, Any]]:
        """What was said of each finished segment, in order."""
        found: list[dict[str, Any]] = []
        while (said := self._read(f"segment-{len(found):05}.json")) is not None:
            found.append(said)
        return found

    def finish_segment(self, number: int, said: dict[str, Any]) -> None:
        """A segment is whole from here on: its files are closed."""
        self._write(f"segment-{number:05}.json", said)

    def mark(self, name: str) -> None:
        """Remember that a step was done."""
        self._write(f"{name}.json", True)

    def marked(self, name: str) -> bool:
        """Whether a step was done, by this run or the one before."""
        return self._read(f"{name}.json") is True

    def forget(self, names: Sequence[str] = ()) -> None:
        """Begin anew, for this input."""
        key = self._read("key.json")
        self._empty()
        self._write("key.json", key)
        for name in names:
            self.mark(name)

    def publish(self, names: Sequence[str]) -> None:
        """The finished files become the folder, in place of an earlier one of ours."""
        done = self.path("done")
        shutil.rmtree(done, ignore_errors=True)
        done.mkdir()
        for name in names:
            os.replace(self.path(name), done / name)
            with (done / name).open("rb") as file:
                os.fsync(file.fileno())
        _refuse_strangers(self.target)
        switch_folder(done, self.target)
        self.close()
        shutil.rmtree(self.work, ignore_errors=True)

    def close(self) -> None:
        """Let another run have it."""
        self._lock.close()


def _refuse_strangers(target: Path) -> None:
    """A folder that is there must be empty, or one that this command made."""
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file: --out takes a folder")
    if not any(target.iterdir()):
        return
    try:
        ours = json.loads((target / REPORT).read_text(encoding="utf-8")).get("made_by") == MADE_BY
    except (OSError, ValueError, AttributeError):
        ours = False
    if not ours:
        raise UsageError(
            f"{target} holds something else: name a folder that is not there, or one that this command made"
        )
