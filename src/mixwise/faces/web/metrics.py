"""Counts for operators: how many requests of which page ended how, and how long they took. Never what was asked."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)


class Metrics:
    """The counts of this process, or of all workers where PROMETHEUS_MULTIPROC_DIR names a folder that they share."""

    def __init__(self) -> None:
        self.shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "mixwise_request_seconds",
            "Seconds of requests, and with them their number, by page and status.",
            ("page", "status"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._known: dict[tuple[str, int], Histogram] = {}

    def count(self, page: str, status: int, seconds: float) -> None:
        """One request; `page` is the template of its path."""
        held = self._known.get((page, status))
        if held is None:
            held = self._known[page, status] = self.seconds.labels(page, str(status))
        held.observe(seconds)

    def text(self) -> bytes:
        """All counts in the Prometheus text format."""
        if self.shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            return generate_latest(registry)
        return generate_latest(self.registry)
