"""OMOP: `drug_exposure` with the `concept` table that says what each concept is."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from mixwise.errors import UsageError
from mixwise.screen.inputs.columns import Columns
from mixwise.screen.naming import ALSO, CODES, Rename

EXPOSURE, CONCEPT = "drug_exposure", "concept"
WANTED = ("concept_id", "concept_name", "vocabulary_id", "concept_code")
COLUMNS = Columns(
    person="person_id", code="drug_concept_id", start="drug_exposure_start_date", stop="drug_exposure_end_date"
)


def table_in(folder: Path, name: str) -> Path | None:
    """The file of a table in a folder, whatever its case and format."""
    for path in sorted(folder.iterdir()):
        if path.name.lower().split(".")[0] == name and path.suffix.lower() in (".parquet", ".csv", ".tsv", ".txt"):
            return path
    return None


def is_omop(folder: Path) -> bool:
    """Whether a folder is a CDM."""
    return folder.is_dir() and table_in(folder, EXPOSURE) is not None


def concepts(folder: Path, exposures: Path) -> Rename:
    """
    What each concept id of the exposures means: its code of RxNorm, then its name.

    Raises UsageError when the folder has no `concept` table, or it lacks a column.
    """
    path = table_in(folder, CONCEPT)
    if path is None:
        raise UsageError(f"{folder} has {EXPOSURE} but no {CONCEPT} table, which says what each concept id is")
    used = _scan(exposures)
    name = next((one for one in used.collect_schema().names() if one.lower() == COLUMNS.code), None)
    if name is None:
        raise UsageError(f"{exposures} has no column {COLUMNS.code}")
    ids = (
        used.select(pl.col(name).cast(pl.Int64, strict=False).alias("concept_id")).unique().collect(engine="streaming")
    )
    held = _scan(path).rename(lambda column: column.lower())
    missing = [column for column in WANTED if column not in held.collect_schema().names()]
    if missing:
        raise UsageError(f"{path} has no column {missing[0]}")
    rows = (
        held.select(WANTED)
        .with_columns(pl.col("concept_id").cast(pl.Int64, strict=False))
        .join(ids.lazy(), on="concept_id", how="semi")
        .collect(engine="streaming")
    )
    known = {
        str(number): f"{CODES}:{code}{ALSO}{label}" if vocabulary == "RxNorm" else f"{label}"
        for number, label, vocabulary, code in rows.iter_rows()
    }
    return known.get


def _scan(path: Path) -> pl.LazyFrame:
    if path.suffix.lower() == ".parquet":
        return pl.scan_parquet(path)
    with path.open("rb") as opened:
        tabbed = b"\t" in opened.readline()
    return pl.scan_csv(path, separator="\t" if tabbed else ",", quote_char=None if tabbed else '"', infer_schema=False)
