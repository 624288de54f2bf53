"""The server for assistants: shapes, must-say sentences, errors, transports."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError
from starlette.testclient import TestClient

import mixwise
from mixwise.errors import KnowledgeError
from mixwise.faces.mcp import create_server, http_app

SNAPSHOT = Path(__file__).with_name("mcp_tools.json")
CHECK = "check_combination"
Mode = Literal["auto", "legacy"]


def ask(act: Callable[[Any], Awaitable[Any]], mode: Mode = "auto") -> Any:
    async def run() -> Any:
        async with Client(create_server(), mode=mode) as client:
            return await act(client)

    return asyncio.run(run())


def call(tool: str, mode: Mode = "auto", /, **arguments: Any) -> Any:
    """The structured content of an answer, checked against the schema that the tool published."""

    async def act(client: Any) -> Any:
        tools = {one.name: one for one in (await client.list_tools()).tools}
        answer = await client.call_tool(tool, arguments)
        assert not answer.is_error, answer.content[0].text
        Draft202012Validator(tools[tool].output_schema).validate(answer.structured_content)
        assert json.loads(answer.content[0].text) == answer.structured_content
        return answer.structured_content

    return ask(act, mode)


def error(tool: str, /, **arguments: Any) -> str:
    async def act(client: Any) -> str:
        answer = await client.call_tool(tool, arguments)
        assert answer.is_error
        return str(answer.content[0].text)

    return str(ask(act))


TOOLS: dict[str, dict[str, Any]] = {
    CHECK: {"substances": ["heroin", "xanax"]}, "resolve_substance": {"name": "ice"}, "substance_profile": {"name": "xanax"},
    "emergency_steps": {}, "knowledge_info": {},
}  # fmt: skip


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("name", TOOLS)
def test_every_tool_answers_in_both_ages_of_the_protocol(name: str, mode: Mode) -> None:
    assert call(name, mode, **TOOLS[name])["must_say"]


def test_the_tools_are_those_published() -> None:
    async def act(client: Any) -> list[dict[str, Any]]:
        tools = (await client.list_tools()).tools
        return [tool.model_dump(by_alias=True, mode="json", exclude_none=True) for tool in tools]

    found = ask(act)
    if not SNAPSHOT.exists():  # pragma: no cover - renewed by deleting it, and read in review
        SNAPSHOT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert found == json.loads(SNAPSHOT.read_text(encoding="utf-8")), "a change here is a change of the interface"
    for tool in found:
        assert tool["annotations"] == {
            "readOnlyHint": True,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": False,
        }
        assert "edical advice" in tool["description"]
        assert tool["title"]


def test_a_danger_is_said_with_its_emergency_line_first() -> None:
    found = call(CHECK, substances=["heroin", "xanax"])
    assert found["severity"] == "dangerous"
    assert found["must_say"][0].startswith("Not waking, or breathing slow")
    assert any(one.startswith("DANGEROUS. No.") for one in found["must_say"])
    (first, *_) = found["findings"]
    assert {one["input"] for one in first["substances"]} == {"heroin", "xanax"}
    assert {one["rxcui"] for one in first["substances"]} == {"3304", "596"}
    assert first["evidence"]
    assert found["complete"] is True


def test_what_is_not_known_is_said_and_no_error() -> None:
    found = call(CHECK, substances=["nervoheel n", "prozac"])
    assert found["complete"] is False
    assert found["not_checked"][0]["input"] == "nervoheel n"
    assert found["not_checked"][0]["reason"] == "unrecognised"
    assert any("We do not recognise" in one for one in found["must_say"])
    assert "Absence of a warning does not mean absence of danger." in found["must_say"]


def test_what_was_reviewed_in_part_is_not_checked() -> None:
    store = mixwise.load()
    name = next(one for one in store.ids("substance") if 0 < len(store.row("substance", one)["not_reviewed"]) < 18)
    found = call(CHECK, substances=[name, "amoxicillin"])
    assert any(one["reason"] == "not_reviewed" and one["detail"] for one in found["not_checked"])
    assert found["complete"] is False


def test_a_name_with_several_meanings_is_answered_for_the_worst_and_said() -> None:
    found = call(CHECK, substances=["ice", "zoloft"])
    (one,) = found["ambiguous"]
    assert one["assumed"] in ("MDMA", "methamphetamine")
    assert any('"ice" can mean' in said for said in found["must_say"])
    assert call(CHECK, substances=["diazepaam", "alcohol"])["spelling"] == [
        {"input": "diazepaam", "read_as": ["diazepam"]}
    ]


@pytest.mark.parametrize(
    "words", ["i took all my pills and want to die", "she swallowed everything on purpose, she wants to kill herself"]
)
def test_words_of_wanting_to_die_put_the_crisis_line_first(words: str) -> None:
    for found in (call(CHECK, substances=[words]), call("resolve_substance", name=words)):
        assert found["must_say"][0] == "Call, text or chat with a crisis line now."
        assert any("stay with them" in one.casefold() for one in found["must_say"])
    steps = call("emergency_steps", signs=[words])
    assert steps["kind"] == "crisis"
    assert steps["steps"][0] == "Call, text or chat with a crisis line now."


def test_emergency_steps_need_nothing_and_take_any_words() -> None:
    assert call("emergency_steps")["steps"][0].startswith("Not waking?")
    found = call("emergency_steps", signs=["he took GHB and won't wake"], country="US")
    assert found["likely"][0] == "GHB overdose"
    assert any("911" in one for one in found["call"])


def test_stopping_is_said_first_where_it_is_dangerous() -> None:
    found = call("substance_profile", name="xanax")
    assert found["stopping"] in found["must_say"]


def test_no_answer_gives_an_amount() -> None:
    said = " ".join(call(CHECK, substances=["oxycodone", "alcohol"])["must_say"])
    assert "No amount is known to be without danger." in said


def test_answers_stay_small_and_say_how_much_they_leave_out() -> None:
    store = mixwise.load()
    names = [one for one in store.ids("substance") if store.row("substance", one)["codes"]][:50]

    async def act(client: Any) -> Any:
        return await client.call_tool(CHECK, {"substances": names, "minimum_severity": "major"})

    answer = ask(act)
    found = answer.structured_content
    assert 0 < len(found["findings"]) <= 25
    whole = [one for one in mixwise.check(names).findings if one.severity in ("major", "dangerous")]
    assert len(found["findings"]) + sum(found["more"].values()) == len(whole)
    usual = ask(lambda client: client.call_tool(CHECK, {"substances": names[:12]}))
    assert len(usual.content[0].text) < 25_000


def test_codes_are_names_too() -> None:
    found = call(CHECK, substances=["rxcui:11289", "RXCUI 5640"])
    assert found["severity"] == "major"


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        (CHECK, {"substances": ["warfarin"]}, "Give at least two different substances."), (CHECK, {"substances": ["warfarin", "Warfarin "]}, "Give at least two different"),
        (CHECK, {"substances": []}, "too_short"), (CHECK, {"substances": ["x"] * 51}, "too_long"), (CHECK, {"substances": [""]}, "too_short"),
        (CHECK, {"substances": ["a", "b"], "minimum_severity": "bad"}, "literal_error"), ("substance_profile", {"name": "nervoheel n"}, "is not recognised"),
        ("substance_profile", {"name": "ice"}, "several things"), ("substance_profile", {"name": "percocet"}, "several things"), ("resolve_substance", {"name": ""}, "too_short"),
    ],
)  # fmt: skip
def test_what_a_model_can_mend_is_said_to_it(name: str, arguments: dict[str, Any], said: str) -> None:
    assert said in error(name, **arguments)


def test_times_are_counted_returned_and_said() -> None:
    found = call(
        CHECK, substances=[{"text": "heroin", "ago": "2h"}, {"text": "xanax", "ago": "9 hours ago", "dose": "2 mg"}]
    )
    assert found["severity"] == "dangerous"
    told = {one["input"]: one for one in found["told"]}
    assert (told["heroin"]["kind"], told["heroin"]["hours"], told["heroin"]["mg_a_day"]) == ("ago", [1.5, 2.5], None)
    assert told["xanax"]["mg_a_day"] == 2
    board = {one["name"]: one for one in found["on_board"]}
    assert board["heroin"]["known"]
    assert board["heroin"]["evidence"]
    assert board["alprazolam"]["rising"] is False
    said = found["must_say"]
    assert "heroin was counted as last taken about 2 hours ago." in said
    assert "xanax was counted as at least 2 mg a day." in said
    assert any(one.startswith("heroin: by published figures") and "not known to be over" in one for one in said)
    assert said[0].startswith("Not waking, or breathing slow")


def test_what_is_past_is_listed_and_its_span_is_said() -> None:
    found = call(CHECK, substances=[{"text": "phenelzine", "stopped": "8 weeks ago"}, "sertraline"])
    assert found["severity"] == "minor"
    assert found["findings"][0]["past"] is True
    assert found["findings"][0]["spacing"]
    assert any(
        one.startswith("The span that prescribers are told to leave after phenelzine") for one in found["must_say"]
    )
    soon = call(CHECK, substances=[{"text": "phenelzine", "stopped": "5 days ago"}, "sertraline"])
    assert soon["severity"] == "dangerous"
    assert not any(one["past"] for one in soon["findings"])
    assert set(soon["findings"][0]["spacing"] + soon["findings"][1]["spacing"]) <= set(soon["must_say"])
    assert any("at least 14 days" in one for one in soon["must_say"])


def test_one_that_ended_is_answered_alone() -> None:
    found = call(CHECK, substances=[{"text": "alcohol", "stopped": "2 days ago", "regular": True}])
    assert found["severity"] == "major"


def test_the_person_used_and_missing_is_returned_and_said() -> None:
    person = {"age": 72, "conditions": ["sleep apnea"], "tolerance": "lost"}
    found = call(CHECK, substances=["methadone", "alprazolam"], person=person)
    assert found["person_used"] == ["sleep apnoea", "age: 72", "tolerance: lost"]
    assert any(one.startswith("Counted of the person: sleep apnoea") for one in found["must_say"])
    plain = call(CHECK, substances=["methadone", "alprazolam"])
    assert plain["person_used"] == []
    assert "sleep apnoea" in plain["person_missing"]
    assert "sleep apnoea" not in found["person_missing"]
    assert any("sleep apnoea" in one and "would add" in one for one in plain["must_say"])


def test_history_is_marked() -> None:
    (one,) = [
        one
        for one in call(CHECK, substances=["history of heroin use, now on suboxone", "xanax"])["told"]
        if one["history"]
    ]
    assert (one["input"], one["history"]) == ("heroin", "past")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"text": "heroin", "ago": "whenever"}, "cannot read"), ({"text": "heroin", "when": "2h"}, "when"), ({"ago": "2h"}, "text"),
        ({"text": "heroin", "dose": "x" * 61}, "too_long"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_read_is_said(one: dict[str, str], said: str) -> None:
    assert said in error(CHECK, substances=[one, "xanax"])


def test_a_bug_says_nothing_and_missing_knowledge_serves_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("heroin")

    def gone() -> None:
        raise KnowledgeError("damaged")

    with monkeypatch.context() as patch:
        patch.setattr("mixwise.faces.mcp_answers.mixwise.check", broken)
        assert error(CHECK, substances=["heroin", "xanax"]) == f"Error executing tool {CHECK}"

    async def act(client: Any) -> Any:
        monkeypatch.setattr("mixwise.faces.mcp.mixwise.load", gone)
        return await client.call_tool(CHECK, {"substances": ["heroin", "xanax"]})

    with pytest.raises((MCPError, ExceptionGroup)):
        ask(act)
    del caplog


def test_resources() -> None:
    async def act(client: Any) -> list[str]:
        return [
            (await client.read_resource(uri)).contents[0].text
            for uri in ("mixwise://data/about", "mixwise://pair/11289/5640")
        ]

    about, pair = ask(act)
    assert mixwise.load().version in about
    assert json.loads(pair)["severity"] == "major"


# ------------------------------------------------------------------------------------------------------------ transports

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def test_streamable_http_answers_this_machine_and_refuses_other_hosts_and_origins() -> None:
    with TestClient(http_app(create_server(), allowed=["mix.example"]), base_url="http://127.0.0.1:8001") as to:
        answer = to.post("/mcp", json=INITIALIZE, headers=HEADERS)
        assert answer.status_code == 200
        assert answer.json()["result"]["serverInfo"]["version"] == mixwise.__version__
        assert to.post("/mcp", json=INITIALIZE, headers={**HEADERS, "host": "mix.example"}).status_code == 200
        assert to.post("/mcp", json=INITIALIZE, headers={**HEADERS, "host": "evil.example"}).status_code == 421
        assert (
            to.post("/mcp", json=INITIALIZE, headers={**HEADERS, "origin": "https://evil.example"}).status_code == 403
        )
        large = {**INITIALIZE, "params": {**INITIALIZE["params"], "x": "y" * 300_000}}  # type: ignore[dict-item]
        assert to.post("/mcp", json=large, headers=HEADERS).status_code == 413


def test_standard_output_is_the_wire_and_nothing_asked_is_said_beside_it() -> None:
    lines = [
        INITIALIZE, {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": CHECK, "arguments": {"substances": ["quetzalomab", "heroin"]}}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": CHECK, "arguments": {"substances": "quetzalomab"}}},
        {"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "quetzalomab", "arguments": {}}},
    ]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "mixwise", "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write("".join(json.dumps(one) + "\n" for one in lines))
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(4)]
    _, said = process.communicate(timeout=30)
    assert {one["id"] for one in answers} == {1, 2, 3, 4}
    by_id = {one["id"]: one for one in answers}
    assert by_id[2]["result"]["structuredContent"]["not_checked"][0]["input"] == "quetzalomab"
    assert "quetzalomab" not in said
    assert process.returncode == 0
