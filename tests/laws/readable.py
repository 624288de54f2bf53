"""Made-up worlds that can be read: stopping, pictures, steps and antidotes on top of the traits and rules, in the locale's real words."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from mixwise.knowledge.store import Knowledge, load
from tests.invented import make, mechanism, rule, substance
from tests.laws.generated import NAMES, rules, traits

WORDS = {
    name: load().words(name)
    for name in ("locale/en/guide", "locale/en/sentences", "names/unidentified", "emergency/triggers")
}
LISTS = (
    "emergency_line", "emergency_first", "crisis_first", "poison_first", "already_mixed", "do_not", "breathing_check", "harm_reduction",
    "lost_tolerance", "plan", "alone", "stopping_general",
)  # fmt: skip
CLAIM = {"says": "An invented guideline says so.", "source": "invented-1", "locator": "page 1"}
ANTIDOTE_FIELDS = ("for", "who", "where", "how", "will_not", "after", "professional")


def claim(*supports: str) -> dict[str, Any]:
    """A claim of an invented source for these fields."""
    return {**CLAIM, "supports": list(supports)}


def advice(name: str) -> dict[str, Any]:
    """A list of advice that says its own name, so that a test can find it."""
    item = {"id": f"step_{name}", "plain": f"Words of {name.replace('_', ' ')}.", "claims": [claim("plain")]}
    return {"id": name, "title": f"Title of {name}", "items": [item]}


def antidote(name: str, reverses: dict[str, Any], home: str) -> dict[str, Any]:
    """An antidote each of whose fields says its own name."""
    texts = {field: f"The {field} of {name}." for field in ANTIDOTE_FIELDS}
    return {"id": name, "label": name, "reverses": reverses, "home": home, **texts, "claims": [claim(*texts)]}


def picture(antidotes: list[str]) -> dict[str, Any]:
    """A picture of what goes wrong."""
    texts = {"plain": "It looks bad.", "professional": "It is bad.", "tell": "Tell them all."}
    return {
        "id": "bad_turn", "title": "A bad turn", **texts, "signs": ["paleness"], "do": ["step_do_not"], "antidotes": antidotes,
        "claims": [claim(*texts, "signs", "do")],
    }  # fmt: skip


class Readable(NamedTuple):
    """One drawn world twice: as it is, and without its antidotes; and what its records say."""

    knowledge: Knowledge
    without_antidotes: Knowledge
    stopping: dict[str, tuple[str, str]]
    antidotes: dict[str, str]


@st.composite
def readable_worlds(draw: st.DrawFn) -> Readable:
    """Eight substances that say what stopping does, rules of every shape, and up to two antidotes."""
    records, stopping = [], {}
    for name in NAMES:
        level = draw(st.sampled_from(["dangerous", "unpleasant", "none_known"]))
        stopping[name] = (level, f"Do not stop {name} alone.")
        more: dict[str, Any] = {
            "supply": draw(st.sampled_from(["pharmacy", "street"])),
            "stopping": {"level": level, "advice": stopping[name][1]},
            "overdose": draw(st.sampled_from([[], ["bad_turn"]])),
            "claims": [claim("stopping", "overdose")],
        }
        records.append(substance(name, draw(traits), [], **more))
    homes = draw(st.dictionaries(st.sampled_from(["undoer", "lifter"]), st.sampled_from(["yes", "no"]), max_size=2))
    undoes: dict[str, dict[str, Any]] = {"undoer": {"dims": "red"}, "lifter": {"glow": ["some", "marked"]}}
    drawn_rules = draw(rules())
    note = rule("a-note", "note", "meeting", between=[{"dims": "red"}, {"dims": ["red", "blue", "grey"]}])

    def world(antidotes: list[str], more_rules: list[dict[str, Any]]) -> Knowledge:
        return make(
            WORDS,
            substances=records,
            rules=[one for one in drawn_rules if "class" not in str(one)] + more_rules,
            mechanisms=[mechanism("meeting", pictures=["bad_turn"]), mechanism("parting")],
            advice=[advice(name) for name in LISTS],
            signs=[{"id": "paleness", "plain": "Pale.", "professional": "Pallor.", "claims": [claim("plain")]}],
            pictures=[picture(antidotes)],
            antidotes=[antidote(name, undoes[name], homes[name]) for name in antidotes],
        )

    return Readable(world(sorted(homes), [note]), world([], []), stopping, homes)
