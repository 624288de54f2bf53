"""The options of `mixwise extract`."""

from __future__ import annotations

import argparse

from mixwise.faces.width import formatter

MOST_WORKERS = 256
EXAMPLES = """\
examples:
  mixwise extract notes.txt                                   a document a file; JSON lines on standard output
  mixwise extract cases.csv --column narrative --id case_no   a document a row
  mixwise extract 'runs/**/*.parquet' --column text -o mentions.parquet
  cat posts.ndjson | mixwise extract - --input ndjson -f csv

Each mention has its place (characters of the original text), the name as written, what it means (all meanings where that is
ambiguous), whether the text denies it, and whether it is past or somebody else's.
"""


def extract(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`mixwise extract`."""
    command = commands.add_parser(
        "extract", help="the substances in narratives, a file or a million", epilog=EXAMPLES, formatter_class=formatter
    )
    command.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="text, CSV, NDJSON or Parquet; a folder; a pattern; - for standard input",
    )
    command.add_argument("--column", default="text", metavar="NAME", help="the column with the text (default: text)")
    command.add_argument(
        "--id", default="", metavar="NAME", help="a column that tells documents apart, to be written out"
    )
    command.add_argument(
        "--input",
        choices=("text", "csv", "tsv", "ndjson", "parquet"),
        default="",
        help="what the input is, when its name does not say (default: text)",
    )
    command.add_argument(
        "--format", "-f", choices=("jsonl", "csv", "parquet"), help="by the name of the file, else jsonl"
    )
    command.add_argument("--output", "-o", metavar="FILE", help="write to a file, whole or not at all")
    command.add_argument(
        "--rejects", metavar="FILE", help="write the place and the reason of each row that was left out"
    )
    command.add_argument(
        "--workers",
        type=_count,
        default=1,
        metavar="N",
        help="processes that search at once (default: 1); the order stays, each needs about 300 MB",
    )
    command.add_argument("--quiet", "-q", action="store_true", help="no count on standard error")
    command.set_defaults(command="extract")


def _count(given: str) -> int:
    if not given.isdigit() or not 1 <= int(given) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {MOST_WORKERS}")
    return int(given)
