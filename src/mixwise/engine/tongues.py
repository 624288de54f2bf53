"""How people say when and who: the words of every language that the knowledge holds, read as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixwise.knowledge.store import Knowledge

Words = Mapping[str, Any]


def when_words(store: Knowledge) -> Words:
    """`locale/<language>/when.yaml` of every language, as one; empty when there is none."""
    return _all(store, "when")


def person_words(store: Knowledge) -> Words:
    """`locale/<language>/person.yaml` of every language, as one; empty when there is none."""
    return _all(store, "person")


def foreign_words(store: Knowledge) -> list[tuple[Words, Words]]:
    """For each language whose sentences are read by its words alone (its `when.yaml` holds `marks`): these words."""
    found: list[tuple[Words, Words]] | None = store.memo.get(("tongues", "marked"))
    if found is None:
        languages = sorted({name.split("/")[1] for name in _files(store, "when")})
        held = [(store.words(f"locale/{one}/when"), store.words(f"locale/{one}/person")) for one in languages]
        found = store.memo["tongues", "marked"] = [one for one in held if one[0].get("marks")]
    return found


def _files(store: Knowledge, part: str) -> list[str]:
    return sorted(name for name in store.ids("words") if name.startswith("locale/") and name.endswith(f"/{part}"))


def _all(store: Knowledge, part: str) -> Words:
    found: Words | None = store.memo.get(("tongues", part))
    if found is None:
        names = _files(store, part)
        names.sort(
            key=lambda name: not name.startswith("locale/en/")
        )  # a phrase of two languages means what it does in English
        found = {}
        for name in names:
            found = _joined(found, store.words(name))
        store.memo["tongues", part] = found
    return found


def _joined(first: Any, second: Any) -> Any:
    """Two parts of two languages as one: what both hold keeps the first's meaning, lists are put one behind the other."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return {
            **second,
            **{key: _joined(value, second[key]) if key in second else value for key, value in first.items()},
        }
    if isinstance(first, list | tuple) and isinstance(second, list | tuple) and not _is_span(first):
        return [*first, *(one for one in second if one not in first)]
    return first


def _is_span(value: Any) -> bool:
    return len(value) == 2 and all(str(one).replace(".", "", 1).isdigit() for one in value)
