"""Law 10: a question leaves no trace. Two hundred questions, then every log, header, file and address is searched for them."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

import mixwise
from mixwise.faces.web.app import create_app
from mixwise.faces.web.settings import Settings
from tests.serving import Server, serving

SENTINEL = "qvortexamine"
"""A name that nobody has, so that whatever holds it got it from a question."""


def names(count: int) -> list[str]:
    """Random names of the knowledge that stand in no template, address or program."""
    store = mixwise.load()
    every = [str(store.row("substance", name)["label"][0]) for name in store.ids("substance")]
    return random.Random(7).sample([name for name in every if len(name) > 6 and name.isalpha()], count)


def ask(client: httpx.Client, number: int, pair: list[str]) -> httpx.Response:
    """One question in one of the ways that there are."""
    text = f"{pair[0]}\n{pair[1]}\n{SENTINEL}"
    ways = [
        ("/check", {"data": {"taken": text, "country": "US"}}),
        ("/check", {"data": {"taken": text, "age": SENTINEL}}),
        ("/card", {"data": {"taken": text}}),
        ("/chart", {"data": {"taken": text}}),
        ("/substances", {"data": {"typed": pair[0] + SENTINEL}}),
        ("/names", {"data": {"typed": pair[0]}}),
        ("/emergency", {"data": {"seen": f"took {pair[0]} and {SENTINEL}, blue lips"}}),
        ("/v1/check", {"json": {"substances": [*pair, SENTINEL]}}),
        ("/v1/check", {"json": {"substances": pair}}),
        ("/v1/check", {"content": f'{{"substances": ["{pair[0]}", {SENTINEL}'.encode(), "headers": {"content-type": "application/json"}}),
        ("/v1/check", {"json": {SENTINEL: pair}}),
        ("/v1/guide", {"json": {"text": f"can I take {pair[0]} with {pair[1]} and {SENTINEL}?"}}),
        ("/v1/find", {"json": {"text": f"I took {pair[0]} and {SENTINEL}"}}),
        ("/v1/resolve", {"json": {"text": pair[0]}}),
        ("/v1/emergency", {"json": {"text": f"{pair[0]} {SENTINEL}"}}),
        (f"/{SENTINEL}", {"data": {"taken": text}}),
    ]  # fmt: skip
    path, sent = ways[number % len(ways)]
    return client.post(path, **sent)  # type: ignore[arg-type]


def test_two_hundred_questions_leave_no_trace(tmp_path: Path) -> None:
    asked = names(200)
    looked = names(210)[200:]
    with serving(tmp_path / "own") as server, httpx.Client(base_url=server.url, timeout=60) as client:
        for number in range(200):
            pair = [asked[number], asked[(number + 1) % 200]]
            answer = ask(client, number, pair)
            assert answer.status_code < 500, (answer.status_code, answer.text[:200])
            heads = json.dumps(list(answer.headers.items())).lower()
            assert not any(word in heads for word in (*pair, SENTINEL))
            assert "set-cookie" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
            assert answer.url.query == b""
            if "text/html" in answer.headers["content-type"]:
                title = answer.text.partition("<title>")[2].partition("</title>")[0].lower()
                assert not any(word in title for word in (*pair, SENTINEL))
        for name in looked:  # addresses that name a substance: the log must not
            client.get(f"/substance/{name}")
            client.get("/v1/interactions", params={"substance": name, "limit": 1})
        counts = client.get("/metrics").text.lower()
        assert_nowhere(server, [*asked, *looked, SENTINEL], counts)


def assert_nowhere(server: Server, words: list[str], counts: str) -> None:
    """No file that the server could have written, its log included, and no count holds one of the words."""
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    assert server.log in files
    for text in (counts, *(path.read_text(errors="replace").lower() for path in files)):
        assert [word for word in words if word in text] == []
    log = server.log.read_text()
    assert "POST /check 200" in log
    assert "127.0.0.1" not in log.partition("Application startup complete")[2].partition("Shutting down")[0].replace(
        server.url, ""
    )


def test_an_error_of_ours_tells_nothing_of_the_question() -> None:
    """A failing check answers that it failed, and the log holds the type and place of the error, not its message."""
    app = create_app(Settings())

    async def fail(_: object) -> None:
        raise ValueError(SENTINEL)

    app.router.add_route("/fail", fail, methods=["POST"])  # type: ignore[arg-type]
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("mixwise").addHandler(handler)

    async def post() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return await client.post("/fail", data={"taken": SENTINEL})

    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(asyncio.run, post()).result()
    assert answer.status_code == 500
    assert "nothing is known" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert any("ValueError at test_privacy.py" in record for record in records)
    assert not any(SENTINEL in record for record in records)
