"""
The checks for AI assistants, over the Model Context Protocol: five read-only tools, two resources, no language model inside.

On standard input and output by default; over streamable HTTP with `mixwise mcp --http`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, TypeVar

from mcp import MCPError
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette

import mixwise
from mixwise.errors import KnowledgeError, UsageError
from mixwise.faces import mcp_lookups as lookups
from mixwise.faces.mcp_answers import check as check_all
from mixwise.faces.mcp_shapes import CheckResult, EmergencySteps, KnowledgeInfo, PersonGiven, Profile, Resolution, Taken
from mixwise.faces.mcp_words import Words

READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
MOST_BODY = 256 * 1024
INTERNAL = -32603
NOT_LOADED = "The knowledge is not loaded. Nothing was checked."
"""Said when the locale itself is out of reach."""
Answer = TypeVar("Answer")
Name = Annotated[str, Field(min_length=1, max_length=500, description="A name as people say it, or rxcui:NNN.")]


def _words() -> Words:
    return Words(mixwise.load())


def _answered(ask: Callable[[Words], Answer]) -> Answer:
    """The answer; what the caller can mend is said to it, and knowledge that cannot be trusted serves nobody."""
    try:
        return ask(_words())
    except UsageError as error:
        raise ToolError(str(error)) from None
    except KnowledgeError:
        raise MCPError(INTERNAL, NOT_LOADED) from None


def create_server() -> MCPServer[Any]:
    """The server with its tools and resources. Raises KnowledgeError when the knowledge cannot be trusted."""
    server: MCPServer[Any] = MCPServer(
        "mixwise",
        title="mixwise",
        version=mixwise.__version__,
        instructions=_words().say("instructions"),
        log_level="ERROR",
    )
    _tools(server)
    _resources(server)
    return server


def _tools(server: MCPServer[Any]) -> None:
    @server.tool(title="Check a drug combination", annotations=READ_ONLY)
    def check_combination(
        substances: Annotated[
            list[Annotated[str, Field(min_length=1, max_length=500)] | Taken],
            Field(
                min_length=1,
                max_length=50,
                description="What is taken: medicines, street drugs, drinks, foods, herbs. Names as typed, or rxcui:N; "
                "an object where a time, a dose or a route is known.",
            ),
        ],
        minimum_severity: Annotated[
            Literal["minor", "moderate", "major", "dangerous"] | None,
            Field(description="Leave out milder findings; the overall severity still counts them."),
        ] = None,
        person: Annotated[
            PersonGiven | None, Field(description="Who takes it, as far as the user told; never guessed.")
        ] = None,
    ) -> CheckResult:
        """
        Check whether substances can be mixed: every pair, larger sets, and the same ingredient twice.

        An empty findings list is NOT proof that a combination is harmless: look at complete and not_checked, and pass on every
        sentence of must_say. General information from cited sources, no medical advice, no doses.
        """
        return _answered(lambda words: check_all(substances, minimum_severity, words, person))

    @server.tool(title="What a name means", annotations=READ_ONLY)
    def resolve_substance(name: Name) -> Resolution:
        """
        Say what a drug name, brand, street name or misspelling stands for.

        A name that is not recognised is not guessed: an empty meanings list says that it is unknown here, never
        that it is harmless. No medical advice.
        """
        return _answered(lambda words: lookups.resolve(name, words))

    @server.tool(title="What a substance is", annotations=READ_ONLY)
    def substance_profile(name: Name) -> Profile:
        """
        Say what one substance is, how it is used and acts, and what to know before stopping it. Gives no doses.

        A field that is null is not known here, which says nothing about the substance. General information, no medical advice.
        """
        return _answered(lambda words: lookups.profile(name, words))

    @server.tool(title="What to do in an emergency", annotations=READ_ONLY)
    def emergency_steps(
        signs: Annotated[
            list[Annotated[str, Field(max_length=2000)]] | None,
            Field(
                max_length=50, description="What is seen, said and taken, in any words. Not needed for the first steps."
            ),
        ] = None,
        country: Annotated[
            str, Field(max_length=2, description="Two letters, for numbers to call; none is assumed.")
        ] = "",
    ) -> EmergencySteps:
        """
        Say what to do now when somebody may be poisoned, overdosed, in withdrawal, or wants to die. Give these steps first.

        An empty likely list does not mean that it is mild. No diagnosis and no medical advice: it helps until help comes.
        """
        return _answered(lambda words: lookups.emergency(signs or [], country, words))

    @server.tool(title="What the answers rest on", annotations=READ_ONLY)
    def knowledge_info() -> KnowledgeInfo:
        """
        Say which version of the knowledge answers, how much it holds, and whether clinicians have signed it.

        A substance that it does not hold is unknown, not harmless; an empty answer of another tool means
        no more. No medical advice.
        """
        return _answered(lookups.info)


def _resources(server: MCPServer[Any]) -> None:
    @server.resource("mixwise://data/about", title="About the knowledge", mime_type="text/markdown")
    def about() -> str:
        """Sources, licences, version and limits."""
        return _answered(_about)

    @server.resource("mixwise://pair/{rxcui_a}/{rxcui_b}", title="One pair by RxCUI", mime_type="application/json")
    def pair(rxcui_a: str, rxcui_b: str) -> str:
        """What is known about two substances; the shape is that of check_combination."""
        return _answered(
            lambda words: check_all([f"rxcui:{rxcui_a}", f"rxcui:{rxcui_b}"], None, words)
        ).model_dump_json()


def _about(words: Words) -> str:
    info = lookups.info(words)
    return words.say(
        "about", engine=info.engine_version, version=info.knowledge_version, substances=info.substances, rules=info.rules,
        sources=info.sources, unsigned=words.desk.say("unsigned"), absence=words.desk.say("absence"),
    )  # fmt: skip


def http_app(server: MCPServer[Any], host: str = "127.0.0.1", allowed: Sequence[str] = ()) -> Starlette:
    """
    The server as an app at /mcp. It answers for localhost and the host names allowed, and no other (421 otherwise).

    An app that mounts it must run `server.session_manager.run()` in its own lifespan.
    """
    names = ["127.0.0.1", "localhost", "[::1]", *allowed]
    hosts = [part for name in names for part in (name, f"{name}:*")]
    origins = [f"{scheme}://{one}" for scheme in ("http", "https") for one in hosts]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True, allowed_hosts=hosts, allowed_origins=origins
    )
    return server.streamable_http_app(
        stateless_http=True, json_response=True, max_request_body_size=MOST_BODY, transport_security=security, host=host
    )


def run(*, http: bool, host: str, port: int, allowed: Sequence[str]) -> None:
    """Serve until the other side hangs up (standard input) or until told to stop (HTTP)."""
    server = create_server()
    for name in ("mcp", "uvicorn", "mixwise"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # their lines may hold what was asked
    if not http:
        server.run("stdio")
        return
    import uvicorn

    uvicorn.run(
        http_app(server, host, allowed),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        log_level="critical",
    )
