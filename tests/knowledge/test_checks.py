"""The checks that the knowledge must pass: each finds what it is for, says where, and says what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mixwise.errors import KnowledgeError
from mixwise.knowledge.checks import CHECKS
from mixwise.knowledge.compile import compile_knowledge, lint
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.read import Problem
from tests.invented import corpus, mechanism, rule, substance


def problems(found: Corpus) -> list[str]:
    """What every check says of a corpus, without the claims that invented records do not bother with."""
    said: list[Problem] = [problem for check in CHECKS for problem in check().check(found)]
    noise = ("no cited claim supports", "which is not said here", "nothing cites the source")
    return [problem.what for problem in said if not any(words in problem.what for words in noise)]


def all_problems(found: Corpus) -> list[str]:
    return [str(problem) for check in CHECKS for problem in check().check(found)]


def claim(*supports: str, source: str = "invented-1") -> dict[str, Any]:
    return {"says": "So it is.", "supports": list(supports), "source": source, "locator": "page 1"}


def test_sound_knowledge_has_no_problem() -> None:
    found = corpus(
        substances=[
            substance("aaa", {"dims": ["red"]}, claims=[claim("traits.dims")]),
            substance("bbb", {"dims": ["blue"]}, claims=[claim("traits.dims")]),
        ],
        mechanisms=[mechanism("meeting", claims=[claim("plain", "professional", "management")])],
        rules=[rule("r", "major", between=[{"dims": "red"}, {"dims": "blue"}], claims=[claim("severity", "evidence")])],
    )
    assert all_problems(found) == []


def test_a_judgement_without_a_claim_is_found() -> None:
    found = corpus(substances=[substance("aaa", {"dims": ["red"]})])
    assert any("aaa: no cited claim supports 'traits.dims'" in text for text in all_problems(found))


def test_a_claim_that_supports_nothing_is_found() -> None:
    found = corpus(substances=[substance("aaa", claims=[claim("traits.dims")])])
    assert any("this claim supports 'traits.dims', which is not said here" in text for text in all_problems(found))


def test_a_source_that_does_not_exist_is_named_with_the_nearest_that_does() -> None:
    found = corpus(substances=[substance("aaa", {"dims": ["red"]}, claims=[claim("traits.dims", source="invented-9")])])
    said = [text for text in all_problems(found) if "no source called 'invented-9'" in text]
    assert len(said) == 1
    assert "Did you mean 'invented-" in said[0]


def test_a_source_that_nothing_cites_is_found() -> None:
    found = corpus(mechanisms=[])
    assert any("nothing cites the source 'invented-1'" in text for text in all_problems(found))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({"substances": [substance("aaa", classes=["nobody"])]}, "no class called 'nobody'"),
        ({"substances": [substance("aaa", {"dmis": ["red"]})]}, "aaa: no trait called 'dmis'"),
        ({"substances": [substance("aaa", {"dims": ["pink"]})]}, "aaa: dims cannot be 'pink'"),
        ({"rules": [rule("r", "major", between=[{"dims": "pink"}, {"dims": "red"}])]}, "r: dims cannot be 'pink'"),
        ({"rules": [rule("r", "major")]}, "r: give exactly one of"),
        ({"rules": [rule("r", "major", "nowhere", alone={"dims": "red"})]}, "no mechanism called 'nowhere'"),
        ({"rules": [rule("r", "major", precipitant={"dims": "red"})]}, "r: no object"),
        ({"rules": [rule("r", "major", of={"dims": "red"}, at_least=3)]}, "r: a rule over a set says its `shape`"),
        ({"rules": [rule("r", {"mild": {"large": "minor"}}, alone={"dims": "red"})]}, "go together"),
        ({"rules": [{**rule("r", "major", alone={"dims": "red"}), "evidence": "disputed"}]}, "r: disputed, but fewer"),
        ({"mechanisms": [mechanism("meeting", plain="{who} meet.")]}, "meeting: nothing fills {who}"),
        ({"products": [{"id": "p", "label": "Pp", "holds": ["zzz"], "supply": "shop", "names": {}, "claims": [claim("holds")]}]},
         "no substance called 'zzz'"),
        ({"interactions": [{"id": "i", "between": ["aaa", "bbb"], "mechanism": "meeting", "severity": "minor", "evidence": "probable",
                            "overrides": ["meeting"]}], "substances": [substance("aaa"), substance("bbb")]},
         "i: an override needs its reason"),
    ],
)  # fmt: skip
def test_each_mistake_is_found_and_named(records: dict[str, list[dict[str, Any]]], expected: str) -> None:
    assert any(expected in text for text in problems(corpus(**records))), problems(corpus(**records))


def group(name: str, traits: dict[str, list[str]], classes: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"id": name, "is": list(classes), "label": {"one": f"an {name}", "many": f"{name}s"}, "traits": traits}


def test_a_loop_of_classes_is_found_and_does_not_hang() -> None:
    found = corpus(
        classes=[group("x", {}, ("y",)), group("y", {}, ("x",))], substances=[substance("aaa", classes=["x"])]
    )
    assert sum("is above itself" in text for text in problems(found)) == 2


def test_two_parents_that_differ_must_be_settled_by_the_member() -> None:
    classes = [group("x", {"glow": ["some"]}), group("y", {"glow": ["marked"]})]
    unsettled = corpus(classes=classes, substances=[substance("aaa", classes=["x", "y"])])
    assert "aaa: its classes differ on 'glow'" in problems(unsettled)
    settled = substance("aaa", {"glow": ["marked"]}, ["x", "y"], because={"glow": "Seen."})
    assert not any("differ" in text for text in problems(corpus(classes=classes, substances=[settled])))


def test_a_member_that_departs_from_its_class_says_why() -> None:
    classes = [group("x", {"glow": ["some"]})]
    found = corpus(classes=classes, substances=[substance("aaa", {"glow": ["none"]}, ["x"])])
    assert "aaa: 'glow' departs from its class without a reason" in problems(found)


def test_reviewed_on_fewer_than_three_sources_is_found() -> None:
    record = substance("aaa")
    record["reviewed"] = record["reviewed"][:2]
    assert any("aaa: only 2 different sources" in text for text in problems(corpus(substances=[record])))


def test_forbidden_words_are_found_wherever_a_reader_might_see_them() -> None:
    found = corpus(substances=[substance("aaa", profile={"what": "It is safe to take."})])
    found.words["locale/en/forbidden"] = _forbidden()
    said = [text for text in problems(found) if "'safe'" in text]
    assert said == ["aaa: 'safe' in profile.what"]


def test_a_source_read_at_a_refused_place_is_found() -> None:
    from mixwise.knowledge.read import Mapping

    found = corpus()
    refused = Mapping({"example.org": "Nobody wrote it."})
    refused.line, refused.key_lines = 1, {}
    found.words["refused"] = refused
    said = [text for text in all_problems(found) if "was read at example.org" in text]
    assert len(said) == 3
    assert said[0].endswith("Nobody wrote it. Find another source.")


def _forbidden() -> object:
    from mixwise.knowledge.read import Mapping

    rules = Mapping({r"\bsafe\b": "Say what is known instead."})
    rules.line, rules.key_lines = 1, {}
    return rules


def test_lint_collects_every_problem_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "effects.yaml").write_text(
        "- {id: one, plain: one}\n- {id: two, plan: two}\n- {id: one, plain: again}\n"
    )
    (tmp_path / "traits.yaml").write_text("families:\n  - id: first\n    titel: x\n    traits: []\n")
    _, found = lint(tmp_path)
    said = [str(problem) for problem in found]
    assert said[0].startswith("effects.yaml:2: two: plain: Field required")
    assert said[1].startswith("effects.yaml:2: two: plan: Extra inputs are not permitted\n   Did you mean 'plain'?")
    assert said[2].startswith("effects.yaml:3: 'one' is defined twice")
    assert any(text.startswith("traits.yaml:3: first: titel:") and "Did you mean 'title'?" in text for text in said)


def test_bad_knowledge_compiles_to_nothing_and_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "effects.yaml").write_text("- {id: two, plan: two}\n")
    target = tmp_path / "out" / "knowledge.db"
    target.parent.mkdir()
    target.write_bytes(b"the old one")
    with pytest.raises(KnowledgeError, match="2 problems: nothing was compiled"):
        compile_knowledge(tmp_path, target)
    assert target.read_bytes() == b"the old one"
    assert list(target.parent.iterdir()) == [target]
