"""Names of published lists answer when they are typed by themselves, and nowhere else."""

from __future__ import annotations

import pytest

from mixwise import Ambiguous, Resolved, find, resolve


def meant(name: str) -> set[str]:
    found = resolve(name)
    meanings = [found.meaning] if isinstance(found, Resolved) else getattr(found, "meanings", ())
    return {substance for meaning in meanings for substance in meaning.substances}


@pytest.mark.parametrize(
    ("name", "substance"),
    [
        ("Acapulco Gold", "cannabis"),
        ("bolivian marching powder", "cocaine"),
        ("Mexican mud", "heroin"),
        ("Georgia home boy", "ghb"),
        ("cowboy kush", "synthetic_cannabinoid"),
    ],
)
def test_a_listed_name_is_known_when_typed_alone(name: str, substance: str) -> None:
    assert substance in meant(name)


@pytest.mark.parametrize("name", ["airplane", "dinosaurs", "snow bird"])
def test_a_listed_name_is_asked_about(name: str) -> None:
    found = resolve(name)
    assert isinstance(found, Ambiguous)
    assert found.ordinary


@pytest.mark.parametrize("name", ["coffee", "vodka", "xanax", "water", "milk", "sugar", "salt"])
def test_a_list_takes_no_name_from_a_record_and_none_from_food(name: str) -> None:
    assert not meant(name) & {"heroin", "cocaine", "lsd", "ghb"}


@pytest.mark.parametrize(
    "sentence",
    [
        "we took the airplane to Spain and I played basketball",
        "can I play basketball on warfarin",
        "my superman shirt and lexapro",
        "the dinosaurs died out, I take lithium",
    ],
)
def test_a_listed_name_is_never_found_in_a_sentence(sentence: str) -> None:
    ids = {"heroin", "cocaine", "lsd", "cannabis", "methamphetamine", "amphetamine", "pcp"}
    found = [meanings(one.resolution) for one in find(sentence)]
    assert not [substances for substances in found if substances & ids]


def meanings(resolution: object) -> set[str]:
    found = [resolution.meaning] if isinstance(resolution, Resolved) else getattr(resolution, "meanings", ())
    return {substance for meaning in found for substance in meaning.substances}
