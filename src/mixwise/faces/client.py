"""
A client of a mixwise server, typed: `pip install mixwise[client]`.

>>> with Client("http://127.0.0.1:8000") as server:  # doctest: +SKIP
...     server.check(["heroin", "Xanax"]).severity
'dangerous'
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import msgspec

from mixwise.errors import MixwiseError, UsageError
from mixwise.faces import shapes

T = TypeVar("T")
SECONDS = 10.0


class ServerError(MixwiseError):
    """The server gave no answer: `problem` says why. Nothing is known about the question, which is not a yes."""

    def __init__(self, problem: shapes.Problem) -> None:
        super().__init__(f"{problem.title}: {problem.detail}")
        self.problem = problem


class Client:
    """
    Asks one server. Questions travel in the body of a request, so they stand in no address.

    Raises UsageError for a question that cannot be answered as it was put, and ServerError when there is no answer at all.
    """

    def __init__(self, base_url: str, *, key: str = "", timeout: float = SECONDS) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=f"{base_url.rstrip('/')}/v1", headers=headers, timeout=timeout)

    def check(
        self, substances: Sequence[str | shapes.IntakeIn], person: shapes.PersonIn | None = None
    ) -> shapes.Answer:
        """Can these be mixed?"""
        return self._post("/check", shapes.CheckIn(substances=list(substances), person=person), shapes.Answer)

    def ask(self, text: str, person: shapes.PersonIn | None = None) -> shapes.Answer:
        """The same for a question in a sentence."""
        return self._post("/check", shapes.CheckIn(text=text, person=person), shapes.Answer)

    def guide(
        self,
        substances: Sequence[str | shapes.IntakeIn],
        person: shapes.PersonIn | None = None,
        *,
        country: str = "",
        already: bool = False,
    ) -> shapes.Guide:
        """The whole guide."""
        asked = shapes.GuideIn(substances=list(substances), person=person, country=country, already=already)
        return self._post("/guide", asked, shapes.Guide)

    def resolve(self, text: str) -> shapes.Resolution:
        """What one name means."""
        return self._post("/resolve", shapes.TextIn(text), shapes.Resolution)

    def find(self, text: str) -> shapes.Mentions:
        """Every substance that a sentence mentions."""
        return self._post("/find", shapes.TextIn(text), shapes.Mentions)

    def emergency(self, text: str = "", *, signs: Sequence[str] = (), country: str = "") -> shapes.Emergency:
        """What to do now."""
        return self._post("/emergency", shapes.EmergencyIn(text, list(signs), country), shapes.Emergency)

    def help(self, country: str) -> shapes.Help:
        """Numbers to call, text or chat with."""
        return self._get(f"/help/{country}", shapes.Help)

    def substances(self, *, offset: int = 0, limit: int = 100) -> shapes.Substances:
        """A part of all substances and classes that can be asked about."""
        return self._get("/substances", shapes.Substances, offset=offset, limit=limit)

    def substance(self, name: str) -> shapes.Substance:
        """One substance by its id, which then stands in the address."""
        return self._get(f"/substances/{name}", shapes.Substance)

    def interactions(self, substance: str, *, offset: int = 0, limit: int = 100) -> shapes.Interactions:
        """What is known of one substance with every other; the substance then stands in the address."""
        return self._get("/interactions", shapes.Interactions, substance=substance, offset=offset, limit=limit)

    def source(self, name: str) -> shapes.Source:
        """A source, and the statements that rest on it."""
        return self._get(f"/sources/{name}", shapes.Source)

    def knowledge(self) -> shapes.KnowledgeInfo:
        """Which knowledge answers there."""
        return self._get("/knowledge", shapes.KnowledgeInfo)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _post(self, path: str, body: msgspec.Struct, kind: type[T]) -> T:
        headers = {"content-type": "application/json"}
        return self._read(
            self._http.build_request("POST", path, content=msgspec.json.encode(body), headers=headers), kind
        )

    def _get(self, path: str, kind: type[T], **parameters: Any) -> T:
        return self._read(self._http.build_request("GET", path, params=parameters), kind)

    def _read(self, request: httpx.Request, kind: type[T]) -> T:
        try:
            answer = self._http.send(request)
            if answer.is_success:
                return msgspec.json.decode(answer.content, type=kind)
            problem = msgspec.json.decode(answer.content, type=shapes.Problem)
        except (httpx.HTTPError, msgspec.MsgspecError) as error:
            what = f"{type(error).__name__}: no answer that can be read"
            raise ServerError(shapes.Problem("about:blank", "The server did not answer", 0, what)) from error
        if answer.status_code == 422:
            raise UsageError(problem.detail)
        raise ServerError(problem)
