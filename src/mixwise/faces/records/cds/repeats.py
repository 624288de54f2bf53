"""Cards that were shown when an order was chosen and need not come again at signing: only where the client asks for that."""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from hashlib import blake2b
from time import monotonic
from typing import Any

REMEMBER = "cache-for-order-sign-filtering"
FILTER = "filter-out-repeated-alerts"
MOST_KEPT = 50_000


class Repeats:
    """
    What was shown, as keyed hashes in memory that say nothing of whom or what, each for a while only.

    The same card is one for the same clinician, patient and encounter.
    """

    def __init__(self, minutes: int) -> None:
        self._seconds = minutes * 60
        self._key = secrets.token_bytes(32)
        self._shown: OrderedDict[bytes, float] = OrderedDict()

    def remember(self, who: tuple[str, ...], shown: list[dict[str, Any]]) -> None:
        """These cards were shown now."""
        for card in shown:
            hashed = self._hash(who, card)
            self._shown.pop(hashed, None)
            self._shown[hashed] = monotonic()
        while len(self._shown) > MOST_KEPT:
            self._shown.popitem(last=False)

    def fresh(self, who: tuple[str, ...], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those cards that were not shown to them before, or too long ago."""
        oldest = monotonic() - self._seconds
        return [card for card in found if self._shown.get(self._hash(who, card), -1.0) < max(oldest, 0.0)]

    def _hash(self, who: tuple[str, ...], card: dict[str, Any]) -> bytes:
        content = [*who, *(card.get(part) for part in ("summary", "indicator", "detail"))]
        return blake2b(json.dumps(content).encode(), key=self._key, digest_size=16).digest()
