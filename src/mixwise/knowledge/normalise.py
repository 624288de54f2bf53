"""
The one door that every name goes through, when the knowledge is compiled and when somebody types.

Two spellings of one name compare equal after it: letter case, accents, apostrophes, hyphens and other punctuation, spaces,
® and ™, full-width letters, zero-width and bidi controls make no difference.
"""

import unicodedata
from typing import NamedTuple, NewType

NameKey = NewType("NameKey", str)
"""A name that has been through `normalise`: another type than raw text, so that the type checker finds who forgot it."""


class NameRow(NamedTuple):
    """
    One meaning of a name, as compiled.

    `substances` holds several ids for a product, and none for an ordinary thing (kind `ordinary`, described by `says`).
    `kind` is one of generic, brand, common, street, abbreviation, misspelling, everyday, ordinary, code.
    """

    substances: tuple[str, ...]
    label: str
    supply: str
    product: str
    says: str
    kind: str


# Inside a word these vanish ("john's" is "johns"); every other mark parts words ("co-codamol" is "co codamol").
_VANISH = "'`´ʹʻʼʽˈ‘’‚‛′＇®™©℠"
_ASCII = {code: None if chr(code) in _VANISH else " " for code in range(128) if not chr(code).isalnum()}
_ASCII |= {code: chr(code).lower() for code in range(65, 91)}
_MARKS = {
    ord(mark): None for mark in _VANISH + "\u115f\u1160\u3164\uffa0"
}  # the last four are letters that show nothing
_UNSEEN = frozenset({"Mn", "Me", "Cf"})


def normalise(text: str) -> NameKey:
    """
    Fold case, accents, punctuation and spaces, so that two spellings of one name compare equal.

    Normalising twice changes nothing. Text without a letter or digit gives "".

    >>> normalise(" St John’s-wort® ")
    'st johns wort'
    """
    if text.isascii():
        return NameKey(" ".join(text.translate(_ASCII).split()))
    folded = _bare(_bare(text.translate(_MARKS)).casefold())
    kept = (
        character if character.isalnum() or unicodedata.category(character) == "Mc" else " "
        for character in folded.translate(_MARKS)
    )
    return NameKey(" ".join("".join(kept).split()))


def _bare(text: str) -> str:
    """Compatibility forms taken apart, without accents and other combining marks, and without invisible format controls."""
    return "".join(
        character for character in unicodedata.normalize("NFKD", text) if unicodedata.category(character) not in _UNSEEN
    )
