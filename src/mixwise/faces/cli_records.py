"""The commands for records systems and assistants: `mcp`, and `rxnorm import`."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import mixwise
from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE

if TYPE_CHECKING:
    import argparse

    from mixwise.faces.records.rxnorm.load import Told


def mcp(options: argparse.Namespace) -> int:
    """Serve assistants on standard input and output, or over HTTP. Raises UsageError when the `mcp` extra is not installed."""
    try:
        from mixwise.faces import mcp as face
    except ImportError as error:
        raise UsageError(f"{error.name} is missing: pip install 'mixwise[mcp]', or use ./run mcp") from error
    mixwise.load()  # a server that cannot answer does not start
    if not 0 < options.port < 65_536:
        raise UsageError("--port is 1 to 65535")
    if options.http:
        print(f"mixwise: http://{options.host}:{options.port}/mcp  (Ctrl-C stops it)", file=sys.stderr)
    elif sys.stdin.isatty():
        print("mixwise: waiting for an assistant on standard input (Ctrl-D stops it)", file=sys.stderr)
    face.run(http=options.http, host=options.host, port=options.port, allowed=options.allow_host)
    return COMPLETE


def rxnorm_import(options: argparse.Namespace) -> int:
    """Load the RxNorm release in a folder into the store that the servers read."""
    from mixwise.faces.records.rxnorm.load import load_release
    from mixwise.faces.records.rxnorm.store import default_place, open_release

    folder = Path(options.folder)
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder")
    target = Path(options.output) if options.output else default_place()
    try:
        with progress() as told:
            counts = load_release(folder, target, told)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the release cannot be loaded: {getattr(error, 'strerror', '') or 'a file of it is not UTF-8'}"
        ) from error
    said = ", ".join(f"{count} {kind}s" for kind, count in counts.items())
    print(f"RxNorm {open_release(str(target)).version}: {said}. It is in {target}.")
    if options.output:
        print(f"Tell the servers with MIXWISE_RXNORM={target}", file=sys.stderr)
    return COMPLETE


@contextmanager
def progress(done_says: str = "read {name}") -> Iterator[Told]:
    """A progress bar on a terminal, where Rich is installed; one line a file elsewhere."""
    if not sys.stderr.isatty() or importlib.util.find_spec("rich") is None:
        yield partial(_line, done_says)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        tasks = {}

        def told(name: str, done: int, size: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=size or 1)
            bar.update(tasks[name], completed=done)

        yield told


def _line(done_says: str, name: str, done: int, size: int) -> None:
    if done == size:
        print(done_says.format(name=name), file=sys.stderr)
