"""Whether a call may be believed: a signed token of an issuer that the operator named."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

from mixwise.errors import MixwiseError
from mixwise.faces.records.settings import Records, origin

MOST_KEYS = 65_536
"""Bytes of a key set; larger ones are refused."""
MOST_SEEN = 100_000
REFETCH_S = 30
REQUIRED = ("exp", "iat", "iss", "aud", "jti")


class UnauthorisedError(MixwiseError):
    """The token is missing, or not accepted; why is not told."""


class Trust:
    """Checks tokens. Holds the key sets of issuers, and which tokens were used, until they run out."""

    def __init__(self, settings: Records) -> None:
        self.settings = settings
        self._sets: dict[str, tuple[float, list[dict[str, Any]]]] = {
            issuer: (float("inf"), list(row["keys"])) for issuer, row in settings.jwt_issuers.items() if "keys" in row
        }
        self._seen: OrderedDict[str, float] = OrderedDict()

    async def check(self, authorization: str, url: str) -> None:
        """Raises UnauthorisedError unless the header holds a token of a named issuer, for this address, in time, and new."""
        if not self.settings.jwt_issuers:
            return
        import jwt  # late: only a site that turned this on needs it

        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise UnauthorisedError("no token")
        try:
            header = jwt.get_unverified_header(token.strip())
            claimed = jwt.decode(token.strip(), options={"verify_signature": False})
            issuer = claimed.get("iss")
            row = self.settings.jwt_issuers.get(issuer) if isinstance(issuer, str) else None
            if (
                row is None
                or header.get("alg") not in self.settings.jwt_algorithms
                or header.get("jku", row.get("jku")) != row.get("jku")
            ):
                raise UnauthorisedError("not named")
            key = await self._key(str(issuer), header.get("kid"))
            claims = jwt.decode(
                token.strip(), jwt.PyJWK(key, str(header["alg"])), algorithms=list(self.settings.jwt_algorithms),
                options={"require": list(REQUIRED), "verify_aud": False}, leeway=self.settings.jwt_leeway, issuer=issuer,
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise UnauthorisedError("not accepted") from error
        self._is_for(claims, url)
        self._once(f"{issuer} {claims['jti']}", float(claims["exp"]))

    @staticmethod
    def _is_for(claims: dict[str, Any], url: str) -> None:
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if url.rstrip("/") not in {one.rstrip("/") for one in audience if isinstance(one, str)}:
            raise UnauthorisedError("for another address")

    def _once(self, token: str, expires: float) -> None:
        now = time.time() - self.settings.jwt_leeway
        while self._seen and (len(self._seen) > MOST_SEEN or next(iter(self._seen.values())) < now):
            self._seen.popitem(last=False)
        if self._seen.get(token, 0.0) >= now:
            raise UnauthorisedError("used before")
        self._seen[token] = expires

    async def _key(self, issuer: str, kid: object) -> dict[str, Any]:
        """The key of that id; an unknown one has the key set fetched once more, but not again and again."""
        for _ in range(2):
            fetched, keys = self._sets.get(issuer, (float("-inf"), []))
            for key in keys:
                if key.get("kid") == kid and key.get("kty") in ("EC", "RSA"):
                    return key
            if "jku" not in self.settings.jwt_issuers[issuer] or time.monotonic() - fetched < REFETCH_S:
                break
            self._sets[issuer] = (time.monotonic(), await self._fetch(issuer))
        raise UnauthorisedError("no such key")

    async def _fetch(self, issuer: str) -> list[dict[str, Any]]:
        import json

        import httpx

        url = str(self.settings.jwt_issuers[issuer]["jku"])
        origin(url)
        parts: list[bytes] = []
        try:
            async with (
                httpx.AsyncClient(
                    timeout=self.settings.fhir_timeout, follow_redirects=False, trust_env=False
                ) as client,
                client.stream("GET", url) as response,
            ):
                async for part in response.aiter_bytes():
                    parts.append(part)
                    if sum(map(len, parts)) > MOST_KEYS or response.status_code != 200:
                        return []
            keys = json.loads(b"".join(parts)).get("keys", [])
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
            return []
        return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
