"""Knowledge that Hypothesis makes up: substances with random traits, rules of every shape, overrides, a class stand-in."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from mixwise.knowledge.store import Knowledge
from tests.invented import EVERY, make, mechanism, rule, substance

SEVERITIES = ("minor", "moderate", "major", "dangerous")
NAMES = tuple(f"drug{letter}" for letter in "abcdefgh")
MEMBERS = NAMES[:3]
CLASS = "family_of_three"

traits = st.fixed_dictionaries(
    {},
    optional={
        "dims": st.lists(st.sampled_from(["red", "blue", "grey"]), min_size=1, max_size=2, unique=True),
        "glow": st.sampled_from([["some"], ["marked"]]),
        "e1_inhibitor": st.sampled_from([["weak"], ["strong"]]),
        "e1_object": st.sampled_from([["moderate"], ["sensitive"]]),
        "excess": st.sampled_from([["mild"], ["serious"]]),
    },
)
patterns = st.one_of(
    st.fixed_dictionaries({"dims": st.sampled_from(["red", "blue", "grey"])}),
    st.fixed_dictionaries({"glow": st.sampled_from(["some", "marked"])}),
    st.fixed_dictionaries({"dims": st.just(["red", "blue"]), "supply": st.just("street")}),
    st.fixed_dictionaries({"class": st.just(CLASS)}),
    st.fixed_dictionaries({"any": st.just([{"dims": "grey"}, {"glow": "marked"}])}),
)
persons = st.one_of(st.none(), st.fixed_dictionaries({"conditions": st.just(["tired"])}), st.just({"age_over": 65}))


shapes: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"between": st.lists(patterns, min_size=2, max_size=2)}),
    st.fixed_dictionaries({"precipitant": patterns, "object": patterns}),
    st.fixed_dictionaries({"together": st.lists(patterns, min_size=3, max_size=3), "shape": st.just("conditional")}),
    st.fixed_dictionaries({"of": patterns, "at_least": st.integers(2, 4), "shape": st.just("shared_effect")}),
    st.fixed_dictionaries(
        {"stacked": st.lists(patterns, min_size=2, max_size=2), "object": patterns, "shape": st.just("stacked")}
    ),
    st.fixed_dictionaries({"twice": patterns}),
    st.fixed_dictionaries({"alone": patterns}),
)


@st.composite
def rules(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Between two and eight rules of any shape."""
    found = []
    for number in range(draw(st.integers(2, 8))):
        more = dict(draw(shapes))
        if person := draw(persons):
            more["person"] = person
        severity, about = draw(st.sampled_from(SEVERITIES)), draw(st.sampled_from(["meeting", "parting"]))
        found.append(rule(f"rule-{number}", severity, about, **more))
    return found


@st.composite
def overrides(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to three curated pairs, each replacing the rules of a mechanism for its own pair, milder or worse."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([*NAMES, CLASS])), max_size=3, unique=True))
    return [
        {
            "id": f"pair-{number}",
            "between": list(pair),
            "mechanism": "meeting",
            "severity": draw(st.sampled_from(SEVERITIES)),
            "evidence": "probable",
            "overrides": draw(st.sampled_from([[], ["meeting"], ["meeting", "parting"]])),
            "because": "It was studied.",
            "claims": [
                {"says": "It was studied.", "supports": ["severity"], "source": "invented-1", "locator": "page 2"}
            ],
        }
        for number, pair in enumerate(pairs)
        if pair[0] != pair[1]
    ]


class World(NamedTuple):
    """Knowledge, and which of its substances lack a review of some family."""

    knowledge: Knowledge
    partly: frozenset[str]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Compiled knowledge of eight substances, three of them in a class that can be asked about as such."""
    partly = frozenset(draw(st.lists(st.sampled_from(NAMES), max_size=2)))
    records = []
    for name in NAMES:
        record = substance(
            name, draw(traits), [CLASS] if name in MEMBERS else [], supply=draw(st.sampled_from(["pharmacy", "street"]))
        )
        if name in partly:
            only = draw(st.sampled_from(EVERY))
            for review in record["reviewed"]:
                review["families"] = [only]
        records.append(record)
    group = {
        "id": CLASS,
        "label": {"one": "one of three", "many": "threes"},
        "stand_in": {"names": {"common": ["threes"]}, "members": list(MEMBERS)},
    }
    claims = [{"says": "It holds both.", "supports": ["holds"], "source": "invented-1", "locator": "box"}]
    duo = {
        "id": "duo",
        "label": "Duo",
        "holds": ["druga", "druge"],
        "supply": "shop",
        "names": {"brand": ["Duo Plus"]},
        "claims": claims,
    }
    fog = {
        "name": "fog",
        "meanings": [{"substance": "drugb"}, {"substance": "drugf", "supply": "street"}, {"ordinary": "mist"}],
    }
    knowledge = make(
        substances=records,
        classes=[group],
        rules=draw(rules()),
        interactions=draw(overrides()),
        mechanisms=[mechanism("meeting"), mechanism("parting")],
        products=[duo],
        ambiguous=[fog],
    )
    return World(knowledge, partly)


lists = st.lists(st.sampled_from([*NAMES, CLASS]), min_size=1, max_size=5, unique=True)
