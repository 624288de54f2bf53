"""AI assistants under `mixwise serve`: the SDK's own client over streamable HTTP, and who is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from mcp import Client
from starlette.testclient import TestClient

from mixwise.faces.web.app import create_app
from mixwise.faces.web.settings import Settings
from tests.serving import Server

INITIALIZE = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def test_the_client_of_the_sdk_is_answered_and_the_log_says_nothing_asked(server: Server) -> None:
    async def run() -> Any:
        async with Client(f"{server.url}/mcp") as client:
            assert len((await client.list_tools()).tools) == 5
            return await client.call_tool("check_combination", {"substances": ["heroin", "xanax", "quetzalomab"]})

    answer = asyncio.run(run())
    assert answer.structured_content["severity"] == "dangerous"
    assert answer.structured_content["must_say"]
    assert answer.structured_content["not_checked"][0]["input"] == "quetzalomab"
    said = server.log.read_text(encoding="utf-8")
    assert "POST /mcp 200" in said
    assert "quetzalomab" not in said


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({}, 200), ({"host": "evil.example"}, 421), ({"host": "127.0.0.1.evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403), ({"origin": "null"}, 403),
    ],
)  # fmt: skip
def test_host_and_origin_are_checked(server: Server, header: dict[str, str], status: int) -> None:
    assert httpx.post(f"{server.url}/mcp", json=INITIALIZE, headers={**HEADERS, **header}).status_code == status


def test_wrong_input_is_refused_and_no_stream_is_offered(server: Server) -> None:
    assert httpx.get(f"{server.url}/mcp", headers=HEADERS).status_code == 405
    assert httpx.post(f"{server.url}/mcp", content=b"{", headers=HEADERS).status_code == 400
    large = {**INITIALIZE, "padding": "x" * 300_000}
    assert httpx.post(f"{server.url}/mcp", json=large, headers=HEADERS).status_code == 413


def test_the_host_of_the_base_address_is_answered_and_the_key_of_the_operator_asked_for() -> None:
    settings = Settings(base_url="https://mix.example", api_keys=("key",))
    with TestClient(create_app(settings), base_url="https://mix.example") as to:
        assert to.post("/mcp", json=INITIALIZE, headers=HEADERS).status_code == 401
        given = {**HEADERS, "authorization": "Bearer key", "origin": "https://mix.example"}
        assert to.post("/mcp", json=INITIALIZE, headers=given).status_code == 200
        assert to.post("/mcp", json=INITIALIZE, headers={**given, "host": "evil.example"}).status_code == 421
