"""`mixwise serve`, the web face in uvicorn with a log that holds nothing of what was asked; `mixwise site build`, it as files."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mixwise
from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE, FAILED

if TYPE_CHECKING:
    import argparse

GRACE = 10
"""Seconds for requests under way when the server is told to stop."""
MOST_AT_ONCE = 512
"""More requests at once than this get a 503 at once."""
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},  # it would write addresses
        "mixwise": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}


def site_build(options: argparse.Namespace) -> int:
    """Write the static site. Raises UsageError when the `serve` extra is not installed, or the folder holds something else."""
    try:
        from mixwise.faces.web.export.build import build
    except ImportError as error:
        raise UsageError(f"{error.name} is missing: pip install 'mixwise[serve]', or use ./run site") from error
    talk = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if talk:
            bar = "#" * (30 * done // total)
            print(f"\rmixwise: [{bar:30}] {done} of {total} pages", end="", file=sys.stderr, flush=True)

    started = time.monotonic()
    built = build(Path(options.folder), options.base_url, progress, options.workers)
    if talk:
        print(file=sys.stderr)
    print(f"{built.files} files, {built.size / 1e6:.0f} MB, in {time.monotonic() - started:.0f} s: {options.folder}")
    return COMPLETE


def serve(options: argparse.Namespace) -> int:
    """Run until told to stop. Raises UsageError when the `serve` extra is not installed or the port cannot be used."""
    try:
        import uvicorn

        from mixwise.faces.web import app  # noqa: F401 (all that it needs is there)
    except ImportError as error:
        raise UsageError(f"{error.name} is missing: pip install 'mixwise[serve]', or use ./run serve") from error
    mixwise.load()  # a server that cannot answer does not start
    if not 0 < options.port < 65_536 or options.workers < 1:
        raise UsageError("--port is 1 to 65535, and --workers 1 or more")
    here = f"[{options.host}]" if ":" in options.host else options.host
    os.environ.setdefault("MIXWISE_BASE_URL", options.base_url or f"http://{here}:{options.port}")
    if options.no_log:
        os.environ["MIXWISE_LOG"] = "no"
    print(f"mixwise: http://{here}:{options.port}  (Ctrl-C stops it)", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="mixwise-counts-") as folder:
        if options.workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # counts of all workers, nothing else
        try:
            uvicorn.run(
                "mixwise.faces.web.app:create_app", factory=True, host=options.host, port=options.port,
                workers=options.workers, log_config=LOGGING, access_log=False, server_header=False,
                limit_concurrency=MOST_AT_ONCE, timeout_graceful_shutdown=GRACE,
            )  # fmt: skip
        except SystemExit as stop:
            return FAILED if stop.code else COMPLETE
    return COMPLETE
