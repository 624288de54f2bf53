"""What a form holds, read within limits. Nothing is spooled to a file, as multipart readers do."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from mixwise.engine.types import Person

MOST_BYTES = 64_000
MOST_NAMES = 30
MOST_TEXT = 4_000
OLDEST = 130


class Asked(NamedTuple):
    """A question from a form: names or sentences, the person, the country for help lines, and whether they were taken already."""

    names: tuple[str, ...] = ()
    person: Person = Person()
    country: str = ""
    already: bool = False
    age: str = ""

    @property
    def text(self) -> str:
        """The names as they stand in the box, one a line."""
        return "\n".join(self.names)


async def body(request: Request, most: int = MOST_BYTES) -> bytes:
    """The body of a request. Raises HTTPException 413 when it is larger than `most`."""
    whole = b""
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        whole += message.get("body", b"")
        more = message.get("more_body", False)
        if len(whole) > most:
            raise HTTPException(413)
    return whole


async def fields(request: Request) -> dict[str, list[str]]:
    """The fields of an urlencoded form. Raises HTTPException 413 or 400 for one that is too large or no form."""
    try:
        return parse_qs((await body(request)).decode(), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise HTTPException(400) from error


def asked(form: dict[str, list[str]]) -> tuple[Asked, list[tuple[str, str]]]:
    """The question in a form, and what is wrong with it: the field and the path of the text that says so."""
    names = tuple(line.strip() for box in form.get("taken", ()) for line in box.splitlines() if line.strip())
    age = _one(form, "age")
    problems = []
    if not names:
        problems.append(("taken", "error.empty"))
    elif len(names) > MOST_NAMES:
        problems.append(("taken", "error.too_many"))
    elif sum(map(len, names)) > MOST_TEXT:
        problems.append(("taken", "error.too_long"))
    if age and not (age.isdecimal() and int(age) <= OLDEST):
        problems.append(("age", "error.age"))
    tolerance = _one(form, "tolerance")
    person = Person(
        int(age) if age and not any(field == "age" for field, _ in problems) else None,
        True if _one(form, "pregnant") else None,
        tuple(sorted(set(form.get("condition", ())))),
        tolerance if tolerance in ("none", "usual", "lost") else "",
        True if _one(form, "alone") else None,
    )
    return Asked(names, person, _one(form, "country")[:2].upper(), bool(_one(form, "already")), age), problems


def _one(form: dict[str, list[str]], field: str) -> str:
    return form.get(field, [""])[0].strip()
