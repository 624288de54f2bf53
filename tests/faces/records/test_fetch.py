"""Asking the EHR: only named hosts, compared by what they are; within time and size; never anywhere else."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from mixwise.faces.records.cds.fetch import may_ask
from mixwise.faces.records.settings import Records
from tests.faces.records.setting import bundle, client, payload, request_for

SELECT = "/cds-services/mixwise-order-select"
VIEW = "/cds-services/mixwise-patient-view"


class Ehr(BaseHTTPRequestHandler):
    """A small FHIR server; what it does is set by the test."""

    asked: ClassVar[list[tuple[str, str]]] = []
    mode: ClassVar[str] = ""

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("authorization", "")))
        parts = urlsplit(self.path)
        if self.mode == "redirect":
            self.send_response(302)
            self.send_header("location", "http://169.254.169.254/latest/meta-data")
            self.end_headers()
            return
        if self.mode == "slow":
            time.sleep(3)
        if self.mode == "large":
            self._send(b'{"a": "' + b"x" * 2_000_000 + b'"}')
        elif self.mode == "text":
            self._send(b"<html>")
        elif self.mode == "error":
            self._send(b"{}", 500)
        elif parts.path.endswith("/MedicationRequest"):
            page = parse_qs(parts.query).get("page", [""])[0]
            found = bundle(
                request_for("11289", identity="w") if page != "2" else request_for("1191", identity="s"),
                type="searchset",
            )
            if self.mode in ("pages", "away") and page != "2":
                host = f"http://{self.headers['host']}/fhir" if self.mode == "pages" else "http://127.0.0.2:9/fhir"
                found["link"] = [{"relation": "next", "url": f"{host}/MedicationRequest?page=2"}]
            self._send(json.dumps(found).encode())
        else:
            self._send(json.dumps(bundle(type="searchset")).encode())

    def _send(self, content: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def ehr() -> Iterator[str]:
    Ehr.asked.clear()
    Ehr.mode = ""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ehr)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sent(server: str, **more: Any) -> dict[str, Any]:
    call = {
        **payload("cds-hooks-5.json"),
        "fhirServer": f"{server}/fhir",
        "fhirAuthorization": {"access_token": "s3cret", "token_type": "Bearer"},
        **more,
    }
    call["prefetch"] = more.get("prefetch", {})
    return dict(call)


def test_nobody_is_asked_unless_the_site_named_the_host(ehr: str) -> None:
    answer = client().post(SELECT, json=sent(ehr))
    assert Ehr.asked == []
    assert answer.json()["cards"][-1]["summary"].startswith("Current medication was not available")


def test_what_is_missing_is_fetched_with_the_token_given(ehr: str) -> None:
    to = client(fhir_hosts=(ehr,))
    (card,) = to.post(SELECT, json=sent(ehr)).json()["cards"]
    assert "warfarin" in card["summary"]
    assert {path.partition("?")[0] for path, _ in Ehr.asked} == {
        "/fhir/Patient/p1",
        "/fhir/MedicationRequest",
        "/fhir/MedicationStatement",
    }
    assert {given for _, given in Ehr.asked} == {"Bearer s3cret"}
    Ehr.asked.clear()
    to.post(SELECT, json=payload("cds-hooks-5.json"))
    assert Ehr.asked == [], "what came with the call is not fetched"


def test_pages_are_followed_on_the_same_host_only(ehr: str) -> None:
    to = client(fhir_hosts=(ehr,))
    Ehr.mode = "pages"
    assert any("aspirin" in card["summary"] for card in to.post(SELECT, json=sent(ehr)).json()["cards"])
    Ehr.mode = "away"
    assert (
        to.post(SELECT, json=sent(ehr)).json()["cards"][-1]["summary"]
        == "Only a part of the current medication was available."
    )


@pytest.mark.parametrize("mode", ["redirect", "slow", "large", "text", "error"])
def test_an_ehr_that_does_not_answer_well_is_as_one_that_did_not_look(ehr: str, mode: str) -> None:
    Ehr.mode = mode
    to = client(fhir_hosts=(ehr,), fhir_timeout=1, most_bytes=1_000_000)
    start = time.monotonic()
    answer = to.post(SELECT, json=sent(ehr))
    assert time.monotonic() - start < 6
    assert answer.json()["cards"][-1]["summary"].startswith("Current medication was not available")
    call = {**sent(ehr), "hook": "patient-view", "context": {"patientId": "p1", "userId": "x"}}
    assert to.post(VIEW, json=call).status_code == 412
    assert "s3cret" not in answer.text


@pytest.mark.parametrize("patient", ["../../secret", "p1?x=1", "p1/../p2", "p1#", "%2e%2e", "", "a" * 65, "p1\nx"])
def test_a_patient_id_that_is_none_asks_nobody(ehr: str, patient: str) -> None:
    call = sent(ehr)
    call["context"]["patientId"] = patient
    assert client(fhir_hosts=(ehr,)).post(SELECT, json=call).status_code == 200
    assert [path for path, _ in Ehr.asked if "secret" in path or ".." in path or "x=1" in path] == []


HOSTILE = [
    "https://ehr.example.evil.example/fhir", "https://ehr.example@evil.example/fhir", "https://evil.example/https://ehr.example/fhir",
    "https://ehr.example:444/fhir", "http://ehr.example/fhir", "https://ehr.exampl", "//ehr.example/fhir", "file:///etc/passwd", "ftp://ehr.example",
    "https://ehr.example\\@evil.example/", "https://ehr.example%2eevil.example/", "https://user:pw@ehr.example/fhir", "https://ehr.example:99999/", "https://[::1",
    "https://169.254.169.254/", "http://localhost:8000/", "https:///ehr.example", " https://evil.example", "https://ehr.example\t.evil.example/", "", None, 5, ["https://ehr.example"],
]  # fmt: skip


@pytest.mark.parametrize("server", HOSTILE)
def test_hostile_addresses_are_not_asked(server: Any) -> None:
    assert not may_ask(server, Records(fhir_hosts=("https://ehr.example",)))
    answer = client(fhir_hosts=("https://ehr.example",)).post(
        SELECT, json={**payload("cds-hooks-5.json"), "fhirServer": server, "prefetch": {}}
    )
    assert answer.status_code == 200
    assert answer.json()["cards"][-1]["summary"].startswith("Current medication was not available")


@pytest.mark.parametrize(
    "server", ["https://ehr.example/fhir", "https://EHR.example:443/other/", "https://ehr.example./fhir"]
)
def test_a_host_is_the_same_however_it_is_written(server: str) -> None:
    assert may_ask(server, Records(fhir_hosts=("https://ehr.example/anything",)))
