"""Tokens: only of named issuers, for this address, in time, once; and browsers are told even so."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.testclient import TestClient

from mixwise.errors import UsageError
from mixwise.faces.records.settings import from_environment
from tests.faces.records.setting import client, payload

BASE = "https://cds.example/mixwise"
ISSUER = "https://ehr.example"
KEY = ec.generate_private_key(ec.SECP384R1())
OTHER = ec.generate_private_key(ec.SECP384R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
JWKS = [
    {**json.loads(ECAlgorithm.to_jwk(KEY.public_key())), "kid": "k1"},
    {**json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key())), "kid": "r1"},
]
SELECT = "/cds-services/mixwise-order-select"


@pytest.fixture
def locked() -> TestClient:
    return client(base_url=BASE, jwt_issuers={ISSUER: {"keys": JWKS}})


def token(
    key: Any = KEY,
    algorithm: str = "ES384",
    kid: str = "k1",
    *,
    headers: dict[str, Any] | None = None,
    path: str = SELECT,
    **claims: Any,
) -> str:
    now = time.time()
    content = {"iss": ISSUER, "aud": BASE + path, "exp": now + 300, "iat": now, "jti": str(now) + str(claims), **claims}
    content = {name: value for name, value in content.items() if value is not None}
    return jwt.encode(content, key, algorithm, headers={"kid": kid, "typ": "JWT", **(headers or {})})


def call(to: TestClient, bearer: str) -> int:
    answer = to.post(SELECT, json=payload("cds-hooks-5.json"), headers={"authorization": f"Bearer {bearer}"})
    if answer.status_code == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["resourceType"] == "OperationOutcome"
    return answer.status_code


def test_a_good_token_is_taken_once(locked: TestClient) -> None:
    given = token()
    assert call(locked, given) == 200
    assert call(locked, given) == 401
    assert call(locked, token(RSA_KEY, "RS384", "r1")) == 200


@pytest.mark.parametrize("audience", [[BASE + SELECT, "x"], BASE + SELECT + "/"])
def test_the_audience_is_the_address_that_the_client_sees(locked: TestClient, audience: object) -> None:
    assert call(locked, token(aud=audience)) == 200


def test_clocks_may_differ_a_little(locked: TestClient) -> None:
    assert call(locked, token(iat=time.time() + 20)) == 200
    assert call(locked, token(exp=time.time() - 20, iat=time.time() - 60)) == 200


NOW = time.time()
BAD: dict[str, dict[str, Any]] = {
    "expired": {"exp": NOW - 3600}, "from the future": {"iat": NOW + 3600}, "not before": {"nbf": NOW + 3600},
    "another audience": {"aud": "https://cds.example"}, "no audience": {"aud": None}, "the host header's name": {"aud": "http://testserver" + SELECT},
    "an issuer nobody named": {"iss": "https://ehr.example.evil.example"}, "no issuer": {"iss": None}, "no id": {"jti": None}, "no end": {"exp": None},
    "another key": {"key": OTHER}, "another key id": {"kid": "k2"}, "another algorithm": {"key": RSA_KEY, "algorithm": "RS256", "kid": "r1"},
    "a key set of its own": {"headers": {"jku": "https://evil.example/keys"}}, "an issuer that is no text": {"iss": None},
    "a shared secret": {"key": "x" * 48, "algorithm": "HS384"},
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_token_is_refused(locked: TestClient, case: str) -> None:
    assert call(locked, token(**BAD[case])) == 401


def test_no_signature_is_refused(locked: TestClient) -> None:
    claims = {"iss": ISSUER, "aud": BASE + SELECT, "exp": NOW + 300, "iat": NOW, "jti": "u"}
    unsigned = jwt.encode(claims, "", "none", headers={"kid": "k1"})
    assert call(locked, unsigned) == 401
    assert call(locked, token()[:-4] + "AAAA") == 401
    for header in (
        {},
        {"authorization": "Bearer "},
        {"authorization": "Basic abc"},
        {"authorization": "Bearer a.b.c"},
        {"authorization": "Bearer " + "é" * 3},
    ):
        raw = [(name.encode(), value.encode()) for name, value in header.items()]
        assert locked.post(SELECT, json=payload("cds-hooks-5.json"), headers=raw).status_code == 401
    for path in ("/cds-services", f"{SELECT}/feedback"):
        assert locked.request("GET" if path == "/cds-services" else "POST", path).status_code == 401


def test_preflight_comes_before_the_token_and_no_origin_is_let_in_by_default(locked: TestClient) -> None:
    assert locked.options(SELECT, headers={"origin": "https://a.example"}).status_code == 204
    assert "access-control-allow-origin" not in locked.options(SELECT, headers={"origin": "https://a.example"}).headers
    named = client(base_url=BASE, jwt_issuers={ISSUER: {"keys": JWKS}}, cds_origins=("https://a.example",))
    answer = named.post(SELECT, headers={"origin": "https://a.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, "https://a.example")


class Keys(BaseHTTPRequestHandler):
    asked = 0
    keys: list[dict[str, Any]] = []  # noqa: RUF012 - what the test's own server hands out

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": self.keys}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def key_server() -> Iterator[str]:
    Keys.asked, Keys.keys = 0, JWKS
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/keys"
    server.shutdown()
    thread.join()
    server.server_close()


def test_keys_are_fetched_from_the_named_place_and_kept(key_server: str) -> None:
    to = client(base_url=BASE, jwt_issuers={ISSUER: {"jku": key_server}})
    assert call(to, token(iss="https://evil.example")) == 401
    assert Keys.asked == 0, "nobody is asked for an issuer that is not named"
    assert [call(to, token()) for _ in range(3)] == [200, 200, 200]
    assert Keys.asked == 1
    assert [call(to, token(kid=f"new{number}")) for number in range(5)] == [401] * 5
    assert Keys.asked == 1, "unknown key ids do not make it ask again and again"


@pytest.mark.parametrize("value", ["{", "[]", '{"a": {}}', '{"a": {"jku": "x", "keys": []}}'])
def test_issuers_that_cannot_be_read_are_refused(value: str) -> None:
    with pytest.raises(UsageError):
        from_environment({"MIXWISE_JWT_ISSUERS": value})


@pytest.mark.parametrize("value", ["none", "HS256", "ES384,HS384"])
def test_shared_secrets_cannot_be_turned_on(value: str) -> None:
    with pytest.raises(UsageError):
        from_environment({"MIXWISE_JWT_ALGORITHMS": value})


def test_settings_come_from_the_environment() -> None:
    found = from_environment(
        {
            "MIXWISE_BASE_URL": BASE + "/",
            "MIXWISE_MOST_CARDS": "4",
            "MIXWISE_MORE_PREFETCH": "yes",
            "MIXWISE_FHIR_HOSTS": "https://a.example, http://b.example:81",
            "MIXWISE_JWT_ISSUERS": json.dumps({ISSUER: {"keys": []}}),
            "MIXWISE_CRITICAL_AT": "dangerous",
        }
    )
    assert (found.base_url, found.most_cards, found.more_prefetch, found.fhir_hosts) == (
        BASE,
        4,
        True,
        ("https://a.example", "http://b.example:81"),
    )
    for name, value in (
        ("MOST_CARDS", "many"),
        ("CRITICAL_AT", "minor"),
        ("FHIR_HOSTS", "ehr.example"),
        ("NOT_CHECKED", "maybe"),
    ):
        with pytest.raises(UsageError):
            from_environment({f"MIXWISE_{name}": value})
