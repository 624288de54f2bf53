"""The typed client against a real server: every call decodes into its type, and a refusal is an error of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import mixwise
from mixwise.errors import UsageError
from mixwise.faces import shapes
from mixwise.faces.client import Client, ServerError
from tests.serving import Server, free_port


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Client]:
    with Client(server.url, timeout=60) as one:
        yield one


def test_every_call_has_its_type(client: Client) -> None:
    found = client.check(["heroin", shapes.IntakeIn("Xanax", supply="street")], shapes.PersonIn(age=70))
    assert found.severity == "dangerous"
    assert found.interpretation[0].as_ == ["heroin"]
    assert client.ask("can I take nyquil with zoloft?").findings
    assert client.guide(["heroin", "xanax"], country="US").assessment.findings[0].because
    assert client.resolve("percs").outcome == "ambiguous"
    assert client.find("I took percs and Xanax").mentions
    assert client.emergency("blue lips", country="GB").first
    assert client.help("US").lines
    assert client.substance("heroin").texts["what"].cites
    assert client.interactions("heroin", limit=5).next == 5
    assert client.source(found.findings[0].sources[0]).statements
    assert client.knowledge().version == mixwise.load().version


def test_all_substances_can_be_read_in_parts(client: Client) -> None:
    ids: list[str] = []
    at: int | None = 0
    while at is not None:
        part = client.substances(offset=at, limit=500)
        ids += [one.id for one in part.substances]
        at = part.next
    assert ids == mixwise.load().ids("substance")


def test_a_question_that_cannot_be_answered(client: Client) -> None:
    with pytest.raises(UsageError, match="nothing to check"):
        client.check([" "])
    with pytest.raises(ServerError) as caught:
        client.substance("zzyzx")
    assert caught.value.problem.status == 404


def test_a_server_that_is_not_there_is_no_empty_answer() -> None:
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(ServerError, match="did not answer"):
        client.check(["heroin"])
