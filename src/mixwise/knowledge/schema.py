"""
What each kind of record may say. Strict: unknown keys are refused, and so is any value outside its vocabulary.

`knowledge/README.md` explains every field to the people who write them; here is the same for the machine.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
RecordId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Prose = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")]
YesNo = Literal["yes", "no"]
Severity = Literal["dangerous", "major", "moderate", "minor", "note"]
Evidence = Literal["established", "probable", "theoretical", "disputed"]
Onset = Literal["immediate", "hours", "days", "weeks"]


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


Words = Annotated[list[str], BeforeValidator(_as_list)]
Range = Annotated[tuple[float, float], Field(description="the lowest and the highest, in the unit of the field's name")]
Inner = dict[str, str | list[str]]
Pattern = dict[str, str | list[str] | list[Inner]]
"""What a role asks for: every key must hold; `any` lists inner patterns of which one must."""


class Record(BaseModel):
    """Base of every record: no unknown keys, no guessed types."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Claim(Record):
    says: Prose
    supports: Annotated[list[str], Field(min_length=1)]
    source: SourceId
    locator: Prose


class Source(Record):
    id: SourceId
    title: Prose
    publisher: Prose
    date: Month | None = None
    kind: Literal["label", "regulator", "guideline", "public_health", "review", "study", "reference"]
    url: str | None = None
    doi: str | None = None
    seen: Day
    seen_as: Literal["page", "copy", "abstract", "quoted"]
    seen_at: str | None = None


class Effect(Record):
    id: Id
    plain: Prose
    professional: Prose | None = None


class Trait(Record):
    id: str
    title: Prose
    levels: dict[str, str] | None = None
    kinds: dict[str, str] | None = None


class Family(Record):
    id: Id
    title: Prose
    traits: list[Trait]
    enzymes: dict[str, str] | None = None


class TraitFile(Record):
    families: list[Family]


class Profile(Record):
    what: Prose | None = None
    use: Prose | None = None
    forms: Prose | None = None
    routes: Prose | None = None
    action: Prose | None = None
    addictive: Prose | None = None
    why_mixed: Prose | None = None


class Effects(Record):
    short: list[Id] = []
    long: list[Id] = []


class Dependence(Record):
    tolerance: Prose | None = None
    dependence: Prose | None = None
    withdrawal: Prose | None = None
    addiction: Prose | None = None


class Stopping(Record):
    level: Literal["dangerous", "unpleasant", "none_known"]
    advice: Prose


class Kinetics(Record):
    onset_h: Range | None = None
    peak_h: Range | None = None
    half_life_h: Range | None = None
    duration_h: Range | None = None
    metabolites: list[str] = []
    notes: Prose | None = None


class Reviewed(Record):
    families: Annotated[list[Id], Field(min_length=1)]
    says: Prose
    source: SourceId
    locator: Prose


class Names(Record):
    generic: list[str] = []
    brand: list[str] = []
    common: list[str] = []
    street: list[str] = []
    abbreviation: list[str] = []
    misspelling: list[str] = []
    everyday: list[str] = []


class Label(Record):
    us: Prose
    international: Prose


class ClassLabel(Record):
    one: Prose
    many: Prose


class StandIn(Record):
    names: Names
    members: Annotated[list[Id], Field(min_length=1)]
    reviewed: YesNo = "yes"


class Kind(Record):
    """What a substance and a class have in common."""

    id: Id
    is_: Annotated[list[Id], Field(alias="is")] = []
    profile: Profile = Profile()
    effects: Effects = Effects()
    dependence: Dependence = Dependence()
    overdose: list[Id] = []
    stopping: Stopping | None = None
    traits: dict[str, Words] = {}
    because: dict[str, Prose] = {}
    reviewed: list[Reviewed] = []
    claims: list[Claim] = []
    drafted: Day | None = None
    checked_against_sources: Day | None = None
    clinically_reviewed: Prose = "none"
    next_review: Month | None = None


class ClassRecord(Kind):
    label: ClassLabel
    stand_in: StandIn | None = None


class Substance(Kind):
    label: Label
    origin: Literal["medicine", "street", "both", "food", "herb", "shop", "household"]
    supply: Literal["pharmacy", "street", "shop"]
    names: Names = Names()
    codes: dict[Literal["rxcui", "atc", "unii", "cas"], str] = {}
    kinetics: Kinetics | None = None
    drafted: Day


class Product(Record):
    id: Id
    label: Prose
    holds: Annotated[list[Id], Field(min_length=1)]
    supply: Literal["pharmacy", "street", "shop"]
    names: Names
    claims: Annotated[list[Claim], Field(min_length=1)]


class Management(Record):
    action: Literal["avoid", "plan", "monitor", "space", "inform"]
    plain: Prose
    professional: Prose | None = None


class Said(Record):
    """The texts that a rule or an interaction may give in place of its mechanism's."""

    plain: Prose | None = None
    professional: Prose | None = None
    onset: Onset | None = None
    signs: list[Id] | None = None
    pictures: list[Id] | None = None
    management: Management | None = None
    claims: list[Claim] = []


class Mechanism(Said):
    id: Id
    title: Prose
    family: Id | None = None
    kind: Literal["pharmacodynamic", "pharmacokinetic", "supply", "person", "duplicate"]
    plain: Prose
    professional: Prose
    management: Management


class Position(Record):
    source: SourceId
    locator: Prose
    severity: Literal["dangerous", "major", "moderate", "minor", "none_known"]
    says: Prose


class PersonPattern(Record):
    conditions: list[Id] = []
    tolerance: list[Literal["none", "usual", "lost"]] = []
    age_over: int | None = None
    age_under: int | None = None
    pregnant: YesNo | None = None
    alone: YesNo | None = None


class Load(Record):
    """
    A sum over everything taken that fits `of`, compared with `over`.

    Of milligrams a day where doses are told (`mg_a_day`), each times the number that the trait `weight` gives it; or of
    those numbers alone (`points`).
    """

    of: Pattern
    weight: Id | None = None
    over: float
    unit: Literal["mg_a_day", "points"]


class Rule(Said):
    id: RecordId
    mechanism: Id
    between: tuple[Pattern, Pattern] | None = None
    precipitant: Pattern | str | None = None
    object: Pattern | str | None = None
    together: Annotated[list[Pattern], Field(min_length=3)] | None = None
    at_least: int | None = None
    of: Pattern | None = None
    stacked: Annotated[list[Pattern], Field(min_length=2)] | None = None
    twice: Pattern | None = None
    alone: Pattern | None = None
    load: Load | None = None
    person: PersonPattern | None = None
    shape: Literal["shared_effect", "stacked", "conditional"] | None = None
    for_each: dict[Literal["enzyme"], list[Id]] | None = None
    change: dict[str, dict[str, str]] | None = None
    consequence: Id | None = None
    severity: Severity | dict[str, dict[str, Severity]]
    evidence: Evidence
    positions: list[Position] = []


class MechanismFile(Record):
    mechanisms: list[Mechanism] = []
    rules: list[Rule] = []


class Interaction(Said):
    id: RecordId
    between: tuple[Id, Id] | None = None
    precipitant: Id | None = None
    object: Id | None = None
    mechanism: Id
    severity: Severity
    evidence: Evidence
    positions: list[Position] = []
    overrides: list[Id] = []
    because: Prose | None = None


class Use(Record):
    """What medicines are used for alike: the classes and substances that share it, so that one can stand for another."""

    id: Id
    title: Prose
    classes: list[Id] = []
    substances: list[Id] = []
    claims: Annotated[list[Claim], Field(min_length=1)]


class Held(Record):
    substance: Id | None = None
    plain: Prose
    date: Month
    region: Prose
    claims: Annotated[list[Claim], Field(min_length=1)]


class Adulterant(Record):
    id: Id
    sold_as: Annotated[list[Id], Field(min_length=1)]
    as_: Annotated[Prose, Field(alias="as")]
    may_hold: Annotated[list[Held], Field(min_length=1)]
    checks_miss: Prose
    claims: Annotated[list[Claim], Field(min_length=1)]


class Sign(Record):
    id: Id
    plain: Prose
    professional: Prose
    grave: Annotated[
        YesNo, Field(description="whether this sign alone calls for the emergency number before all else")
    ] = "no"
    claims: Annotated[list[Claim], Field(min_length=1)]


class Picture(Record):
    id: Id
    title: Prose
    plain: Prose
    professional: Prose
    signs: list[Id]
    do: list[Id]
    avoid: list[Id] = []
    tell: Prose
    antidotes: list[Id] = []
    first: Literal["poison"] | None = None
    lead: Id | None = None
    claims: Annotated[list[Claim], Field(min_length=1)]


class Advice(Record):
    id: Id
    plain: Prose
    professional: Prose | None = None
    when: Pattern | None = None
    unless_known: Pattern | None = None
    claims: Annotated[list[Claim], Field(min_length=1)]


class AdviceList(Record):
    id: Id
    title: Prose
    age_under: Annotated[int, Field(gt=0, lt=100)] | None = None
    items: Annotated[list[Advice], Field(min_length=1)]


class Antidote(Record):
    id: Id
    label: Prose
    reverses: Pattern
    home: YesNo
    for_: Annotated[Prose, Field(alias="for")]
    who: Prose
    where: Prose
    how: Prose
    will_not: Prose
    after: Prose
    professional: Prose
    claims: Annotated[list[Claim], Field(min_length=1)]


class Line(Record):
    id: SourceId
    kind: Literal["crisis", "poison", "treatment", "never_use_alone", "drug_checking", "antidote", "emergency"]
    name: Prose
    voice: str | None = None
    text: str | None = None
    chat: str | None = None
    relay: str | None = None
    hours: str | None = None
    languages: str | None = None
    note: Prose | None = None
    source: SourceId
    locator: Prose | None = None
    date_seen: Month | None = None
    seen: Day | None = None


class EmergencyNumber(Record):
    number: str
    note: Prose | None = None
    source: SourceId
    locator: Prose | None = None
    date_seen: Month | None = None
    seen: Day | None = None


class Country(Record):
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    name: Prose
    emergency: EmergencyNumber
    lines: list[Line]


class Term(Record):
    """What the owner of a questionnaire allows, as seen."""

    says: Prose
    source: SourceId
    locator: Prose


class Wording(Record):
    source: SourceId
    locator: Prose
    note: Prose | None = None


class Option(Record):
    text: Prose
    points: int


class Question(Record):
    id: Id
    text: Prose
    options: list[Option] | None = None


class Band(Record):
    """What to say to so many points, of one question (`of`) or of all together."""

    of: Id | None = None
    from_: Annotated[int, Field(alias="from")]
    to: int | None = None
    plain: Prose


class SelfCheck(Record):
    id: Id
    title: Prose
    terms: Annotated[list[Term], Field(min_length=1)]
    wording: Wording
    intro: Prose
    scoring: Literal["sum", "each"]
    how: Prose
    questions: Annotated[list[Question], Field(min_length=1)]
    options: list[Option] | None = None
    bands: Annotated[list[Band], Field(min_length=1)]
    claims: Annotated[list[Claim], Field(min_length=1)]
    professional: Prose


class NameMeaning(Record):
    substance: Id | None = None
    product: Id | None = None
    supply: Literal["pharmacy", "street", "shop"] | None = None
    says: Prose | None = None
    ordinary: Prose | None = None


class ListedNames(Record):
    """
    Names that a published list gives a substance, looked up only where a name is typed by itself and nothing else has it.

    Such lists age, and most of their names are ordinary words, so each means `otherwise` as well: it is asked about, never taken.
    """

    id: Id
    substance: Id
    source: SourceId
    locator: Prose
    names: Annotated[list[str], Field(min_length=1)]
    otherwise: Prose


class AmbiguousName(Record):
    name: Annotated[str, StringConstraints(min_length=1)]
    meanings: Annotated[list[NameMeaning], Field(min_length=1)]
