"""The options of `mixwise signals`."""

from __future__ import annotations

import argparse

from mixwise.faces.width import formatter

ABOUT = """\
Reads the FDA's quarterly extracts of adverse-event reports (ASCII, packed or unpacked) and measures how often
combinations of drugs are reported with each reaction, beside what mixwise says of them. Reports, not proof.
"""
EXAMPLES = """\
examples:
  mixwise signals faers/ --out signals/                  every quarter in the folder
  mixwise signals faers/ --out try/ --sample 0.05        a twentieth of the cases, to try it out
  mixwise signals faers/ --out suspects/ --roles PS,SS,I without drugs that were only taken beside
"""


def signals(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`mixwise signals`."""
    command = commands.add_parser(
        "signals",
        help="combinations that adverse-event reports (FAERS) name more than expected; reports, not proof",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=formatter,
    )
    command.add_argument("folder", metavar="FAERS_DIR", help="where the quarterly extracts are")
    command.add_argument(
        "--out", "-o", required=True, metavar="DIR", help="an empty folder, or one made by this command"
    )
    command.add_argument(
        "--roles", default="PS,SS,C,I", metavar="CODES", help="roles that count: PS, SS, C, I (default: all four)"
    )
    command.add_argument(
        "--min-count",
        type=int,
        default=3,
        metavar="N",
        help="reports that a combination needs with a reaction (default: 3)",
    )
    command.add_argument(
        "--triples",
        choices=("none", "raised", "all"),
        default="raised",
        help="sets of three: none, those that their pairs do not explain (default), or all",
    )
    command.add_argument(
        "--most-drugs",
        type=int,
        default=50,
        metavar="N",
        help="leave out reports with more drugs than this (default: 50)",
    )
    command.add_argument(
        "--together",
        type=int,
        default=50,
        metavar="N",
        help="reports that must name both drugs before silence is listed (default: 50)",
    )
    command.add_argument(
        "--suppress-below", type=int, default=0, metavar="N", help="withhold rows that show a count from 1 to N - 1"
    )
    command.add_argument("--sample", type=float, default=1.0, metavar="SHARE", help="only such a share of the cases")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, another sample")
    command.set_defaults(command="signals")
