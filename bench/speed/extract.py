"""
`python -m bench.speed.extract`: how fast `mixwise extract` reads on one core, beside a peer on the same text in one run.

One process, one thread each, in turns; seconds are of the processor, so that a busy machine does not count. The text is that of
`bench.speed.narratives`. The peer is `drug-named-entity-recognition` in its exact mode, which knows no negation; cutting the text
into words, which it leaves to its caller, is counted (by `str.split`) and shown apart.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import mixwise
from bench.speed.narratives import narratives
from mixwise.screen.extract.extractor import Extractor

PEER = "drug-named-entity-recognition"
DENSITIES = {
    "a third of the sentences name a substance": 1 / 3,
    "one in twelve": 1 / 12,
    "one in a hundred": 1 / 100,
}
"""Reports on overdoses; notes of a ward; text in which substances are rare."""
STORED = Path(__file__).with_name("extract.json")


def main() -> int:
    """Measure and print, as JSON too when asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed.extract", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=8, metavar="N", help="how much text (default: 8)")
    parser.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="turns; the best of each counts (default: 3)"
    )
    parser.add_argument("--store", action="store_true", help=f"write {STORED.name}")
    given = parser.parse_args()
    found: dict[str, object] = {"peer": f"{PEER} {version(PEER)}"}
    for name, naming in DENSITIES.items():
        found[name] = measure(list(narratives(int(given.megabytes * 1e6), naming=naming)), given.rounds)
    print(json.dumps(found, indent=2))
    if given.store:
        STORED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(texts: Sequence[str], rounds: int) -> dict[str, object]:
    """Figures of both on these documents."""
    from drug_named_entity_recognition import find_drugs

    megabytes = sum(map(len, texts)) / 1e6
    start = time.process_time()
    extractor = Extractor(mixwise.load())
    started = time.process_time() - start
    gc.collect()
    gc.freeze()  # as `mixwise extract` does
    mentions = negated = 0
    for found in extractor.extract_all(texts):  # the first turn is for warming up, and for counting
        mentions += len(found)
        negated += sum(one.negated for one in found)
    routes = dict(extractor.counts)
    words = [text.split() for text in texts]
    tools: dict[str, Callable[[], object]] = {
        "mixwise extract": lambda: sum(map(len, extractor.extract_all(texts))),
        PEER: lambda: sum(len(find_drugs(part, is_ignore_case=True)) for part in words),
        "str.split": lambda: [text.split() for text in texts],
    }
    seconds = {name: _best(call, rounds) for name, call in tools.items()}
    peer_mentions = sum(len(find_drugs(part, is_ignore_case=True)) for part in words)
    return {
        "megabytes": round(megabytes, 2),
        "documents": len(texts),
        "characters a mention": round(1e6 * megabytes / max(1, mentions)),
        "mentions": mentions,
        "negated": negated,
        "passages with a name by the way they went": routes,
        "seconds to start": round(started, 2),
        "mentions of the peer": peer_mentions,
        "megabytes a second": {
            "mixwise extract": round(megabytes / seconds["mixwise extract"], 2),
            PEER: round(megabytes / (seconds[PEER] + seconds["str.split"]), 2),
            f"{PEER}, words given": round(megabytes / seconds[PEER], 2),
        },
    }


def _best(call: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


if __name__ == "__main__":
    sys.exit(main())
