"""Whether a rule about persons holds for this one, and what would have to be known to say."""

from collections.abc import Iterator
from typing import Any

from mixwise.engine.types import Person


def person_fits(wanted: dict[str, Any], person: Person) -> bool:
    """Whether any one of the named factors holds for this person."""
    return (
        bool(set(wanted.get("conditions", ())) & set(person.conditions))
        or person.tolerance in wanted.get("tolerance", ())
        or (person.age is not None and "age_over" in wanted and person.age > wanted["age_over"])
        or (person.age is not None and "age_under" in wanted and person.age < wanted["age_under"])
        or ("pregnant" in wanted and person.pregnant is (wanted["pregnant"] == "yes"))
        or ("alone" in wanted and person.alone is (wanted["alone"] == "yes"))
    )


def unknown_of(wanted: dict[str, Any], person: Person) -> Iterator[str]:
    """Those of the named factors of which nothing was said, as words: a condition, `age`, `pregnant`, `tolerance`, `alone`."""
    yield from (one for one in wanted.get("conditions", ()) if one not in person.conditions)
    if person.age is None and ("age_over" in wanted or "age_under" in wanted):
        yield "age"
    if person.pregnant is None and "pregnant" in wanted:
        yield "pregnant"
    if not person.tolerance and wanted.get("tolerance"):
        yield "tolerance"
    if person.alone is None and "alone" in wanted:
        yield "alone"
