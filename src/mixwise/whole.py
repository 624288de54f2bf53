"""Files and folders that appear under their name only when all of them was written: whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mixwise.errors import UsageError


@contextmanager
def whole_path(target: Path, mode: int = 0o600) -> Iterator[Path]:
    """A path beside the target to write to, that takes its place when all went well; nothing of it stays when not."""
    handle, temporary = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.")
    os.close(handle)
    path = Path(temporary)
    try:
        yield path
        with path.open("rb") as written:
            os.fsync(written.fileno())
        path.chmod(mode)
        os.replace(path, target)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """An open file to write to, as `whole_path`. Raises UsageError when it cannot be written."""
    try:
        with whole_path(target) as path, path.open("wb") as file:
            yield file
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror or error}") from error


def switch_folder(work: Path, target: Path) -> None:
    """Put a finished folder in the place of the old one; a reader sees the old one or the new one, never a mixture."""
    old = work.with_name(f"{work.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(work, target)
    shutil.rmtree(old, ignore_errors=True)
