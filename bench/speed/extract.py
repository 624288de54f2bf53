"""
`python -m bench.speed.extract`: how fast `mixwise extract` reads on one core, beside a peer on the same text in one run.

One process, one thread each, in turns; seconds are of the processor, so that a busy machine counts little. The text is that of
`bench.speed.narratives`: other text in each round, since passages of a known shape are not judged anew. What they are made of
repeats, so two more figures say how much hangs on that: without keeping shapes, and on sentences that are all different
(those of `tests/extract`, by an extractor that has seen nothing). The peer is `drug-named-entity-recognition` in its exact
mode, which knows no negation; cutting the text into words, which it leaves to its caller, is counted (by `str.split`) and shown
apart.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import mixwise
from bench.speed.narratives import narratives
from mixwise.screen.extract.extractor import Extracted, Extractor

Result = TypeVar("Result")
PEER = "drug-named-entity-recognition"
DENSITIES = {
    "a third of the sentences name a substance": 1 / 3,
    "one in twelve": 1 / 12,
    "one in a hundred": 1 / 100,
}
"""Reports on overdoses; notes of a ward; text in which substances are rare."""
WITHOUT = "mixwise extract without keeping shapes"
LABELLED = Path(__file__).parents[2] / "tests" / "extract" / "labelled.jsonl"
STORED = Path(__file__).with_name("extract.json")


def main() -> int:
    """Measure and print, as JSON too when asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed.extract", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=8, metavar="N", help="how much text (default: 8)")
    parser.add_argument(
        "--rounds",
        type=int,
        default=3,
        metavar="N",
        help="turns with other text, after one for warming up; the best of each counts (default: 3)",
    )
    parser.add_argument("--store", action="store_true", help=f"write {STORED.name}")
    given = parser.parse_args()
    found: dict[str, object] = {"peer": f"{PEER} {version(PEER)}"}
    for name, naming in DENSITIES.items():
        texts = [list(narratives(int(given.megabytes * 1e6), 9 + turn, naming)) for turn in range(given.rounds + 1)]
        found[name] = measure(texts)
    found["433 sentences of which none is like another, nothing known before"] = labelled()
    print(json.dumps(found, indent=2))
    if given.store:
        STORED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(rounds: Sequence[Sequence[str]]) -> dict[str, object]:
    """Figures of both on these documents, those of the first round for warming up."""
    from drug_named_entity_recognition import find_drugs

    start = time.process_time()
    extractor, forgetful = Extractor(mixwise.load()), Extractor(mixwise.load())
    started = (time.process_time() - start) / 2
    forgetful.keeps_shapes = False
    gc.collect()
    gc.freeze()  # as `mixwise extract` does
    list(extractor.extract_all(rounds[0]))
    list(forgetful.extract_all(rounds[0]))
    before = dict(extractor.counts)
    seconds: dict[str, float] = {}
    mentions = negated = peer_mentions = 0
    megabytes = sum(len(text) for text in rounds[1]) / 1e6
    for texts in rounds[1:]:
        size = sum(map(len, texts)) / megabytes / 1e6
        spent, found = _seconds(partial(_all_of, extractor, texts))
        seconds["mixwise extract"] = min(seconds.get("mixwise extract", spent / size), spent / size)
        mentions += sum(map(len, found))
        negated += sum(one.negated for own in found for one in own)
        spent, _ = _seconds(partial(_all_of, forgetful, texts))
        seconds[WITHOUT] = min(seconds.get(WITHOUT, spent / size), spent / size)
        cut, words = _seconds(partial(_split, texts))
        spent, told = _seconds(partial(_by_peer, find_drugs, words))
        peer_mentions += sum(told)
        seconds[PEER] = min(seconds.get(PEER, (spent + cut) / size), (spent + cut) / size)
        seconds[f"{PEER}, words given"] = min(seconds.get(f"{PEER}, words given", spent / size), spent / size)
    characters = sum(len(text) for texts in rounds[1:] for text in texts)
    return {
        "megabytes a round": round(megabytes, 2),
        "characters a mention": round(characters / max(1, mentions)),
        "mentions": mentions,
        "negated": negated,
        "passages with a name by the way they went": {way: n - before[way] for way, n in extractor.counts.items()},
        "seconds to start": round(started, 2),
        "mentions of the peer": peer_mentions,
        "megabytes a second": {name: round(megabytes / spent, 2) for name, spent in seconds.items()},
    }


def labelled() -> dict[str, object]:
    """Megabytes a second on the labelled sentences, each a document."""
    texts = [json.loads(line)["text"] for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    extractor = Extractor(mixwise.load())
    extractor.extract("took Xanax")
    spent, found = _seconds(partial(_all_of, extractor, texts))
    size = sum(map(len, texts))
    return {
        "characters a mention": round(size / sum(map(len, found))),
        "megabytes a second": round(size / spent / 1e6, 3),
    }


def _all_of(extractor: Extractor, texts: Sequence[str]) -> list[list[Extracted]]:
    return list(extractor.extract_all(texts))


def _split(texts: Sequence[str]) -> list[list[str]]:
    return [text.split() for text in texts]


def _by_peer(find_drugs: Callable[..., list[Any]], words: Sequence[list[str]]) -> list[int]:
    return [len(find_drugs(part, is_ignore_case=True)) for part in words]


def _seconds(call: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    found = call()
    return time.process_time() - start, found


if __name__ == "__main__":
    sys.exit(main())
