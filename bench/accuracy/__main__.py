"""`python -m bench.accuracy --reference DIR`: measure, show, and compare with what was committed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.accuracy.measure import measure
from bench.accuracy.report import text, worse, write_readme

COMMITTED = Path(__file__).with_name("figures.json")
README = Path(__file__).parents[2] / "README.md"


def main() -> int:
    """0 when measured, 1 when `--check` found a figure that fell, 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description=__doc__)
    parser.add_argument("--reference", type=Path, required=True, metavar="DIR", help="the folder of reference data")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help=f"write the figures there ({COMMITTED.name} is the committed one)"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page with plots and every disagreement there"
    )
    parser.add_argument("--write-readme", action="store_true", help="put the table into README.md")
    parser.add_argument("--check", action="store_true", help=f"fail when a figure is worse than in {COMMITTED.name}")
    given = parser.parse_args()
    if not given.reference.is_dir():
        parser.error(f"no folder {given.reference}")
    if given.check and not COMMITTED.is_file():
        parser.error(f"no figures are committed yet: make them with --json {COMMITTED.relative_to(README.parent)}")

    figures = measure(given.reference)
    print(text(figures))
    fallen = list(worse(figures, json.loads(COMMITTED.read_text(encoding="utf-8")))) if given.check else []
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.html:
        from bench.accuracy.page import page  # late: only the page needs plots

        given.html.write_text(page(given.reference, figures), encoding="utf-8")
    if given.write_readme:
        write_readme(README, figures)
    for line in fallen:
        print(f"worse than committed: {line}", file=sys.stderr)
    if fallen:
        print(f"If that is meant, commit new figures: --json {COMMITTED.relative_to(README.parent)}", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
