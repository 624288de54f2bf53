"""/v1 as programs meet it: one shape for questions, problems that help, ETags, and limits."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

import mixwise
from mixwise.faces import shapes
from mixwise.faces.jsonl import run
from tests.serving import Server, serving


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server.url}/v1", timeout=30) as client:
        yield client


def test_the_article_s_question(api: httpx.Client) -> None:
    found = api.post("/check", json={"substances": ["heroin", "Xanax"]}).json()
    assert found["severity"] == "dangerous"
    assert found["complete"] is True
    assert found["findings"][0]["sources"]


QUESTIONS = [
    {"substances": ["heroin", "Xanax"]},
    {"substances": ["H", "bars"], "id": 7},
    {"text": "can I take nyquil with zoloft?", "id": "a"},
    {"substances": [{"text": "oxycodone", "supply": "street"}, "alcohol"], "person": {"age": 80, "alone": True}},
    {
        "substances": [{"text": "phenelzine", "stopped": "5 days ago"}, "sertraline"],
        "person": {"conditions": ["asthma"]},
    },
    {"text": "history of heroin use, now on suboxone and xanax"},
    {"substances": ["moon rocks 9000"]},
    {"substances": []},
    {"substances": ["a"], "text": "b"},
    {"substances": [{"name": "x"}]},
    {"substances": ["heroin"], "person": {"age": "old"}},
    {"text": "nothing to see here"},
    [],
    "heroin",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_shape_and_one_reader_for_jsonl_and_rest(api: httpx.Client, question: object) -> None:
    out = io.StringIO()
    run(io.BytesIO(json.dumps(question).encode()), out)
    line = json.loads(out.getvalue())
    answer = api.post("/check", json=question)
    if "error" in line:
        assert answer.status_code == 422
        assert answer.json()["detail"] == line["error"]
    else:
        assert answer.status_code == 200
        assert {"id": None, **answer.json()} == line


@pytest.mark.parametrize("names", [["heroin", "Xanax"], ["Heroin", "xanax"], ["zzyzx", "xanax"]])
def test_the_second_answer_is_the_first(api: httpx.Client, names: list[str]) -> None:
    answers = [api.post("/check", json={"substances": names}).content for _ in range(3)]
    assert len(set(answers)) == 1
    assert [one["typed"] for one in json.loads(answers[0])["interpretation"]] == sorted(names, key=str.lower)


def test_a_whole_guide(api: httpx.Client) -> None:
    found = api.post("/guide", json={"substances": ["heroin", "Xanax"], "country": "US", "already": True}).json()
    assert found == json.loads(mixwise.guide(["heroin", "Xanax"], country="US", already=True).to_json())


def test_names_and_sentences(api: httpx.Client) -> None:
    assert api.post("/resolve", json={"text": "percs"}).json()["outcome"] == "ambiguous"
    assert api.post("/resolve", json={"text": "zolofft"}).json()["how"] == "spelling"
    assert api.post("/resolve", json={"text": "zzyzx"}).json()["outcome"] == "unrecognised"
    text = "I took percs and some Xanax"
    mentions = api.post("/find", json={"text": text}).json()["mentions"]
    assert [text[one["start"] : one["end"]] for one in mentions] == [one["text"] for one in mentions]
    assert mentions[-1]["resolution"]["meanings"][0]["substances"] == ["alprazolam"]


def test_emergencies(api: httpx.Client) -> None:
    assert api.get("/emergency").json()["first"]
    found = api.post("/emergency", json={"text": "took GHB, snores oddly, will not wake", "country": "US"}).json()
    assert "ghb" in found["substances"]
    assert found["likely"]


def test_what_can_be_looked_up(api: httpx.Client) -> None:
    assert api.get("/substances/heroin").json()["international_name"] == "diamorphine"
    part = api.get("/substances", params={"offset": 1, "limit": 2}).json()
    assert len(part["substances"]) == 2
    assert part["next"] == 3
    assert api.get("/help/us").json()["emergency"]["number"] == "911"
    source = mixwise.check(["heroin", "xanax"]).findings[0].sources[0]
    assert api.get(f"/sources/{source}").json()["statements"]
    assert api.get("/knowledge").json()["version"] == mixwise.load().version


def test_interactions_of_one_substance_are_those_of_its_checks(api: httpx.Client) -> None:
    found = api.get("/interactions", params={"substance": "heroin", "limit": 1000}).json()
    by_id = {one["id"]: one for one in found["interactions"]}
    assert by_id["alprazolam"]["severity"] == mixwise.check(["heroin", "alprazolam"]).severity == "dangerous"
    assert found["total"] == len(by_id)
    assert api.get("/interactions", params={"substance": "Xanax", "limit": 1}).json()["substance"] == "alprazolam"


PROBLEMS = [
    ("POST", "/check", {"content": b"{", "headers": {"content-type": "application/json"}}, 400),
    ("POST", "/check", {"content": b"[" * 5000, "headers": {"content-type": "application/json"}}, 400),
    ("POST", "/check", {"content": b"\xff", "headers": {"content-type": "application/json"}}, 400),
    ("POST", "/check", {"content": b"a=b", "headers": {"content-type": "text/plain"}}, 415),
    ("POST", "/check", {"json": {"text": "x" * 70_000}}, 413),
    ("POST", "/check", {"json": {"text": "x" * 3_000}}, 422),
    ("POST", "/check", {"json": {"substances": ["x"] * 51}}, 422),
    ("POST", "/check", {"json": {"substances": ["x" * 3_000]}}, 422),
    ("POST", "/guide", {"json": {"substances": ["x"], "country": 5}}, 422),
    ("POST", "/resolve", {"json": {}}, 422),
    ("POST", "/emergency", {"json": {"signs": "blue"}}, 422),
    ("GET", "/check", {}, 405),
    ("GET", "/nothing", {}, 404),
    ("GET", "/help/ZZ", {}, 404),
    ("GET", "/substances/zzyzx", {}, 404),
    ("GET", "/interactions", {}, 422),
    ("GET", "/interactions?substance=bars", {}, 404),
    ("GET", "/substances?limit=0", {}, 422),
    ("GET", "/substances?offset=-1", {}, 422),
]


@pytest.mark.parametrize(("method", "path", "sent", "status"), PROBLEMS)
def test_a_refusal_says_what_to_do(
    api: httpx.Client, method: str, path: str, sent: dict[str, object], status: int
) -> None:
    answer = api.request(method, path, **sent)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_etags_go_by_the_version_of_the_knowledge(api: httpx.Client) -> None:
    first = api.get("/knowledge")
    tag = first.headers["etag"]
    assert mixwise.load().version in tag
    again = api.get("/knowledge", headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert api.get("/knowledge", headers={"if-none-match": '"other"'}).status_code == 200
    assert "etag" not in api.post("/check", json={"substances": ["heroin"]}).headers


def test_answers_to_questions_are_not_to_be_stored(api: httpx.Client) -> None:
    assert api.post("/check", json={"substances": ["heroin", "xanax"]}).headers["cache-control"] == "no-store"
    assert "private" in api.get("/substances/heroin").headers["cache-control"]


def test_other_sites_may_ask(api: httpx.Client) -> None:
    asked = {
        "origin": "https://example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    assert api.options("/check", headers=asked).status_code == 200
    answer = api.post("/check", json={"substances": ["heroin"]}, headers={"origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_long_answers_are_packed(server: Server, coding: str) -> None:
    with httpx.Client() as client:
        request = client.build_request(
            "POST",
            f"{server.url}/v1/guide",
            json={"substances": ["heroin", "xanax"]},
            headers={"accept-encoding": coding},
        )
        answer = client.send(request, stream=True)
        assert answer.headers["content-encoding"] == coding
        assert len(b"".join(answer.iter_raw())) < 120_000


def test_what_operators_look_at(server: Server) -> None:
    assert httpx.get(f"{server.url}/healthz").text == "alive\n"
    assert mixwise.load().version in httpx.get(f"{server.url}/readyz").text
    httpx.post(f"{server.url}/v1/check", json={"substances": ["heroin"]})
    assert 'mixwise_request_seconds_count{page="/v1/check",status="200"}' in httpx.get(f"{server.url}/metrics").text


def test_keys_and_limits_when_an_operator_wants_them(tmp_path: Path) -> None:
    with serving(tmp_path / "own", api_keys="one,two", rate_limit="3/minute") as own:
        url, question = f"{own.url}/v1/check", {"substances": ["heroin"]}
        assert httpx.post(url, json=question).status_code == 401
        assert httpx.post(url, json=question, headers={"authorization": "Bearer no"}).status_code == 401
        one, two = ({"authorization": f"Bearer {key}"} for key in ("one", "two"))
        assert [httpx.post(url, json=question, headers=one).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert int(httpx.post(url, json=question, headers=one).headers["retry-after"]) >= 1
        assert httpx.post(url, json=question, headers=two).status_code == 200
        assert httpx.get(f"{own.url}/").status_code == 200


def test_the_description_has_every_endpoint_and_only_those(api: httpx.Client) -> None:
    told = api.get("/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for path, methods in told["paths"].items():
        for method in methods:
            answer = api.request(method, path.replace("{id}", "heroin").replace("{country}", "US"))
            assert answer.status_code not in (404, 405) or "sources" in path
    for operation in (one for methods in told["paths"].values() for name, one in methods.items() if name == "post"):
        example = operation["requestBody"]["content"]["application/json"]["example"]
        path = next(path for path, methods in told["paths"].items() if operation in methods.values())
        assert api.post(path, json=example).status_code == 200


def test_the_description_says_which_addresses_name_a_substance(api: httpx.Client) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    for path in ("/substances/{id}", "/interactions"):
        assert "proxy" in paths[path]["get"]["description"]


def test_time_person_and_doses_over_the_wire(api: httpx.Client) -> None:
    sent = {
        "substances": [
            {"text": "fluoxetine", "stopped": "9 weeks ago"},
            "phenelzine",
            {"text": "tylenol", "dose": "1 g x 6"},
        ],
        "person": {"conditions": ["OSA"]},
    }
    found = api.post("/check", json=sent).json()
    assert [one["kind"] for one in found["on_board"]] == ["stopped"]
    assert any(one["past"] and one["severity"] == "minor" for one in found["findings"])
    assert found["severity"] == "major"
    assert "age" in found["person_missing"]
    wrong = api.post("/check", json={"substances": [{"text": "fluoxetine", "stopped": "whenever"}]})
    assert wrong.status_code == 422
    assert "as a time" in wrong.text


def test_spans_and_history_over_the_wire(api: httpx.Client) -> None:
    answer = api.post("/check", json={"substances": [{"text": "phenelzine", "stopped": "5 days ago"}, "sertraline"]})
    whole = msgspec.json.decode(answer.content, type=shapes.Answer)
    spaced = [one for one in whole.findings if one.spacing]
    assert spaced
    assert any("14 days" in str(span["plain"]) for one in spaced for span in one.spacing or ())
    plain = api.post("/check", json={"substances": ["phenelzine", "sertraline"]}).json()
    assert not any("spacing" in one for one in plain["findings"])
    sentence = api.post("/check", json={"text": "history of heroin use, now on suboxone and xanax"}).json()
    assert {one["typed"]: one.get("history") for one in sentence["interpretation"]} == {
        "heroin": "past",
        "suboxone": None,
        "xanax": None,
    }
