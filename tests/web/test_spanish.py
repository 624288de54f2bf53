"""A language is a folder: emergency and help in Spanish, marked as not yet checked, with nothing of the first screen missing."""

from __future__ import annotations

import re

import httpx

import mixwise
from mixwise.urgent import emergency_guide
from tests.serving import Server

STORE = mixwise.load()
LISTS = (
    "emergency_first",
    "phone_words",
    "breathing_check",
    "do_not",
    "poison_first",
    "withdrawal_emergency",
    "crisis_first",
)


def test_every_piece_of_emergency_advice_is_there_and_none_that_is_not_known() -> None:
    held = STORE.words("locale/es/advice")
    wanted = {item["id"] for name in LISTS for item in STORE.row("advice", name)["items"]}
    assert wanted <= set(held)
    known = {item["id"] for name in STORE.ids("advice") for item in STORE.row("advice", name)["items"]}
    assert set(held) <= known | {f"{name}.title" for name in STORE.ids("advice")}
    grave = {name for name in STORE.ids("sign") if STORE.row("sign", name).get("grave") == "yes"}
    assert grave == set(STORE.words("locale/es/sign"))


def test_numbers_are_those_of_the_english_text() -> None:
    """Every number in a Spanish text stands in the English one: intervals are not lost in translation."""
    english = {item["id"]: item["plain"] for name in STORE.ids("advice") for item in STORE.row("advice", name)["items"]}
    for name, text in STORE.words("locale/es/advice").items():
        if not name.endswith(".title"):
            assert sorted(re.findall(r"\d+", text)) == sorted(re.findall(r"\d+", english[name])), name


def test_the_first_screen_is_spanish_and_says_that_nobody_has_checked_it(server: Server) -> None:
    page = httpx.get(f"{server.url}/es/emergency").text
    assert '<html lang="es"' in page
    assert "todavía no ha sido revisada" in page
    assert "Llame ya a su número de emergencias" in page
    first = emergency_guide((), knowledge=STORE, language="es").guide.first
    english = emergency_guide((), knowledge=STORE).guide.first
    assert len(first) == len(english)
    assert not {one.text for one in first} & {one.text for one in english}
    assert page.count('<svg class="drawing"') == len(first)


def test_help_in_spanish_has_the_same_numbers(server: Server) -> None:
    pages = [httpx.get(f"{server.url}{place}/help/MX").text for place in ("", "/es")]
    numbers = [re.findall(r'href="(?:tel|sms):([^"]+)"', page) for page in pages]
    assert numbers[0] == numbers[1]
    assert numbers[0]
    assert "Crisis y suicidio" in pages[1]
