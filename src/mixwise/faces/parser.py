"""The command line as argparse sees it: every command, its options and its help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from mixwise.errors import KnowledgeError
from mixwise.faces import extract_parser, screen_parser, servers_parser, signals_parser
from mixwise.faces.exits import COMPLETE, FAILED
from mixwise.faces.width import formatter

EXAMPLES = """\
examples:
  mixwise check heroin xanax            the short answer and every finding
  mixwise guide heroin xanax            the whole guide
  mixwise guide mdma prozac --already   when both were taken
  mixwise check "heroin 2h ago" "xanax 9h ago" "fluoxetine stopped 2 weeks ago"
  mixwise ask "can I take nyquil with zoloft?"
  mixwise emergency                     what to do now
  mixwise emergency he took GHB, snores oddly and will not wake
  mixwise helplines --country US        numbers to call
  mixwise selfcheck audit_c             three questions about alcohol
  mixwise screen lists.parquet --out results    every list of a file
  mixwise serve                         pages and REST on http://127.0.0.1:8000
  printf 'heroin\\nxanax\\n' | mixwise check    keeps names out of the shell's history
"""


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """
    The command line, for parsing, help, completion and the tests of the docs.

    With the name of a command only that one is built, which a cold start notices; with any other text all of them are.
    """
    parser = argparse.ArgumentParser(
        prog="mixwise",
        description="Can you safely mix X and Y? A whole, honest answer for any two or more things that people take.",
        epilog=EXAMPLES,
        formatter_class=formatter,
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, add in COMMANDS.items():
        if name == command or command not in COMMANDS:
            add(commands)
    return parser


class _Version(argparse.Action):
    """Prints the versions of the engine and of the knowledge; both stand in every answer."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(
            option_strings,
            dest,
            nargs=0,
            default=argparse.SUPPRESS,
            help="show the versions of mixwise and of its knowledge",
        )

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        import mixwise

        try:
            knowledge = mixwise.load().version
        except KnowledgeError as error:
            parser.exit(FAILED, f"mixwise {mixwise.__version__}, knowledge: {error}\n")
        parser.exit(COMPLETE, f"mixwise {mixwise.__version__}, knowledge {knowledge}\n")


def _names(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="what is taken; read from standard input, one a line, when none is given",
    )


def _person(command: argparse.ArgumentParser) -> None:
    person = command.add_argument_group("about the person (optional; each can only raise an answer, none is stored)")
    person.add_argument("--age", type=int)
    person.add_argument("--pregnant", action="store_true", default=None)
    person.add_argument(
        "--condition",
        action="append",
        default=[],
        metavar="WORD",
        help="such as sleep_apnoea, copd, liver_disease; mixwise conditions lists them",
    )
    person.add_argument("--tolerance", choices=("none", "usual", "lost"), default="")
    person.add_argument("--alone", action="store_true", default=None)


def _plot(command: argparse.ArgumentParser) -> None:
    command.add_argument("--plot", action="store_true", help="draw what may still be on board, where a time was told")


def _fail_on(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--fail-on",
        choices=("minor", "unknown", "moderate", "major", "dangerous"),
        metavar="LEVEL",
        help="exit with 1 at this severity or worse",
    )


def _check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("check", help="the short answer and every finding", formatter_class=formatter)
    _names(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the assessment as JSON")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help="JSON lines in on standard input, one JSON line out for each, in order",
    )
    command.add_argument("--why", action="store_true", help="show the facts that made each rule match")
    _plot(command)
    _fail_on(command)
    _person(command)
    command.set_defaults(command="check")


def _guide(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "guide", help="the whole guide: what they are, why, signs, what to do, sources", formatter_class=formatter
    )
    _names(command)
    command.add_argument(
        "--format",
        "-f",
        choices=("text", "md", "html", "json"),
        help="text on a terminal and in a pipe when not given",
    )
    command.add_argument("--output", "-o", metavar="FILE", help="write to a file, whole or not at all")
    command.add_argument("--already", action="store_true", help="they were taken already: what to do now comes first")
    command.add_argument("--country", default="", metavar="CODE", help="two letters, for help lines; none is assumed")
    command.add_argument("--no-color", action="store_true", help="no colour (NO_COLOR works too)")
    _plot(command)
    _fail_on(command)
    _person(command)
    command.set_defaults(command="guide")


def _ask(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("ask", help="a question in a sentence", formatter_class=formatter)
    command.add_argument("names", nargs="*", metavar="SENTENCE", help="read from standard input when none is given")
    command.add_argument("--json", action="store_true", help="the assessment as JSON")
    command.add_argument("--why", action="store_true", help="show the facts that made each rule match")
    _plot(command)
    _fail_on(command)
    _person(command)
    command.set_defaults(command="ask")


def _substance(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "substance", help="what one thing is and what is known about it", formatter_class=formatter
    )
    _names(command)
    command.add_argument("--json", action="store_true", help="the record as JSON")
    command.set_defaults(command="substance")


def _emergency(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("emergency", help="what to do now, offline", formatter_class=formatter)
    command.add_argument(
        "signs",
        nargs="*",
        metavar="WORDS",
        help="what you see and what was taken, in any words; not needed for the first steps",
    )
    _country(command)
    command.add_argument("--json", action="store_true", help="the same as JSON")
    command.set_defaults(command="emergency")


def _helplines(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "helplines", help="numbers to call, text or chat with, by country", formatter_class=formatter
    )
    _country(command)
    command.add_argument("--json", action="store_true", help="the same as JSON")
    command.set_defaults(command="helplines")


def _conditions(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "conditions", help="what --condition understands, with the names of each", formatter_class=formatter
    )
    command.add_argument("--json", action="store_true", help="the same as JSON")
    command.set_defaults(command="conditions")


def _selfcheck(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "selfcheck", help="a few questions about your own use; nothing is stored", formatter_class=formatter
    )
    command.add_argument("name", nargs="?", help="which one; those that there are when not given")
    command.add_argument("--answers", metavar="N,N,…", help="the numbers of the answers, in place of being asked")
    command.add_argument("--json", action="store_true", help="the questions, or with --answers the outcome, as JSON")
    command.set_defaults(command="selfcheck")


def _country(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--country", default="", metavar="CODE", help="two letters, for numbers to call; none is assumed"
    )


def _knowledge(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "knowledge", help="check, compile and compare the knowledge", formatter_class=formatter
    )
    parts = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, words in (
        ("lint", "name every problem, with its line"),
        ("compile", "build the file that answers come from"),
    ):
        part = parts.add_parser(name, help=words, formatter_class=formatter)
        part.add_argument("folder", nargs="?", help="the knowledge folder; the checkout's own when not given")
        if name == "compile":
            part.add_argument(
                "--output", "-o", metavar="FILE", help="where to write; inside the package when not given"
            )
        part.set_defaults(command=f"knowledge_{name}")
    part = parts.add_parser(
        "diff", help="which verdicts change between two knowledge folders or compiled files", formatter_class=formatter
    )
    part.add_argument("old")
    part.add_argument("new")
    part.add_argument(
        "--json", action="store_true", help="counts and the worst of each kind, as the page of changes reads them"
    )
    part.set_defaults(command="knowledge_diff")
    part = parts.add_parser(
        "audit", help="claims at random, each beside its source, to read again", formatter_class=formatter
    )
    part.add_argument("folder", nargs="?", help="the knowledge folder; the checkout's own when not given")
    part.add_argument("--sample", type=int, default=20, metavar="N", help="how many claims")
    part.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, other claims")
    part.add_argument("--csv", action="store_true", help="as a table to fill in")
    part.set_defaults(command="knowledge_audit")
    part = parts.add_parser(
        "review", help="which records want a second reading most, and why", formatter_class=formatter
    )
    part.add_argument("folder", nargs="?", help="the knowledge folder; the checkout's own when not given")
    part.add_argument("--most", type=int, default=10, metavar="N", help="at most so many of each kind")
    part.set_defaults(command="knowledge_review")
    part = parts.add_parser("info", help="what the compiled knowledge holds", formatter_class=formatter)
    part.set_defaults(command="knowledge_info")


def _completion(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "completion", help="print a completion script for your shell", formatter_class=formatter
    )
    command.add_argument("shell", choices=("bash", "zsh", "tcsh"))

    command.set_defaults(command="completion")


COMMANDS: dict[str, Callable[[argparse._SubParsersAction[argparse.ArgumentParser]], None]] = {
    "check": _check,
    "guide": _guide,
    "ask": _ask,
    "substance": _substance,
    "emergency": _emergency,
    "helplines": _helplines,
    "conditions": _conditions,
    "selfcheck": _selfcheck,
    "serve": servers_parser.serve,
    "site": servers_parser.site,
    "extract": extract_parser.extract,
    "screen": screen_parser.screen,
    "knowledge": _knowledge,
    "mcp": servers_parser.mcp,
    "rxnorm": servers_parser.rxnorm,
    "signals": signals_parser.signals,
    "completion": _completion,
}
