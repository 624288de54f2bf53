"""Which column is which: found by its name, or given."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from mixwise.errors import UsageError

KNOWN: dict[str, tuple[str, ...]] = {
    "person": ("person_id", "patient_id", "subject_id", "person", "patient", "subject"),
    "code": ("rxcui", "drug_concept_id", "code", "drug_code"),
    "substance": ("substance", "drug", "substances", "drugs", "name", "drug_name", "medication", "description",
                  "drug_source_value"),
    "text": ("text", "narrative", "note"),
    "start": ("start", "start_date", "drug_exposure_start_date", "started"),
    "stop": ("stop", "stop_date", "end", "end_date", "drug_exposure_end_date", "stopped"),
}  # fmt: skip
"""The names that each column is looked for by, the likeliest first; letter case makes no difference."""
NONE = "\0"
"""Given for a column that is not to be read, whatever the input has."""
OPTIONS = {role: f"--{role}-column" for role in KNOWN}


class Columns(NamedTuple):
    """The name of each column in the input; empty when there is none."""

    person: str = ""
    code: str = ""
    substance: str = ""
    text: str = ""
    start: str = ""
    stop: str = ""

    @property
    def dated(self) -> bool:
        """Whether exposures have a time, so that only overlapping ones count."""
        return bool(self.start or self.stop)

    def names(self) -> list[str]:
        """The columns to read, each once."""
        return list(dict.fromkeys(name for name in self if name))


def find_columns(held: Sequence[str], given: Columns, where: str) -> Columns:
    """
    The columns to read. Raises UsageError when one that was given is not there, or none for the person or the substance is.

    A column of texts is only read when no other names the substance.
    """
    by_case = {name.strip().lower(): name for name in reversed(held)}
    found = {}
    for role, wanted in given._asdict().items():
        if wanted == NONE:
            found[role] = ""
        elif wanted:
            if wanted not in held:
                near = get_close_matches(wanted, held, 1)
                raise UsageError(
                    f"{where} has no column {wanted!r} ({OPTIONS[role]})."
                    + (f" Did you mean {near[0]!r}?" if near else f" It has: {_listed(held)}")
                )
            found[role] = wanted
        else:
            found[role] = next((by_case[name] for name in KNOWN[role] if name in by_case), "")
    if given.substance and not given.code:
        found["code"] = ""
    if given.code and not given.substance:
        found["substance"] = ""
    if given.text and not (given.substance or given.code):
        found["substance"] = found["code"] = ""
    if found["substance"] or found["code"]:
        found["text"] = ""
    for role, option in (("person", "person"), ("substance", "substance")):
        if not found[role] and not (role == "substance" and (found["code"] or found["text"])):
            raise UsageError(
                f"{where} has no column for the {role}: name it with --{option}-column. It has: {_listed(held)}"
            )
    return Columns(**found)


def _listed(held: Sequence[str]) -> str:
    shown = ", ".join(held[:20])
    return shown + (" …" if len(held) > 20 else "") if held else "none"
