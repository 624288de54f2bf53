"""What became of cards, as counts: no person, no card, no free text is kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.fhir.lenient import thing, words
from mixwise.faces.records.fhir.operation import RefusedError

OUTCOMES = ("accepted", "overridden")
REASONS = frozenset({
    "risk-benefit-ratio", "mitigate-risk-negative-outcome", "prefers-alternative", "action-completed",
    "action-performed-no-adverse-effect", "need-more-info", "recipient-disagrees-evidence", "patient-ineligible",
})  # fmt: skip
Counts = Counter[tuple[str, str, str]]
"""(service, outcome, reason) → how often; a reason that is not of the list is `other`, none at all is ""."""


def count(body: object, service: str, counts: Counts, desk: RecordsDesk) -> None:
    """Count the feedback of a call. Raises RefusedError when it cannot be read; then nothing of it is counted."""
    given = body.get("feedback") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise RefusedError(400, "invalid", desk.say("error_fhir.feedback"))
    read = [_one(feedback) for feedback in given]
    if None in read:
        raise RefusedError(400, "invalid", desk.say("error_fhir.feedback"))
    counts.update((service, *one) for one in read if one)


def _one(feedback: Any) -> tuple[str, str] | None:
    if not isinstance(feedback, dict) or not words(feedback.get("card")) or feedback.get("outcome") not in OUTCOMES:
        return None
    try:
        if datetime.fromisoformat(words(feedback.get("outcomeTimestamp"))).tzinfo is None:
            return None
    except ValueError:
        return None
    accepted = feedback.get("acceptedSuggestions")
    if feedback["outcome"] == "accepted" and not (
        isinstance(accepted, list) and all(isinstance(one, dict) and one.get("id") for one in accepted)
    ):
        return None
    reason = words(thing(thing(feedback.get("overrideReason")).get("reason")).get("code"))
    return str(feedback["outcome"]), reason if reason in REASONS or not reason else "other"
