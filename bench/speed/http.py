"""
`python -m bench.speed.http`: how many checks a second one core of a server gives, and how long the slowest wait.

One server process on one core, the clients on another. The same app serves, beside `/v1/check`, an endpoint that reads the same
body and returns the same bytes without a check, and a bare hello: what the check itself costs is the difference. All are measured
in turn, several times, so that a busy machine slows them alike. Rates are requests for each second that the server had its core,
so that what else runs on the machine does not count; the rate by the clock stands beside. Linux only (/proc).
The questions are random pairs of reviewed substances.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import mixwise
from mixwise.faces.questions import wire

PORT = 8137
CONNECTIONS = 32
PAIRS = 2_000
LENGTH = b"content-length: "


class Figure(NamedTuple):
    """One measured figure, what it must reach (at least, or at most), and its unit."""

    name: str
    value: float
    least: float
    most: float
    unit: str


def app() -> Any:
    """The app with the two endpoints to compare with. Run by uvicorn as `bench.speed.http:app`."""
    import msgspec
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    from mixwise.faces.web.api.replies import answered, read
    from mixwise.faces.web.app import create_app

    prepared = {tuple(pair): msgspec.json.encode(wire(mixwise.check(pair))) for pair in questions()}

    async def same(request: Request) -> Response:
        return answered(prepared[tuple((await read(request))["substances"])])

    async def hello(_: Request) -> Response:
        return PlainTextResponse("hello\n")

    whole = create_app()
    whole.router.routes[:0] = [
        Route("/bench/same", same, methods=["POST"]),
        Route("/bench/hello", hello, methods=["GET"]),
    ]
    return whole


def questions() -> list[list[str]]:
    """Random pairs of substances that are reviewed in every family, by their names; the same ones every time."""
    store = mixwise.load()
    rows = ((name, store.row("substance", name)) for name in store.ids("substance"))
    names = [str(row["label"][0]) for _, row in rows if not row["not_reviewed"] and not row.get("stand_in")]
    chance = random.Random(1)
    return [chance.sample(names, 2) for _ in range(PAIRS)]


def requests(path: str) -> list[bytes]:
    """Whole HTTP requests, ready to be sent."""
    host = b"host: 127.0.0.1\r\n"
    if path == "/bench/hello":
        return [b"GET /bench/hello HTTP/1.1\r\n" + host + b"\r\n"]
    found = []
    for pair in questions():
        body = json.dumps({"substances": pair}).encode()
        head = f"POST {path} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n".encode()
        found.append(head + host + b"\r\n" + body)
    return found


class Client(asyncio.Protocol):
    """One connection. Sends the next request when the answer is whole; with a rate, not before its turn comes."""

    def __init__(self, sent: Sequence[bytes], start: int, end: float, gap: float, waits: list[float]) -> None:
        self.sent, self.at, self.end, self.gap, self.waits = sent, start, end, gap, waits
        self.done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.count = 0
        self.missing = -1
        self.held = b""
        self.due = time.perf_counter() + gap * random.random()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport: Any = transport
        self._next()

    def _next(self) -> None:
        now = time.perf_counter()
        if now >= self.end:
            self.transport.close()
            if not self.done.done():
                self.done.set_result(self.count)
        elif self.gap and now < self.due:
            asyncio.get_running_loop().call_later(self.due - now, self._send)
        else:
            self._send()

    def _send(self) -> None:
        if not self.gap:
            self.due = time.perf_counter()
        self.at = (self.at + 1) % len(self.sent)
        self.transport.write(self.sent[self.at])

    def data_received(self, data: bytes) -> None:
        """Count an answer when all of it is there."""
        self.held += data
        if self.missing < 0:
            head = self.held.find(b"\r\n\r\n")
            if head < 0:
                return
            if not self.held.startswith(b"HTTP/1.1 200"):
                self.done.set_exception(RuntimeError(self.held[:200].decode()))
                return
            place = self.held.index(LENGTH) + len(LENGTH)
            self.missing = head + 4 + int(self.held[place : self.held.index(b"\r", place)])
        if len(self.held) >= self.missing:
            self.waits.append(time.perf_counter() - self.due)
            self.due += self.gap
            self.held, self.missing = b"", -1
            self.count += 1
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """A connection that the server closes is a failure."""
        if not self.done.done():
            self.done.set_exception(error or RuntimeError("the server closed the connection"))


class Load(NamedTuple):
    """Requests a second of the clock and of the server's own time on its core, and every wait in seconds."""

    rate: float
    busy_rate: float
    waits: list[float]


def load(path: str, seconds: float, process: int, rate: float = 0) -> Load:
    """Ask for so many seconds; with a rate, waits count from when each request was due."""
    sent = requests(path)
    waits: list[float] = []

    async def run() -> tuple[int, float]:
        loop = asyncio.get_running_loop()
        start = time.perf_counter()
        gap = CONNECTIONS / rate if rate else 0.0
        clients = [
            await loop.create_connection(
                lambda number=number: Client(sent, number * 61, start + seconds, gap, waits),  # type: ignore[misc]
                "127.0.0.1",
                PORT,
            )
            for number in range(CONNECTIONS)
        ]
        total = sum(await asyncio.gather(*(client.done for _, client in clients)))
        return total, time.perf_counter() - start

    import uvloop

    before = busy(process)
    total, taken = uvloop.run(run())
    return Load(total / taken, total / max(busy(process) - before, 1e-9), waits)


def busy(process: int) -> float:
    """How many seconds of a core a process has had so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


@contextlib.contextmanager
def server(memo: int) -> Iterator[int]:
    """The app on one core, as the id of its process; the clients take another core, where there are two."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    pinned = ["taskset", "-c", str(cores[0])] if len(cores) > 1 else []
    if pinned:
        os.sched_setaffinity(0, set(cores[1:]))
    command = [
        *pinned, sys.executable, "-m", "uvicorn", "--factory", "bench.speed.http:app", "--port", str(PORT), "--no-access-log",
        "--log-level", "warning",
    ]  # fmt: skip
    running = subprocess.Popen(command, env={**os.environ, "MIXWISE_LOG": "no", "MIXWISE_MEMO": str(memo)})
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1):
                break
            time.sleep(0.1)
        else:
            raise SystemExit("the server did not start")
        yield running.pid
    finally:
        running.terminate()
        running.wait(20)
        if pinned:
            os.sched_setaffinity(0, set(cores))


def measure(rounds: int, seconds: float) -> list[Figure]:
    """All figures of this machine, now."""
    unlimited = float("inf")
    loads: dict[str, list[Load]] = {"/v1/check": [], "/bench/same": [], "/bench/hello": []}
    with server(memo=4096) as process:
        for path in loads:
            load(path, 1.0, process)
        for _ in range(rounds):
            for path, found in loads.items():
                found.append(load(path, seconds, process))
        check, same, hello = (statistics.median(one.busy_rate for one in found) for found in loads.values())
        clock = statistics.median(one.rate for one in loads["/v1/check"])
        pairs = zip(loads["/v1/check"], loads["/bench/same"], strict=True)
        share = statistics.median(a.busy_rate / b.busy_rate for a, b in pairs)
        waits = sorted(load("/v1/check", 2 * seconds, process, clock / 2).waits)
    with server(memo=0) as process:
        load("/v1/check", 1.0, process)
        plain = statistics.median(load("/v1/check", seconds, process).busy_rate for _ in range(rounds))
    return [
        Figure("hello, same app", hello, 0, unlimited, "/s"),
        Figure("same body in, same bytes out, no check", same, 0, unlimited, "/s"),
        Figure("/v1/check", check, 8_000, unlimited, "/s"),
        Figure("/v1/check beside the same without a check", share, 0.7, unlimited, "×"),
        Figure("/v1/check by the clock, whatever else ran", clock, 0, unlimited, "/s"),
        Figure("/v1/check without the memo of answers", plain, 0, unlimited, "/s"),
        Figure("/v1/check at half load, p50", 1000 * waits[len(waits) // 2], 0, unlimited, "ms"),
        Figure("/v1/check at half load, p99", 1000 * waits[len(waits) * 99 // 100], 0, 3, "ms"),
    ]


def main() -> int:
    """0 when measured, 1 when `--check` found a figure out of bounds."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed.http", description="How fast the REST interface is.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each endpoint is measured (default: 5)")
    parser.add_argument("--seconds", type=float, default=3, help="how long each time (default: 3)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--check", action="store_true", help="fail when a figure is out of bounds")
    given = parser.parse_args()

    figures = measure(given.rounds, given.seconds)
    out = [figure for figure in figures if not figure.least <= figure.value <= figure.most]
    print(f"Python {sys.version.split()[0]}, one server process, {CONNECTIONS} connections, {PAIRS} different pairs")
    for figure in figures:
        bound = f"   (at least {figure.least:g})" if figure.least else ""
        bound += f"   (at most {figure.most:g})" if figure.most != float("inf") else ""
        print(f"{figure.name:45}{figure.value:11.2f} {figure.unit:3}{bound}{'  OUT' if figure in out else ''}")
    if given.json:
        values = {figure.name: {"value": round(figure.value, 3), "unit": figure.unit} for figure in figures}
        given.json.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if out and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
