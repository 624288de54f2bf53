"""
From what was given to what was named: each text read as a name or a sentence, with its moments, doses and routes.

`check` and the screening of populations share it.
"""

from __future__ import annotations

from collections.abc import Sequence

from mixwise.engine.reading import Named
from mixwise.engine.tongues import foreign_words, when_words
from mixwise.engine.types import Intake
from mixwise.errors import UsageError
from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import Knowledge
from mixwise.names import find as find_mentions
from mixwise.names import resolve as resolve_name
from mixwise.names.types import Ambiguous, Mention, Resolution, Resolved, Unrecognised


def read_intake(intake: Intake, store: Knowledge) -> tuple[list[Named], list[str]]:
    """
    What one given text names, and what it says was not taken. A text that is no name but holds several is read as a sentence.

    Raises UsageError when a time was given that cannot be read.
    """
    key = normalise(intake.text)
    kept: Resolved | Ambiguous | None = store.memo.get(("exact", key))
    if kept is not None:
        meant = kept if kept.typed == intake.text else kept._replace(typed=intake.text)
        return [_given(Named(intake, meant, key), store)], []
    resolution = resolve_name(intake.text, store)
    if not isinstance(resolution, Unrecognised) and resolution.how == "exact" and store.meanings(key):
        store.memo["exact", key] = resolution  # a name of the knowledge, so there are only so many
        return [_given(_name(intake, resolution), store)], []
    if len(intake.text.split()) > 1:
        named, denied = read_sentence(intake, store)
        known = [one for one in named if not isinstance(one.resolution, Unrecognised)]
        if denied or (known and (len(named) > 1 or not isinstance(resolution, Resolved))):
            return named, denied
        if isinstance(resolution, Unrecognised) and any(_is_unidentified(one) for one in named):
            return named, []  # "my son ate a blue pill": the pill, not the whole sentence, is what nobody knows
        if len(named) == 1 and not isinstance(resolution, Unrecognised):
            told = named[0]
            if known and resolution.how != "exact":  # the sentence names it well: it is not the whole text misspelt
                return named, []
            intake = intake._replace(route=told.intake.route, regular=told.intake.regular)
            return [_name(intake, resolution)._replace(moment=told.moment, dose=told.dose)], []
    if isinstance(resolution, Unrecognised) and (found := _bare(intake, store)):
        return [found], []
    return [_given(_name(intake, resolution), store)], []


def _is_unidentified(one: Named) -> bool:
    return isinstance(one.resolution, Unrecognised) and one.resolution.kind == "unidentified"


def _bare(intake: Intake, store: Knowledge) -> Named | None:
    """What a text names without its moment and its words of stopping ("quit smoking 2 weeks ago"); None if nothing."""
    words = when_words(store)
    if not words:
        return None
    from mixwise.names.placing import bare

    rest, moment = bare(intake.text, words)
    if moment is None or not rest:
        return None
    resolution = resolve_name(rest, store)
    if isinstance(resolution, Unrecognised):
        return None
    return _given(_name(intake, resolution._replace(typed=intake.text))._replace(moment=moment), store)


def read_sentence(intake: Intake, store: Knowledge) -> tuple[list[Named], list[str]]:
    """Everything that a sentence names, with what it says of each, and what it says was not taken."""
    from mixwise.names.foreign import without_words_of  # late: plain names never need it

    mentions: Sequence[Mention] = find_mentions(without_words_of(foreign_words(store), intake.text), store)
    if len(mentions) > 1:
        from mixwise.engine.explained import explained  # late: plain names explain nothing

        mentions = explained(mentions, intake.text, store)
    taken = [mention for mention in mentions if not mention.negated]
    ended = [mention for mention in mentions if mention.negated and _has_ended(mention, intake.text, store)]
    taken = sorted([*taken, *ended], key=lambda one: one.start)
    named = [_name(intake._replace(text=one.text), one.resolution)._replace(history=one.history) for one in taken]
    denied = [mention.text for mention in mentions if mention.negated and mention not in ended]
    return [_given(one, store) for one in _with_said(named, taken, intake.text, store)], denied


def _name(intake: Intake, resolution: Resolution) -> Named:
    return Named(intake, resolution, normalise(intake.text) or intake.text.strip())


def _has_ended(mention: Mention, text: str, store: Knowledge) -> bool:
    """Whether what is said not to be taken was taken until some told moment ("haven't had alcohol for three days")."""
    from mixwise.names.placing import said_of

    words = when_words(store)
    said = said_of(text, [(mention.start, mention.end)], words)[0] if words else None
    if said is None or said.moment is None:
        return False
    return said.during and said.moment.kind == "stopped" and said.moment.sure  # "no heroin today" is a denial


def _with_said(named: list[Named], mentions: Sequence[Mention], text: str, store: Knowledge) -> list[Named]:
    """The same with the moment, the dose and the route that the text tells of each."""
    words = when_words(store)
    if not words or not named:
        return named
    from mixwise.names.doses import doses_of  # late: plain names never need them
    from mixwise.names.placing import said_of

    places = [(mention.start, mention.end) for mention in mentions]
    return [
        one._replace(
            intake=one.intake._replace(
                route=one.intake.route or said.route, regular=one.intake.regular or ("yes" if said.regular else "")
            ),
            moment=said.moment,
            dose=dose,
        )
        for one, said, dose in zip(named, said_of(text, places, words), doses_of(text, places, words), strict=True)
    ]


def _given(named: Named, store: Knowledge) -> Named:
    """The same with the time and the dose that were given beside the text: they count before what the text tells."""
    intake = named.intake
    if not (intake.ago or intake.stopped or intake.dose or intake.route):
        return named
    words = when_words(store)
    if not words:
        return named
    from mixwise.names.doses import milligrams
    from mixwise.names.placing import route_of
    from mixwise.names.when import Moment, span_of

    for kind, given in (("ago", intake.ago), ("stopped", intake.stopped)):
        if given:
            span = span_of(given, words)
            if span is None:
                raise UsageError(f"cannot read {given!r} as a time: write it as 2h, 3 days, 2 weeks or yesterday")
            named = named._replace(moment=Moment(kind, *span))
    if intake.route and (route := route_of(intake.route, words)):
        named = named._replace(intake=named.intake._replace(route=route))  # "IV" is a word of "injected"
    if intake.dose:
        named = named._replace(dose=milligrams(intake.dose, words) or named.dose)  # "one bag" tells no milligrams
    return named
