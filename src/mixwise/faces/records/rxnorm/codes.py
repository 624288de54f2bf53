"""How codes are written: National Drug Codes in their several spellings."""

from __future__ import annotations

LABELER, PRODUCT, PACKAGE = 5, 4, 2


def ndc_11(text: str) -> str:
    """
    A National Drug Code as eleven digits without hyphens; a product code of two parts as nine; "" when it is none.

    Ten digits without hyphens do not say which part is short, and none is guessed: see `ndc_forms`.

    >>> ndc_11("0069-2587-41")
    '00069258741'
    >>> ndc_11("00069-2587")
    '000692587'
    """
    parts = text.replace("*", "0").strip().split("-")
    if not all(part.isdigit() and part.isascii() for part in parts):
        return ""
    if len(parts) == 1:
        return parts[0] if len(parts[0]) == LABELER + PRODUCT + PACKAGE else ""
    sizes = (LABELER, PRODUCT, PACKAGE)[: len(parts)]
    if len(parts) > len(sizes) or any(len(part) > size for part, size in zip(parts, sizes, strict=True)):
        return ""
    return "".join(part.zfill(size) for part, size in zip(parts, sizes, strict=True))


def ndc_forms(text: str) -> tuple[str, ...]:
    """Every eleven- or nine-digit code that a spelling can stand for; ten digits without hyphens stand for three."""
    plain = text.replace("*", "").strip()
    if plain.isdigit() and len(plain) == 10:
        spelled = (
            f"{plain[:4]}-{plain[4:8]}-{plain[8:]}",
            f"{plain[:5]}-{plain[5:8]}-{plain[8:]}",
            f"{plain[:5]}-{plain[5:9]}-{plain[9:]}",
        )
        return tuple(dict.fromkeys(ndc_11(one) for one in spelled))
    found = ndc_11(plain)
    return (found,) if found else ()
