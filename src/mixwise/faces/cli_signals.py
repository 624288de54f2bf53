"""The command that screens adverse-event reports: `signals`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import mixwise
from mixwise.errors import UsageError
from mixwise.faces.cli_records import progress
from mixwise.faces.exits import COMPLETE

if TYPE_CHECKING:
    import argparse


def signals(options: argparse.Namespace) -> int:
    """Read the extracts and write the results. Raises UsageError when the `signals` extra is not installed."""
    try:
        from mixwise.screen.signals import Options, run
    except ImportError as error:
        raise UsageError(f"{error.name} is missing: pip install 'mixwise[signals]', or use ./run signals") from error
    asked = Options(
        roles=tuple(role.strip().upper() for role in options.roles.split(",") if role.strip()),
        min_count=options.min_count,
        triples=options.triples,
        most_drugs=options.most_drugs,
        together=options.together,
        sample=options.sample,
        seed=options.seed,
        suppress_below=options.suppress_below,
    ).checked()
    knowledge = mixwise.load()
    with progress("{name}: done") as told:
        found = run(Path(options.folder), Path(options.out), asked, knowledge, told, mixwise.__version__)
    print(
        f"{knowledge.words('locale/en/signals')['note']} {found.cases:,} cases; {found.rows:,} rows, "
        f"{found.raised:,} of them raised. It is in {options.out}."
    )
    if found.broken_rows:
        print(f"{found.broken_rows:,} rows do not fit their file and were left out: see cases.json", file=sys.stderr)
    if found.unresolved_names:
        print(
            f"{found.unresolved_names:,} names are not known and kept as reported: see unresolved.csv", file=sys.stderr
        )
    return COMPLETE
