"""
The command line. Data on standard output, talk on standard error, and exit codes that a script can rely on.

0 a complete answer; 1 with --fail-on, when that severity is reached; 2 usage; 3 incomplete (something unrecognised,
ambiguous or not reviewed); 4 the check failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from mixwise.errors import KnowledgeError, MixwiseError, UsageError
from mixwise.faces.exits import COMPLETE, FAILED, USAGE

HERE = ("heroin", "xanax")
"""What is answered when nothing is asked: the question of the article that started mixwise."""
PLAIN: dict[str, Any] = {
    "json": False, "jsonl": False, "why": False, "plot": False, "fail_on": None, "age": None, "pregnant": None, "condition": [],
    "tolerance": "", "alone": None, "command": "check",
}  # fmt: skip
"""The options of `check` when only names are given, as the parser has them (a test compares the two)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")  # what was typed is echoed on any terminal, whatever it holds
    try:
        code = _command(_parse(given or ["check", *HERE]))
        if not given:
            print("\nAsk your own: mixwise check NAME NAME …   (mixwise --help shows more)", file=sys.stderr)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"mixwise: {error}", file=sys.stderr)
        return USAGE
    except KnowledgeError as error:
        print(f"mixwise: the check failed, so nothing is known about this: {error}", file=sys.stderr)
        return FAILED
    except MixwiseError as error:
        print(f"mixwise: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COMPLETE
    except KeyboardInterrupt:
        return 130
    except (
        Exception
    ) as error:  # a fault of ours: never an empty answer, never exit code 1 ("reached"), nothing typed is shown
        print(f"mixwise: the check failed, so nothing is known about this: {_fault(error)}", file=sys.stderr)
        return FAILED


def _fault(error: Exception) -> str:
    """What failed and where, without what was asked."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}, line {trace.tb_lineno}" if trace else "unknown"
    return f"a fault of mixwise ({type(error).__name__} in {place}). Please report it."


def _parse(given: Sequence[str]) -> Any:
    """The options. Plain names need no parser, and a cold start notices that argparse was not imported."""
    if given[0] == "check" and len(given) > 1 and not any(word.startswith("-") for word in given):
        return SimpleNamespace(names=list(given[1:]), **PLAIN)
    from mixwise.faces.parser import build_parser

    parser = build_parser(given[0])
    options = parser.parse_args(given)
    if getattr(options, "command", None) is None:
        parser.print_help()
        raise UsageError("name a command")
    return options


def _command(options: Any) -> int:
    """Run the command that was asked for; its module is only imported now, so that help and one answer stay light."""
    name = options.command
    if name.startswith("knowledge_") or name == "completion":
        from mixwise.faces import cli_knowledge as module
    elif name in ("serve", "site_build"):
        from mixwise.faces import cli_serve as module  # type: ignore[no-redef]
    elif name == "screen":
        from mixwise.faces import cli_screen as module  # type: ignore[no-redef]
    elif name in ("mcp", "rxnorm_import"):
        from mixwise.faces import cli_records as module  # type: ignore[no-redef]
    elif name == "extract":
        from mixwise.faces import cli_extract as module  # type: ignore[no-redef]
    elif name == "signals":
        from mixwise.faces import cli_signals as module  # type: ignore[no-redef]
    else:
        from mixwise.faces import cli_answers as module  # type: ignore[no-redef]
    run: Callable[[Any], int] = getattr(module, name)
    return run(options)
