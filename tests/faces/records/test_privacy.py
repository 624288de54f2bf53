"""What somebody takes appears in no log, file, address or error of any face of records; and nothing is sent anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.faces.records.setting import client, payload

WORD = "quetzalomab"
CODE = "77177177"
SERVER = "import uvicorn; from mixwise.faces.records.app import create_app; uvicorn.run(create_app(), port={port}, access_log=False)"
WATCH = """
import sys
sent = []
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        sent.append(event)
    if event == "open" and isinstance(arguments[1], str) and any(letter in arguments[1] for letter in "wax+"):
        sent.append(str(arguments[0]))
import json, pathlib
from starlette.testclient import TestClient
from mixwise.faces.records.app import create_app
to = TestClient(create_app())
call = json.loads(pathlib.Path(sys.argv[1]).read_text())
to.get("/REST/interaction/list.json?rxcuis=1+2")
sys.addaudithook(hook)
to.get("/REST/interaction/list.json?rxcuis=5640+11289"); to.get("/REST/interaction/interaction.json?rxcui=5640")
to.get("/REST/approximateTerm.json?term=warfrin")
to.post("/cds-services/mixwise-order-select", json=call); to.post("/cds-services/mixwise-order-select", json={**call, "prefetch": {}})
to.post("/fhir/$check-combination", json=call["prefetch"]["medicationRequests"])
print(sent)
"""


@pytest.fixture
def here(free_port: int, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A real server; what it says goes to a file."""
    log = tmp_path / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER.format(port=free_port)],
            stdout=said,
            stderr=said,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        url = f"http://127.0.0.1:{free_port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/cds-services", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        yield url, log
        process.terminate()
        process.wait(20)


def calls(base: str) -> Iterator[urllib.request.Request]:
    yield urllib.request.Request(f"{base}/REST/interaction/list.json?rxcuis={CODE}+{WORD}+5640")
    yield urllib.request.Request(f"{base}/REST/rxcui.json?name={WORD}&search=9")
    yield urllib.request.Request(f"{base}/REST/rxcui/{CODE}/{WORD}")
    order = {
        "resourceType": "MedicationRequest",
        "id": "x",
        "medicationCodeableConcept": {"text": WORD, "coding": [{"code": CODE}]},
    }
    call = payload("cds-hooks-5.json")
    call["context"]["draftOrders"]["entry"].append({"resource": order})
    for path, body in (
        ("/cds-services/mixwise-order-select", call),
        ("/cds-services/mixwise-order-select", {WORD: CODE}),
        ("/fhir/$check-combination", order),
        ("/fhir/$check-combination", {"resourceType": WORD}),
    ):
        yield urllib.request.Request(base + path, data=json.dumps(body).encode(), method="POST")


def test_a_sentinel_is_found_in_no_log_and_no_file(here: tuple[str, Path]) -> None:
    base, log = here
    for request in calls(base):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                answer.read()
                headers = str(answer.headers)
        except urllib.error.HTTPError as error:
            headers = str(error.headers)
        assert "no-store" in headers
        assert "set-cookie" not in headers.casefold()
        assert "location" not in headers.casefold()
    for path in log.parent.rglob("*"):
        if path.is_file():
            said = path.read_text(encoding="utf-8", errors="replace")
            assert WORD not in said, path
            assert CODE not in said, path


def test_nothing_is_sent_and_nothing_is_written() -> None:
    from tests.faces.records.setting import PAYLOADS

    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, str(PAYLOADS / "cds-hooks-5.json")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_addresses_in_answers_name_no_pair(plain: TestClient) -> None:
    for answer in (
        plain.get("/REST/interaction/list.json?rxcuis=5640+11289"),
        plain.post("/cds-services/mixwise-order-select", json=payload("cds-hooks-5.json")),
    ):
        links = [word.strip('",\\') for word in answer.text.split() if "http://127.0.0.1:8000" in word]
        assert links
        assert not [link for link in links if "ibuprofen" in link and "warfarin" in link]


def test_errors_do_not_repeat_what_was_sent() -> None:
    to = client()
    for answer in (
        to.get(f"/REST/{WORD}"),
        to.post("/cds-services/mixwise-order-select", content=WORD),
        to.post("/fhir/$check-combination", content=WORD),
    ):
        assert answer.status_code >= 400
        assert WORD not in answer.text
