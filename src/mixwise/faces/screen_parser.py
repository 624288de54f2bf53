"""The command line of `mixwise screen`."""

from __future__ import annotations

import argparse

from mixwise.faces.width import formatter

EXAMPLES = """\
examples:
  mixwise screen dispensings.parquet --out results
  mixwise screen 'data/*.csv' --person-column PATIENT --substance-column DESCRIPTION --out results
  mixwise screen omop_folder --out results        drug_exposure and concept
  mixwise screen fhir_export --out results        bulk NDJSON: MedicationRequest, MedicationStatement …
  zcat lists.csv.gz | mixwise screen - --out results

The same command goes on where it was stopped. The folder is complete or absent, never half.
"""


def screen(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`mixwise screen`."""
    command = commands.add_parser(
        "screen", help="whole populations: every list of a file", epilog=EXAMPLES, formatter_class=formatter
    )
    command.add_argument("input", metavar="INPUT", help="a file, a folder, a pattern, or - for standard input")
    command.add_argument(
        "--out", required=True, metavar="DIR", help="the folder of the results: a new one, or an earlier one"
    )
    command.add_argument(
        "--format",
        choices=("parquet", "csv", "ndjson", "fhir"),
        default="",
        help="when the name of a file does not say it",
    )
    columns = command.add_argument_group("columns (found by their usual names when not given)")
    for role, what in (
        ("person", "who takes it"), ("substance", "a name in any form"), ("code", "a code of RxNorm"),
        ("text", "free text that names what was taken"), ("start", "the first day"), ("stop", "the last day"),
    ):  # fmt: skip
        columns.add_argument(f"--{role}-column", default="", metavar="NAME", help=what)
    command.add_argument(
        "--no-dates", action="store_true", help="everything on a list counts as taken together, whatever its dates"
    )
    command.add_argument(
        "--codes", metavar="FILE", help="a CSV of codes of your own and what each is called: code,name"
    )
    command.add_argument(
        "--rxnorm",
        metavar="FILE",
        help="the release that `mixwise rxnorm import` loaded, for codes of products (default: where it put it, if it did)",
    )
    command.add_argument(
        "--suppress-below", type=int, default=0, metavar="N", help="do not show smaller counts in the report"
    )
    command.add_argument(
        "--persons-only", action="store_true", help="no findings.parquet, only what each person comes to"
    )
    command.add_argument(
        "--threads", type=int, default=0, metavar="N", help="as many as the machine has when not given"
    )
    command.add_argument("--quiet", "-q", action="store_true", help="no progress bar")
    command.set_defaults(command="screen")
