"""The rows that a guide reads of a substance: what it is, its effects, dependence, stopping, kinetics, overdose."""

from __future__ import annotations

from mixwise.knowledge import schema
from mixwise.knowledge.derive import Inheritance
from mixwise.knowledge.substancerows import Row, cites, plain

PROFILE = ("what", "use", "forms", "routes", "action", "addictive", "why_mixed")
DEPENDENCE = ("tolerance", "dependence", "withdrawal", "addiction")
STOPPING = ("none_known", "unpleasant", "dangerous")


def profile_row(record: schema.Kind, heritage: Inheritance) -> Row:
    """What the guide prints about one substance: each text from the nearest record that has it, with its citations."""
    lineage = (
        list(heritage.lineage(record.id))
        if isinstance(record, schema.Substance)
        else [record, *(heritage.corpus.classes[a].record for a in heritage.ancestors(record.id))]
    )
    found: Row = {}
    for field in PROFILE:
        found[field] = next(
            ([text, cites(kind, field)] for kind in lineage if (text := getattr(kind.profile, field))), None
        )
    for field in DEPENDENCE:
        found[field] = next(
            ([text, cites(kind, field)] for kind in lineage if (text := getattr(kind.dependence, field))),
            None,
        )
    for part in ("short", "long"):
        effects: dict[str, list[list[str]]] = {}
        for kind in lineage:
            for effect in getattr(kind.effects, part):
                effects.setdefault(effect, cites(kind, f"effects.{part}"))
        found[part] = effects
    found["overdose"] = next((list(kind.overdose) for kind in lineage if kind.overdose), [])
    found["stopping"] = next(
        ([kind.stopping.level, kind.stopping.advice, cites(kind, "stopping")] for kind in lineage if kind.stopping),
        None,
    )
    kinetics = getattr(record, "kinetics", None)
    found["kinetics"] = [plain(kinetics), cites(record, "kinetics")] if kinetics else None
    found["adulterants"] = [
        name for name, entry in heritage.corpus.adulterants.items() if record.id in entry.record.sold_as
    ]  # fmt: skip
    found["reviews"] = {
        family: [holder, review.says, review.source, review.locator]
        for family, (holder, review) in heritage.reviewed(record.id).items()
    }
    return found


def stand_in_profile(record: schema.ClassRecord, heritage: Inheritance) -> Row:
    """As any profile; where the class says nothing of stopping, the usual member that is worst to stop speaks for it."""
    found = profile_row(record, heritage)
    if found["stopping"] is None and record.stand_in:
        members = [profile_row(heritage.record(member), heritage)["stopping"] for member in record.stand_in.members]
        found["stopping"] = max((one for one in members if one), key=lambda one: STOPPING.index(one[0]), default=None)
    return found
