"""What a given text names: one thing, or the several that it holds. `check` and the screening of populations share it."""

from collections.abc import Sequence

from mixwise.engine.reading import Named
from mixwise.engine.types import Intake
from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import Knowledge
from mixwise.names import find as find_mentions
from mixwise.names import resolve as resolve_name
from mixwise.names.types import Ambiguous, Mention, Resolution, Resolved, Unrecognised


def named_in(intake: Intake, store: Knowledge) -> tuple[list[Named], list[str]]:
    """
    What one given text means, and what it says was not taken; a text that is no name but holds several is read as a sentence.
    """
    key = normalise(intake.text)
    kept: Resolved | Ambiguous | None = store.memo.get(("exact", key))
    if kept is not None:
        return [Named(intake, kept._replace(typed=intake.text), key)], []
    resolution = resolve_name(intake.text, store)
    if not isinstance(resolution, Unrecognised) and resolution.how == "exact":
        if store.meanings(key):  # a name of the knowledge, so there are only so many
            store.memo["exact", key] = resolution
        return [_name(intake, resolution)], []
    if len(intake.text.split()) > 1:
        named, denied = named_in_sentence(intake, store)
        known = [one for one in named if not isinstance(one.resolution, Unrecognised)]
        if denied or (known and (len(named) > 1 or not isinstance(resolution, Resolved))):
            return named, denied
    return [_name(intake, resolution)], []


def _name(intake: Intake, resolution: Resolution) -> Named:
    return Named(intake, resolution, normalise(intake.text) or intake.text.strip())


def named_in_sentence(intake: Intake, store: Knowledge) -> tuple[list[Named], list[str]]:
    """What a sentence names, and what it says was not taken."""
    mentions: Sequence[Mention] = find_mentions(intake.text, store)
    named = [
        _name(intake._replace(text=mention.text), mention.resolution) for mention in mentions if not mention.negated
    ]
    return named, [mention.text for mention in mentions if mention.negated]


def once(named: Sequence[Named]) -> list[Named]:
    """The same words typed twice are one thing, in an order of their own, so that the order typed makes no difference."""
    found: dict[tuple[str, ...], Named] = {}
    for one in named:
        key = (one.key, *one.intake[1:])
        found.setdefault(key, one)
    return [found[key] for key in sorted(found)]
