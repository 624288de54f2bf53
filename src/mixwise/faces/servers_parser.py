"""The commands that answer others: pages, programs, records systems and AI assistants, and what those load first."""

from __future__ import annotations

import argparse

from mixwise.faces.width import formatter


def _listens(command: argparse.ArgumentParser, port: int) -> None:
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    command.add_argument("--port", type=int, default=port, help=f"the port (default: {port})")


def serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`mixwise serve`."""
    command = commands.add_parser(
        "serve", help="the pages and the REST interface, on this machine", formatter_class=formatter
    )
    _listens(command, 8000)
    command.add_argument("--workers", type=int, default=1, metavar="N", help="how many processes (default: 1)")
    command.add_argument(
        "--base-url", default="", metavar="URL", help="the address that others see, for codes on wallet cards"
    )
    command.add_argument("--no-log", action="store_true", help="no line for a request; none holds what was asked")
    command.set_defaults(command="serve")


def site(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`mixwise site build`."""
    command = commands.add_parser("site", help="the pages as files, for any host or a stick", formatter_class=formatter)
    parts = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    part = parts.add_parser("build", help="write the files, whole or not at all", formatter_class=formatter)
    part.add_argument("folder", metavar="DIR", help="an empty folder, or one that this command made before")
    part.add_argument("--base-url", required=True, metavar="URL", help="the address that the site will have")
    part.add_argument("--workers", type=int, default=2, metavar="N", help="how many processes (default: 2)")
    part.set_defaults(command="site_build")


def mcp(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`mixwise mcp`."""
    command = commands.add_parser(
        "mcp",
        help="serve AI assistants (Model Context Protocol) on standard input and output",
        formatter_class=formatter,
    )
    command.add_argument("--http", action="store_true", help="over HTTP at /mcp in place of standard input and output")
    _listens(command, 8001)
    command.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a host name to answer for beside localhost"
    )
    command.set_defaults(command="mcp")


def rxnorm(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`mixwise rxnorm import`."""
    command = commands.add_parser(
        "rxnorm", help="load an RxNorm release, so that codes of products are known", formatter_class=formatter
    )
    parts = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    part = parts.add_parser("import", help="read the RRF files of a release", formatter_class=formatter)
    part.add_argument("folder", metavar="DIR", help="where the release was unpacked")
    part.add_argument(
        "--output", "-o", metavar="FILE", help="where the store goes; MIXWISE_RXNORM or your data folder when not given"
    )
    part.set_defaults(command="rxnorm_import")
