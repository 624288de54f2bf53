"""
The values that the engine takes and gives: intakes, a person, findings, an assessment. All immutable.

Annotations are real types here, not text that is read later: `NamedTuple` would compile each of them at every start.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mixwise.names.when import Moment


class Intake(NamedTuple):
    """
    One thing taken, as a person says it.

    `text` is a name in any form. All else is in words as typed, and empty when not known: `route` ("patch"), `dose` ("500 mg
    twice a day"), `ago` (the last one: "2h", "yesterday"), `stopped` (use that has ended: "2 weeks ago"), `use`, `regular`
    ("yes" when taken every day); `supply` is `street`, `pharmacy`, `shop` or empty. Each may raise an answer, and none lowers
    one but a time beyond a sourced span (see `engine.timing.spaced`).
    """

    text: str
    route: str = ""
    dose: str = ""
    ago: str = ""
    supply: str = ""
    use: str = ""
    stopped: str = ""
    regular: str = ""


class Person(NamedTuple):
    """
    Who takes it. Everything is optional; what is not given is not guessed. No factor lowers a severity.

    `age` in years; `tolerance` is `none`, `usual`, `lost` or empty; `conditions` are words such as `sleep_apnoea`.
    """

    age: int | None = None
    pregnant: bool | None = None
    conditions: tuple[str, ...] = ()
    tolerance: str = ""
    alone: bool | None = None


ANYONE = Person()


class Taken(NamedTuple):
    """A resolved substance, with every different name it was given and all that is known of how it was taken."""

    substance: str
    names: tuple[str, ...]
    context: tuple[str, ...] = ()
    """Facts such as `supply=street`, sorted."""
    moments: "tuple[Moment | None, ...]" = ()
    """When each intake of it was, None where that was not told; () when it was told of none."""
    dose: float = 0.0
    """The milligrams a day that were told, all intakes together; 0 when none were."""


class Step(NamedTuple):
    """One fact that made a rule match: whose, which, by whose word, and where that is written."""

    kind: str  # trait | class | context | person | stands_for | curated
    subject: str
    fact: str
    value: str
    via: str
    cites: tuple[tuple[str, str], ...] = ()


class Finding(NamedTuple):
    """One rule or interaction that matched these substances: explained, cited, complete in itself."""

    severity: str
    mechanism: str
    title: str
    substances: tuple[str, ...]
    evidence: str
    onset: str
    sources: tuple[str, ...]
    plain: str
    professional: str
    management: dict[str, Any]
    because: tuple[Step, ...]
    rule: str
    shape: str
    precipitant: str
    object: str
    signs: tuple[str, ...]
    pictures: tuple[str, ...]
    claims: tuple[tuple[str, str, str], ...]
    """What the sources say, in our words: (sentence, source, place in it)."""
    positions: tuple[dict[str, Any], ...]
    """Where authorities disagree: each with its source, place, severity and words."""
    past: bool = False
    """Whether a sourced span has passed between the two, so that it counts as minor; it is listed all the same."""
    spacing: tuple[dict[str, Any], ...] = ()
    """The spans that prescribers are told to leave between the two, where a time was told."""


class Assessment(NamedTuple):
    """
    Everything that can be said about one question.

    `severity` is None for one substance alone with nothing found. `complete` is False when anything was ambiguous,
    unrecognised or not reviewed: silence then means nothing.
    """

    severity: str | None
    complete: bool
    emergency: str
    interpretation: tuple[dict[str, Any], ...]
    substances: tuple[str, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    unrecognised: tuple[dict[str, Any], ...]
    ambiguous: tuple[dict[str, Any], ...]
    not_reviewed: tuple[dict[str, Any], ...]
    not_taken: tuple[str, ...]
    counted_twice: tuple[dict[str, Any], ...]
    person: Person
    knowledge_version: str
    clinically_reviewed: bool
    on_board: tuple[dict[str, Any], ...] = ()
    """For each substance whose time was told, what may still be on board (see `engine.onboard`)."""
    person_read: tuple[str, ...] = ()
    """What was taken from the words themselves to be said of the person, such as `conditions=sleep_apnoea`."""
    person_missing: tuple[str, ...] = ()
    """Factors that are not known of the person and would add or raise a finding here."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain lists and dictionaries, with the field names of every face."""
        data = self._asdict()
        data["findings"] = [_finding(finding) for finding in self.findings]
        data["notes"] = [_finding(note) for note in self.notes]
        data["person"] = {key: value for key, value in self.person._asdict().items() if value not in (None, (), "")}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items()}


def _finding(finding: Finding) -> dict[str, Any]:
    data = finding._asdict()
    data["because"] = [step._asdict() for step in finding.because]
    data["claims"] = [{"says": says, "source": source, "locator": locator} for says, source, locator in finding.claims]
    return data
