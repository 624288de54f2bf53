"""
`python -m bench.speed.answer`: how long a person waits, and how much memory it takes.

Cold starts are whole processes, compared in one run with `python -c pass` of the same interpreter, turn by turn, so that a busy
machine slows them alike. Checks in process are medians over many calls, after the first.
"""

from __future__ import annotations

import argparse
import compileall
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import mixwise

PAIR = ("heroin", "xanax")
MISSPELT = ("diazepaam", "sertralinne")  # in no list of frequent misspellings: mended by RapidFuzz
TEN = (
    "alprazolam", "oxycodone", "sertraline", "ibuprofen", "warfarin", "acetaminophen", "clarithromycin", "simvastatin",
    "tramadol", "alcohol",
)  # fmt: skip
START = "import sys; from mixwise.faces.cli import main; sys.exit(main())"
MEMORY = f"""
import contextlib, os, resource, sys
from mixwise.faces.cli import main
with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    code = main(["check", *{PAIR!r}])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if os.path.exists("/proc/self/status"):  # Linux: getrusage also counts what the parent held when it started this
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(peak)
sys.exit(code)
"""
ANSWERED = (0, 3)
"""Exit codes of an answer, complete or not. A run that failed is not measured."""


class Figure(NamedTuple):
    """One measured figure and the most that it may be."""

    name: str
    value: float
    limit: float
    unit: str


def measure(rounds: int) -> list[Figure]:
    """All figures of this machine, now."""
    compileall.compile_dir(
        str(Path(mixwise.__file__).parent), quiet=1
    )  # as installed: also where Python may not write bytecode
    script = Path(sys.executable).with_name("mixwise")
    command = [sys.executable, str(script)] if script.is_file() else [sys.executable, "-c", START]
    bare, pair, misspelt = _cold(
        [[sys.executable, "-c", "pass"], [*command, "check", *PAIR], [*command, "check", *MISSPELT]], rounds
    )
    return [
        Figure("python -c pass", 1000 * bare, float("inf"), "ms"),
        Figure("check of a pair, cold", 1000 * pair, float("inf"), "ms"),
        Figure("check of a pair, cold, beside python -c pass", pair / bare, 4, "×"),
        Figure("check of a misspelt pair, cold, beside python -c pass", misspelt / bare, 7, "×"),
        Figure("check of a pair, in process, p50", 1e6 * _warm(lambda: mixwise.check(PAIR), 20 * rounds), 50, "µs"),
        Figure("check of ten, in process, p50", 1000 * _warm(lambda: mixwise.check(TEN), 2 * rounds), 1.5, "ms"),
        Figure("peak memory of a check", _peak_memory(), 30, "MB"),
    ]


def _cold(commands: Sequence[Sequence[str]], rounds: int) -> list[float]:
    """The median seconds of each command, run in turn; the first round is not counted."""
    seconds: list[list[float]] = [[] for _ in commands]
    for turn in range(rounds + 1):
        for command, found in zip(commands, seconds, strict=True):
            start = time.perf_counter()
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            seconds_taken = time.perf_counter() - start
            _must_have_answered(done)
            if turn:
                found.append(seconds_taken)
    return [statistics.median(found) for found in seconds]


def _warm(call: Callable[[], object], times: int) -> float:
    """The median seconds of a call once everything it needs has been read."""
    call()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _peak_memory() -> float:
    """The most memory that one check held, in MB, as the process itself saw it."""
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=False)
    _must_have_answered(done)
    kilobytes = int(done.stdout) / (1024 if sys.platform == "darwin" else 1)
    return kilobytes / 1024


def _must_have_answered(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode not in ANSWERED:
        raise SystemExit(f"nothing to measure, as this failed: {done.args}\n{done.stderr}")


def main() -> int:
    """0 when measured, 1 when `--check` found a figure over its limit."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.speed.answer", description="How fast and how small an answer is."
    )
    parser.add_argument("--rounds", type=int, default=40, help="how often each command is started (default: 40)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--check", action="store_true", help="fail when a figure is over its limit")
    given = parser.parse_args()

    figures = measure(given.rounds)
    over = [figure for figure in figures if figure.value > figure.limit]
    print(f"Python {sys.version.split()[0]}, median of {given.rounds} starts")
    for figure in figures:
        limit = "" if figure.limit == float("inf") else f"   (at most {figure.limit:g})"
        print(f"{figure.name:55}{figure.value:9.2f} {figure.unit:3}{limit}{'  OVER' if figure in over else ''}")
    if given.json:
        values = {figure.name: {"value": round(figure.value, 3), "unit": figure.unit} for figure in figures}
        given.json.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if over and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
