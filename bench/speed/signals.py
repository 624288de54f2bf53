"""
How long a year of adverse-event reports takes, and how much memory: `python -m bench.speed.signals [--cases 1600000]`.

The reports are made up (four quarters in the FDA's layout, with later versions, deleted cases, broken rows and names that nobody
knows) with frequencies as skewed as those of real ones: a few drugs and reactions in very many reports, most in few, and some
reports with dozens of drugs. No real report is in them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import numpy as np

import mixwise

DEMO = "primaryid$caseid$caseversion$i_f_code$event_dt$mfr_dt$init_fda_dt$fda_dt$rept_cod$auth_num$mfr_num$mfr_sndr$lit_ref$age$age_cod$age_grp$sex$e_sub$wt$wt_cod$rept_dt$to_mfr$occp_cod$reporter_country$occr_country"  # noqa: E501
DRUG = "primaryid$caseid$drug_seq$role_cod$drugname$prod_ai$val_vbm$route$dose_vbm$cum_dose_chr$cum_dose_unit$dechal$rechal$lot_num$exp_dt$nda_num$dose_amt$dose_unit$dose_form$dose_freq"  # noqa: E501
REAC = "primaryid$caseid$pt$drug_rec_act"
REACTIONS, UNKNOWN, FREE_TEXT = 9_000, 3_000, 12
AT_ONCE = 100_000


def names() -> list[str]:
    """Names as reported: every substance of the knowledge under its own name, then some that nobody knows."""
    knowledge = mixwise.load()
    known = [name.replace("_", " ").upper() for name in knowledge.ids("substance")]
    return known + [f"ZZYX{number}MAB" for number in range(UNKNOWN)]


def skewed(
    rng: np.random.Generator, kinds: int, size: int, power: float = 1.05
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Numbers of kinds, the first of them by far the most frequent."""
    weights = 1 / np.arange(5, kinds + 5) ** power
    return rng.choice(kinds, size=size, p=weights / weights.sum())


def make(folder: Path, cases: int, seed: int = 1) -> dict[str, int]:
    """Write four quarters; how many cases, rows of drugs and rows of reactions they hold."""
    rng = np.random.default_rng(seed)
    every = names()
    rng.shuffle(every)
    counts = {"cases": 0, "drugs": 0, "reactions": 0}
    for quarter in range(1, 5):
        with (
            (folder / f"DEMO24Q{quarter}.txt").open("w", encoding="utf-8") as demo,
            (folder / f"DRUG24Q{quarter}.txt").open("w", encoding="utf-8") as drug,
            (folder / f"REAC24Q{quarter}.txt").open("w", encoding="utf-8") as reac,
        ):
            for file, first in ((demo, DEMO), (drug, DRUG), (reac, REAC)):
                file.write(first + "\n")
            start = quarter * 10_000_000
            for at in range(0, cases // 4, AT_ONCE):
                ids = np.arange(start + at, start + min(at + AT_ONCE, cases // 4))
                _write(rng, every, ids, quarter, (demo, drug, reac), counts)
        (folder / f"DELETE24Q{quarter}.txt").write_text(
            "\n".join(str(number) for number in range(start, start + cases // 400)), encoding="ascii"
        )
    return counts


def _write(
    rng: np.random.Generator,
    every: list[str],
    ids: np.ndarray,
    quarter: int,
    files: tuple[IO[str], ...],
    counts: dict[str, int],
) -> None:
    demo, drug, reac = files
    versions = rng.choice([1, 2, 3], size=len(ids), p=[0.8, 0.15, 0.05])
    sizes = np.minimum(1 + rng.negative_binomial(0.55, 0.17, size=len(ids)), 90)
    terms = np.minimum(1 + rng.poisson(2.1, size=len(ids)), 25)
    drugs, reactions = skewed(rng, len(every), int(sizes.sum())), skewed(rng, REACTIONS, int(terms.sum()))
    free = rng.random(len(drugs)) < 0.05
    d = r = 0
    for number, version, size, term in zip(
        ids.tolist(), versions.tolist(), sizes.tolist(), terms.tolist(), strict=True
    ):
        report = f"{number}{version}${number}"
        demo.write(
            f"{report}${version}$I$20240101$20240102$20240103$2024{quarter:02}15$EXP$$X$ACME$$50$YR$A$F$Y$70$KG$20240110$$MD$US$US\n"
        )
        for sequence in range(size):
            name = every[drugs[d]]
            ingredient = "" if free[d] else name
            shown = f"{name} {d % FREE_TEXT} MG TABLET" if free[d] else name
            role = "PS" if sequence == 0 else "SS" if sequence < 2 else "C"
            drug.write(
                f"{report}${sequence + 1}${role}${shown}${ingredient}$1$Oral$50 MG, QD$$$U$$$$20303$50$MG$TABLET$QD\n"
            )
            d += 1
        for _ in range(term):
            reac.write(f"{report}$Reaction number {reactions[r]}$\n")
            r += 1
    drug.write(
        f"{ids[0]}1${ids[0]}$9$PS$A$BROKEN$ROW$WITH$TOO$MANY$FIELDS$1$Oral$50 MG, QD$$$U$$$$20303$50$MG$TABLET$QD\n"
    )
    counts["cases"] += len(ids)
    counts["drugs"] += d
    counts["reactions"] += r


def main() -> None:
    """Make the reports, run the command on them in a process of its own, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=float, default=1.6e6)
    parser.add_argument("--triples", choices=("none", "raised", "all"), default="raised")
    parser.add_argument("--keep", metavar="DIR", help="make the reports there, and leave them")
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="signals_bench_"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        counts = make(folder, int(options.cases)) if not any(folder.glob("DEMO*")) else {}
        size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
        target = Path(tempfile.mkdtemp(prefix="signals_out_")) / "out"
        started = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "mixwise",
            "signals",
            str(folder),
            "--out",
            str(target),
            "--triples",
            options.triples,
        ]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
        taken = time.perf_counter() - started
        if done.returncode != 0:
            sys.exit(done.stderr)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
        report = json.loads((target / "report.json").read_text(encoding="utf-8"))
        shutil.rmtree(target.parent)
        print(f"made: {counts}, {size / 1e6:.0f} MB")
        print(f"{report['cases']:,} cases counted, {report['pairs']:,} pairs, rows {report['rows']}")
        print(f"{taken:.0f} s, {most:.2f} GB at most, {os.cpu_count()} cores")
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
