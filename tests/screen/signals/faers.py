"""Files in the layout of the FDA's quarterly extracts, made by the tests: no real report is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

DEMO = "primaryid$caseid$caseversion$i_f_code$event_dt$mfr_dt$init_fda_dt$fda_dt$rept_cod$sex"
DRUG = "primaryid$caseid$drug_seq$role_cod$drugname$prod_ai$route"
REAC = "primaryid$caseid$pt$drug_rec_act"
LEGACY_DEMO = "ISR$CASE$I_F_COD$FOLL_SEQ$IMAGE$EVENT_DT$MFR_DT$FDA_DT$GNDR_COD"
LEGACY_DRUG = "ISR$DRUG_SEQ$ROLE_COD$DRUGNAME$ROUTE"
LEGACY_REAC = "ISR$PT"


class Quarter:
    """One quarter: reports are added one at a time, then everything is written."""

    def __init__(self, name: str, *, legacy: bool = False) -> None:
        self.name, self.legacy = name, legacy
        self.demo = [LEGACY_DEMO if legacy else DEMO]
        self.drug = [LEGACY_DRUG if legacy else DRUG]
        self.reac = [LEGACY_REAC if legacy else REAC]
        self.outc = ["ISR$OUTC_COD" if legacy else "primaryid$caseid$outc_cod"]
        self.indi = ["ISR$DRUG_SEQ$INDI_PT" if legacy else "primaryid$caseid$indi_drug_seq$indi_pt"]
        self.deleted: list[str] = []

    def report(
        self,
        case: int,
        drugs: Sequence[str | tuple[str, str]],
        reactions: Sequence[str],
        *,
        version: int = 1,
        received: int = 20240101,
        outcomes: Sequence[str] = (),
        taken_for: Sequence[str] = (),
    ) -> None:
        """A report of a case; a drug is an ingredient, or (role, ingredient). Of AERS the version is part of the ISR only."""
        number = case * 10 + version
        if self.legacy:
            self.demo.append(f"{number}${case}$F$$1-1$$${received}$F$")
        else:
            self.demo.append(f"{number}${case}${version}$F$$$${received}$EXP$F")
        for place, drug in enumerate(drugs):
            role, name = ("PS" if place == 0 else "C", drug) if isinstance(drug, str) else drug
            more = f"{name}$Oral$" if self.legacy else f"{name and name + ' 5 MG'}${name}$Oral"
            self.drug.append(
                f"{number}${place}${role}${more}" if self.legacy else f"{number}${case}${place}${role}${more}"
            )
        for outcome in outcomes:
            self.outc.append(f"{number}${outcome}$" if self.legacy else f"{number}${case}${outcome}")
        for term in taken_for:
            self.indi.append(f"{number}$1${term}$" if self.legacy else f"{number}${case}$1${term}")
        for reaction in reactions:
            self.reac.append(f"{number}${reaction}$" if self.legacy else f"{number}${case}${reaction}$")

    def write(self, folder: Path, ending: str = "\n", encoding: str = "utf-8") -> None:
        """The three files, and the list of deleted cases when there is one."""
        folder.mkdir(parents=True, exist_ok=True)
        more = ((kind, lines) for kind, lines in (("OUTC", self.outc), ("INDI", self.indi)) if len(lines) > 1)
        for kind, lines in (("DEMO", self.demo), ("DRUG", self.drug), ("REAC", self.reac), *more):
            (folder / f"{kind}{self.name}.txt").write_bytes((ending.join(lines) + ending).encode(encoding))
        if self.deleted:
            (folder / f"DELETE{self.name}.txt").write_text("\n".join(self.deleted) + "\n", encoding="ascii")


def by_table(
    quarter: Quarter, counts: Mapping[tuple[str, ...], tuple[int, int]], reaction: str, other: str = "Other"
) -> None:
    """For each set of drugs so many reports (n), of them so many with the reaction (r)."""
    case = 1000
    for drugs, (n, r) in counts.items():
        for place in range(n):
            case += 1
            quarter.report(case, drugs, [reaction if place < r else other])
