"""The shapes that an assistant gets; their descriptions are all that it reads of what an answer means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["dangerous", "major", "moderate", "minor", "none_known", "unknown"]
MustSay = Annotated[
    list[str], Field(description="Sentences that have to be passed on to the user, the most urgent first.")
]
Version = Annotated[str, Field(description="The version of the knowledge that the answer rests on.")]


class Taken(BaseModel):
    """One thing taken with what is known of it. Each field beyond `text` may raise an answer."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=500, description="A name as people say it, or rxcui:N.")
    ago: str = Field(default="", max_length=60, description="When it was last taken: 2h, 3 days, yesterday.")
    stopped: str = Field(default="", max_length=60, description="When its use ended: 2 weeks ago.")
    dose: str = Field(default="", max_length=60, description="What is taken in a day: 500 mg twice a day.")
    route: str = Field(
        default="", max_length=60, description="How: swallowed, injected, inhaled, nasal, patch, depot …"
    )
    regular: bool = Field(default=False, description="Whether it is taken every day.")


class PersonGiven(BaseModel):
    """Who takes it. Everything is optional, and nothing lowers an answer."""

    model_config = ConfigDict(extra="forbid")

    age: int | None = Field(default=None, ge=0, le=130)
    pregnant: bool | None = None
    conditions: list[str] = Field(default=[], max_length=50, description="Words such as sleep apnoea, kidney disease.")
    tolerance: Literal["", "none", "usual", "lost"] = ""
    alone: bool | None = None


class Named(BaseModel):
    """A substance of a finding."""

    input: str = Field(description="What was given.")
    name: str
    rxcui: str | None = Field(description="Its RxNorm identifier, null when it has none here.")


class Evidence(BaseModel):
    """Who says so."""

    title: str
    url: str


class Finding(BaseModel):
    """One known interaction, or one thing known about a substance by itself."""

    substances: list[Named]
    severity: Severity
    summary: str
    action: str | None = Field(description="What to do.")
    evidence: list[Evidence]
    past: bool = Field(description="A sourced span has passed, so it counts as minor. Pass it on all the same.")
    spacing: list[str] = Field(description="The time that prescribers are told to leave between, where one was told.")


class Told(BaseModel):
    """What of time, dose and history was counted for one input."""

    input: str
    kind: Literal["ago", "stopped"] | None = Field(description="Last taken, or use ended; null when no time was told.")
    hours: list[float] = Field(description="The fewest and the most hours back; empty when no time was told.")
    mg_a_day: float | None
    history: Literal["past", "other"] | None = Field(
        description="Said to be formerly, or somebody else's; counted all the same."
    )


class OnBoard(BaseModel):
    """What may still be in the body of something whose time was told. It never says that anything is over."""

    name: str
    known: bool = Field(description="False when no source here says how long it stays: treat it as still there.")
    rising: bool | None
    says: list[str]
    evidence: list[Evidence]


class NotChecked(BaseModel):
    """An input that was not checked, or only in part."""

    input: str
    reason: Literal["unrecognised", "not_reviewed", "failed"]
    suggestions: list[str]
    detail: str | None = Field(description="What of it was not reviewed.")


class Ambiguous(BaseModel):
    """An input with several meanings."""

    input: str
    meanings: list[str]
    assumed: str = Field(description="The meaning that the answer is for: the worst one.")


class Mended(BaseModel):
    """An input that was read by its spelling."""

    input: str
    read_as: list[str]


class CheckResult(BaseModel):
    """What is known about a combination."""

    severity: Severity | None = Field(
        description="The overall severity; null when one substance alone gives no finding."
    )
    emergency: Literal["none", "medical", "crisis"] = Field(
        description="Whether the words sound like an emergency now."
    )
    findings: list[Finding] = Field(
        description="Known interactions, worst first. An empty list is no proof that there is none."
    )
    more: dict[str, int] = Field(description="Findings that are not listed, counted by severity.")
    not_checked: list[NotChecked] = Field(description="Look here before saying that there is no interaction.")
    pairs_checked: int
    complete: bool = Field(description="False when anything was not recognised, ambiguous or not reviewed.")
    ambiguous: list[Ambiguous]
    spelling: list[Mended]
    told: list[Told] = Field(description="Times, doses and history as they were counted.")
    on_board: list[OnBoard] = Field(description="For each input with a time. Empty says nothing.")
    person_used: list[str] = Field(description="What was counted of the person, given or read from the words.")
    person_missing: list[str] = Field(description="What was not told and would add to this answer; ask for it.")
    must_say: MustSay
    knowledge_version: Version
    notice: str


class Meaning(BaseModel):
    """One thing that a name can stand for."""

    name: str
    substances: list[str]
    rxcuis: list[str]


class Resolution(BaseModel):
    """What a name means."""

    input: str
    status: Literal["resolved", "ambiguous", "unrecognised"]
    how: Literal["exact", "spelling"] | None
    meanings: list[Meaning]
    suggestions: list[str]
    must_say: MustSay
    knowledge_version: Version


class Profile(BaseModel):
    """What one substance is."""

    input: str
    name: str
    rxcui: str | None
    what: str | None
    use: str | None
    forms: str | None
    routes: str | None
    action: str | None
    addictive: str | None
    tolerance: str | None
    dependence: str | None
    stopping: str | None = Field(description="What to know before stopping it.")
    not_reviewed: list[str] = Field(
        description="Families of effects that were not reviewed; silence on them says nothing."
    )
    evidence: list[Evidence]
    must_say: MustSay
    knowledge_version: Version


class EmergencySteps(BaseModel):
    """What to do now."""

    kind: Literal["medical", "crisis", "poison"]
    steps: list[str] = Field(description="Do these first, in this order.")
    likely: list[str] = Field(description="What the signs may come from, likeliest first; no diagnosis.")
    do: list[str]
    do_not: list[str]
    antidotes: list[str]
    call: list[str] = Field(description="Numbers of the country given; without one, which countries are held.")
    must_say: MustSay
    knowledge_version: Version


class KnowledgeInfo(BaseModel):
    """What the answers rest on."""

    knowledge_version: Version
    engine_version: str
    substances: int
    rules: int
    sources: int
    clinically_reviewed: bool
    licence: str
    must_say: MustSay
