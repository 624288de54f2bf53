"""The bodies of the REST interface as types: what the OpenAPI description is generated from, and what the client decodes into."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

Severity = Literal["dangerous", "major", "moderate", "minor", "none_known", "unknown"]
Level = Literal["dangerous", "major", "moderate", "minor", "note"]
Evidence = Literal["established", "probable", "theoretical", "disputed"]
Number = Annotated[int, Meta(ge=0)]

MOST_SUBSTANCES = 50
MOST_TEXT = 2_000
MOST_PAGE = 1_000


# ------------------------------------------------------------------------------------------------------- what is sent


class IntakeIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """
    One thing taken. `ago` ("2h", "yesterday") says when it was last taken, `stopped` ("2 weeks ago") when its use ended. Each
    field beyond `text` may raise an answer; none lowers one but a time past a sourced span, and then the finding stays listed.
    """

    text: str
    route: str = ""
    dose: str = ""
    ago: str = ""
    supply: str = ""
    use: str = ""
    stopped: str = ""
    regular: str = ""


class PersonIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Who takes it; everything is optional, and nothing lowers an answer."""

    age: Annotated[int, Meta(ge=0, le=130)] | None = None
    pregnant: bool | None = None
    conditions: list[str] | None = None
    tolerance: Literal["", "none", "usual", "lost"] | None = ""
    alone: bool | None = None


class CheckIn(Struct, omit_defaults=True):
    """A question: either `substances` or `text`, not both. `id` comes back as it was."""

    substances: Annotated[list[str | IntakeIn], Meta(min_length=1, max_length=MOST_SUBSTANCES)] | None = None
    text: Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)] | None = None
    person: PersonIn | None = None
    id: Any = None


class GuideIn(CheckIn, omit_defaults=True):
    """A question for a whole guide. `country` is a two-letter code for help lines; `already` when the things were taken."""

    country: Annotated[str, Meta(max_length=2)] = ""
    already: bool = False


class TextIn(Struct):
    """A name, or a sentence."""

    text: Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)]


class EmergencyIn(Struct, omit_defaults=True):
    """What is seen and what was taken, in any words; `signs` are ids of signs."""

    text: Annotated[str, Meta(max_length=MOST_TEXT)] = ""
    signs: Annotated[list[str], Meta(max_length=100)] = []
    country: Annotated[str, Meta(max_length=2)] = ""


# ---------------------------------------------------------------------------------------------------- what comes back


class Moment(Struct):
    """When something was last taken (`ago`) or its use ended (`stopped`), as the fewest and most hours back."""

    kind: Literal["ago", "stopped"]
    hours: list[float]


class Interpretation(Struct):
    """How something typed was read; `as` is empty when it was not recognised."""

    typed: str
    as_: list[str] = field(name="as")
    how: Literal["exact", "spelling"] | UnsetType = UNSET
    told: Moment | UnsetType = UNSET
    mg_a_day: float | UnsetType = UNSET
    history: Literal["past", "other"] | UnsetType = UNSET
    """What a sentence says of it: formerly, or somebody else's. It is counted all the same."""


class Finding(Struct):
    """One rule or interaction that matched: how bad, by which mechanism, how well established, who says so."""

    severity: Level
    mechanism: str
    substances: list[str]
    evidence: Evidence
    sources: list[str]
    plain: str
    past: bool
    """A sourced span has passed between the two, so it counts as minor; it is listed all the same."""
    spacing: list[dict[str, Any]] | UnsetType = UNSET
    """The spans that prescribers are told to leave between the two, where a time was told."""


class UnrecognisedName(Struct):
    """Something typed that is not known. It may still be dangerous."""

    typed: str
    kind: Literal["unrecognised", "unidentified"]
    suggestions: list[str]


class Sense(Struct):
    """One meaning of an ambiguous name."""

    substances: list[str]
    label: str
    says: str


class AmbiguousName(Struct):
    """A name with several meanings; the answer is for the worst of them, `assumed`."""

    typed: str
    meanings: list[Sense]
    ordinary: list[str]
    assumed: list[str]


class Gap(Struct):
    """A substance with the families of traits that were not reviewed: silence on these says nothing."""

    substance: str
    families: list[str]


class Twice(Struct):
    """A substance that was named in more than one way, and so counted more than once."""

    substance: str
    names: list[str]


class PartOnBoard(Struct):
    """A substance or what the body makes of it: what may be left, as shares of its own highest level."""

    name: str
    made: bool
    of_peak: list[float]
    half_life_h: list[float]


class OnBoard(Struct):
    """What may still be on board of something whose time was told. It never says that anything is over."""

    substance: str
    kind: Literal["ago", "stopped"]
    hours: list[float]
    sure: bool
    known: bool
    forms: list[str]
    rising: bool | None
    parts: list[PartOnBoard]
    claims: list[Any]
    plain: list[str] = []
    falls_mg_dl_h: list[float] | UnsetType = UNSET
    """Of what leaves by so much an hour whatever the level (alcohol): milligrams per 100 millilitres of blood an hour."""


class Answer(Struct):
    """
    The answer to one question. `severity` is null for one substance alone with nothing found; without `complete`, silence
    means nothing.
    """

    severity: Severity | None
    complete: bool
    emergency: Literal["none", "medical", "crisis"]
    interpretation: list[Interpretation]
    substances: list[str]
    findings: list[Finding]
    notes: list[Finding]
    unrecognised: list[UnrecognisedName]
    ambiguous: list[AmbiguousName]
    not_reviewed: list[Gap]
    not_taken: list[str]
    counted_twice: list[Twice]
    knowledge_version: str
    on_board: list[OnBoard]
    person_read: list[str]
    person_missing: list[str]
    id: Any = None


class Step(Struct):
    """One fact that made a rule match, and where that is written: (source, place) pairs."""

    kind: str
    subject: str
    fact: str
    value: str
    via: str
    cites: list[list[str]]


class Claim(Struct):
    """What a source says, in our words, and the place in it."""

    says: str
    source: str
    locator: str


class WholeFinding(Finding, kw_only=True):
    """A finding with everything that it rests on."""

    title: str
    onset: str
    professional: str
    management: dict[str, Any]
    because: list[Step]
    rule: str
    shape: str
    precipitant: str
    object: str
    signs: list[str]
    pictures: list[str]
    claims: list[Claim]
    positions: list[dict[str, Any]]
    spacing: list[dict[str, Any]]


class WholeAssessment(Struct):
    """All findings, the overall severity, and what was not covered."""

    severity: Severity | None
    complete: bool
    emergency: Literal["none", "medical", "crisis"]
    interpretation: list[Interpretation]
    substances: list[str]
    findings: list[WholeFinding]
    notes: list[WholeFinding]
    unrecognised: list[UnrecognisedName]
    ambiguous: list[AmbiguousName]
    not_reviewed: list[Gap]
    not_taken: list[str]
    counted_twice: list[Twice]
    person: dict[str, Any]
    knowledge_version: str
    clinically_reviewed: bool
    on_board: list[OnBoard]
    person_read: list[str]
    person_missing: list[str]


class Item(Struct):
    """One thing to read; `cites` are numbers of the guide's sources."""

    kind: Literal["text", "bullet", "step", "card", "small"]
    text: str
    label: str | UnsetType = UNSET
    cites: list[int] | UnsetType = UNSET
    severity: Level | UnsetType = UNSET
    items: list[Item] | UnsetType = UNSET


class Section(Struct):
    """One part of a guide."""

    id: str
    title: str
    items: list[Item]


class SourceEntry(Struct):
    """A source as a guide lists it."""

    number: int
    id: str
    line: str
    link: str
    places: list[str]
    read: str


class Guide(Struct):
    """An assessment made readable. `first` stands before everything when there is danger."""

    first: list[Item]
    question: str
    answer: str
    language: str
    sections: list[Section]
    sources: list[SourceEntry]
    assessment: WholeAssessment
    id: Any = None


class Picture(Struct):
    """A picture of poisoning or withdrawal that fits what was said, and why."""

    picture: str
    score: float
    signs: list[str]
    named: bool
    substances: list[str]


class Emergency(Struct):
    """What to do now. `unclear` when nothing that was said fits any picture: the first steps hold all the same."""

    kind: Literal["medical", "crisis", "poison"]
    signs: list[str]
    substances: list[str]
    likely: list[Picture]
    unclear: bool
    first: list[Item]
    question: str
    answer: str
    language: str
    sections: list[Section]
    sources: list[SourceEntry]
    knowledge_version: str


class Meaning(Struct):
    """One thing that a name may stand for; several substances for a product."""

    substances: list[str]
    label: str
    supply: str
    product: str
    says: str


class Resolution(Struct):
    """What a name means. `how` is `exact`, or `spelling` when what was typed had to be mended; empty when not recognised."""

    typed: str
    outcome: Literal["resolved", "ambiguous", "unrecognised"]
    how: Literal["exact", "spelling", ""]
    meanings: list[Meaning]
    ordinary: list[str]
    kind: Literal["unrecognised", "unidentified", ""]
    suggestions: list[str]


class Mention(Struct):
    """A substance named in a sentence: text[start:end] in characters, what it means, and whether it was not taken."""

    text: str
    start: Number
    end: Number
    negated: bool
    resolution: Resolution


class Mentions(Struct):
    """Every mention of a sentence, in its order."""

    mentions: list[Mention]
    knowledge_version: str


class SubstanceLine(Struct):
    """A substance in a list. `stand_in` for a class, to be asked about when it is not known which one it was."""

    id: str
    name: str
    international_name: str
    stand_in: bool


class Substances(Struct):
    """A part of all substances, in the order of their ids; `next` is the offset of the next part, null at the end."""

    substances: list[SubstanceLine]
    total: Number
    next: int | None
    knowledge_version: str


class Said(Struct):
    """A text of ours with the (source, place) pairs that it rests on."""

    text: str
    cites: list[list[str]]


class Substance(SubstanceLine):
    """One substance: what it is, and which families of traits were not reviewed."""

    classes: list[str]
    members: list[str]
    codes: dict[str, Any]
    origin: str
    supply: str
    texts: dict[str, Said]
    short_effects: list[str]
    long_effects: list[str]
    not_reviewed: list[str]
    clinically_reviewed: bool
    knowledge_version: str


class With(Struct):
    """What is known of one substance with another."""

    id: str
    name: str
    severity: Severity | None
    complete: bool
    findings: list[Finding]


class Interactions(Struct):
    """
    What is known of a substance with each other one, those with a finding only, in the order of their ids.

    A substance that is missing here has no finding; whether that means anything is told by `complete` of a check.
    """

    substance: str
    interactions: list[With]
    total: Number
    next: int | None
    knowledge_version: str


class Help(Struct):
    """Help in one country. `missing` are the kinds for which no line is known."""

    country: str
    name: str
    held: bool
    emergency: dict[str, Any]
    lines: list[dict[str, Any]]
    missing: list[str]
    sources: dict[str, dict[str, Any]]
    countries: dict[str, str]


class StatementOf(Struct):
    """A statement that rests on a source: what it is about, and the place in the source."""

    about: str
    text: str
    place: str


class Source(Struct):
    """A dated source and the statements that rest on it."""

    id: str
    title: str
    publisher: str
    kind: str
    date: str
    seen: str
    seen_as: str
    url: str
    doi: str
    statements: list[StatementOf]


class KnowledgeInfo(Struct):
    """Which knowledge answers here. `counts` are records by kind."""

    version: str
    engine: str
    clinically_reviewed: bool
    counts: dict[str, int]


class Problem(Struct):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
