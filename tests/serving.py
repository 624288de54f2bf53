"""A real server for tests: `mixwise serve` in a process of its own, with a folder of its own for whatever it might write."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Server(NamedTuple):
    """Where it listens, where its log is, and the folder that holds everything that it could have written."""

    url: str
    log: Path
    folder: Path


@contextlib.contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """A running server; `settings` are those of `Settings`, in lower case."""
    port = free_port()
    for name in ("home", "tmp", "here"):
        (folder / name).mkdir(parents=True)
    log = folder / "log"
    environment = {
        **os.environ,
        **{f"MIXWISE_{name.upper()}": value for name, value in settings.items()},
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "mixwise", "serve", "--port", str(port)],
            cwd=folder / "here", env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            yield Server(url, log, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) in (0, -signal.SIGTERM)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=2):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
