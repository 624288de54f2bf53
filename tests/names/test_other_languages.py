"""Times, doses and persons in Spanish, and that words of another language change nothing in English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import mixwise
from mixwise.engine.tongues import foreign_words, person_words, when_words
from mixwise.names.doses import milligrams
from mixwise.names.foreign import without_words_of
from mixwise.names.person import only_person, person_in
from mixwise.names.when import moments_in, span_of

STORE = mixwise.load()
WHEN, PERSON = when_words(STORE), person_words(STORE)
CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("hace 2 horas", 1.5, 2.5), ("hace unas 3 horas", 2.5, 3.5), ("hace un par de horas", 1.5, 2.5), ("hace media hora", 0, 1),
        ("hace 2 o 3 días", 36, 84), ("hace 10 dias", 228, 252), ("hace dos semanas", 252, 420), ("2 semanas atrás", 252, 420), ("ayer", 8, 44),
        ("anoche", 3, 26), ("hoy", 0, 20), ("hace un mes", 365, 1095), ("hace 30 minutos", 0.5, 0.5), ("hace unos días", 24, 192),
        ("la semana pasada", 24, 336), ("ahora mismo", 0, 0.5),
    ],
)  # fmt: skip
def test_spans(text: str, low: float, high: float) -> None:
    span = span_of(text, WHEN)
    assert span is not None
    assert span[0] <= low + 0.01
    assert span[1] >= high - 0.01


@pytest.mark.parametrize("text", ["cada 8 horas", "fluoxetina", "tengo 72 años", "dentro de 2 horas", "500 mg"])
def test_what_is_no_time_that_has_been(text: str) -> None:
    assert not moments_in(text, WHEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 g cada 8 horas", 3000), ("1,5 g al día", 1500), ("500 miligramos dos veces al día", 1000), ("2 x 500 mg cada 12 horas", 2000),
        ("1 gramo 4 veces al dia", 4000), ("250 microgramos", 0.25), ("1,000 mg", 1000), ("1,5 mg", 1.5), ("media pastilla", 0),
    ],
)  # fmt: skip
def test_doses(text: str, expected: float) -> None:
    assert milligrams(text, WHEN) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("estoy embarazada", {"pregnant": True}), ("no estoy embarazada", {}), ("tengo 72 años", {"age": 72}), ("mujer de 81 años", {"age": 81}),
        ("tengo 3 pastillas", {}), ("tomo fluoxetina desde hace 3 años", {}), ("tengo asma", {"conditions": ("asthma",)}),
        ("sin asma", {}), ("mi bebé tomó ibuprofeno", {"age": 1}), ("insuficiencia renal y apnea del sueño", {"conditions": ("kidney_disease", "sleep_apnoea")}),
        ("salí de la cárcel ayer", {"tolerance": "lost"}), ("es la primera vez", {"tolerance": "none"}), ("estoy sola en casa", {"alone": True}),
        ("solo tomo ibuprofeno", {}), ("tensión alta", {"conditions": ("high_blood_pressure",)}),
    ],
)  # fmt: skip
def test_persons(text: str, expected: dict[str, Any]) -> None:
    said = person_in(text, PERSON)
    found = {name: value for name, value in said._asdict().items() if value not in (None, "", ())}
    assert found == expected


@pytest.mark.parametrize(
    ("intakes", "severity", "told", "read"),
    [
        (["dejé la fluoxetina hace 2 semanas", "phenelzine"], "dangerous", {"fluoxetine": "stopped"}, ()),
        (["deje de tomar fluoxetina hace 2 semanas", "phenelzine"], "dangerous", {"fluoxetine": "stopped"}, ()),
        (["fluoxetina suspendida hace 20 días", "phenelzine"], "dangerous", {"fluoxetine": "stopped"}, ()),
        (["dejé la fluoxetina hace 4 meses", "phenelzine"], "minor", {"fluoxetine": "stopped"}, ()),
        (["heroína hace 2 horas", "alprazolam"], "dangerous", {"heroin": "ago"}, ()),
        (["metadona anoche", "alprazolam"], "dangerous", {"methadone": "ago"}, ()),
        (["dejé la heroína hace 3 meses", "heroína"], "dangerous", {"heroin": "stopped"}, ()),
        (["ibuprofeno", "embarazada"], "major", {}, ("pregnant=true",)), (["ibuprofeno", "asma"], "major", {}, ("conditions=asthma",)),
        (["amitriptilina", "tengo 72 años"], "major", {}, ("age=72",)), (["paracetamol 1 g cada 4 horas"], "major", {}, ()),
    ],
)  # fmt: skip
def test_whole_questions(intakes: list[str], severity: str, told: dict[str, str], read: tuple[str, ...]) -> None:
    found = mixwise.check(intakes)
    assert not found.unrecognised
    assert found.severity == severity
    assert {one["as"][0]: one["told"]["kind"] for one in found.interpretation if "told" in one} == told
    assert set(read) <= set(found.person_read)


def test_sentences_keep_what_stands_for_a_substance() -> None:
    found = mixwise.ask("tomé heroína hace 2 horas y ahora quiero tomar alprazolam")
    assert found.severity == "dangerous"
    assert not found.unrecognised
    strange = mixwise.ask("puedo tomar ibuprofeno con pastillas de zurbafol?")
    assert [one["typed"] for one in strange.unrecognised] == ["zurbafol"]
    assert strange.severity == "unknown"
    assert without_words_of(foreign_words(STORE), "no tomo alcohol").split() == ["no", "alcohol"]


def test_a_text_without_a_mark_is_left_as_it_is() -> None:
    for text in ("con la heroina", "I take la heroin y xanax", "İstanbul hoy"):
        assert without_words_of(foreign_words(STORE), text) == text
    assert only_person("estoy embarazada", PERSON)
    assert not only_person("embarazada de gemelos", PERSON)
    assert not only_person("ibuprofeno", PERSON)


def english() -> list[str]:
    found = []
    for name in ("after", "person", "three_way"):
        for case in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8")):
            found += [str(one) for one in case.get("intakes", ())]
    return found


def test_english_is_read_as_before() -> None:
    texts = english()
    assert len(texts) > 150
    own, who = STORE.words("locale/en/when"), STORE.words("locale/en/person")
    for text in texts:
        assert moments_in(text, WHEN) == moments_in(text, own), text
        assert milligrams(text, WHEN) == milligrams(text, own), text
        assert person_in(text, PERSON) == person_in(text, who), text
        assert without_words_of(foreign_words(STORE), text) == text


def test_every_condition_of_another_language_is_one_of_ours() -> None:
    known = STORE.words("locale/en/person")["conditions"]
    for _, person in foreign_words(STORE):
        assert set(person["conditions"]) <= set(known)
        assert set(person["tolerance"]) == set(STORE.words("locale/en/person")["tolerance"])
    for when, _ in foreign_words(STORE):
        assert set(when["routes"]) <= set(STORE.words("locale/en/when")["routes"])
