"""What a name can turn out to be. Text that is ambiguous or not recognised is a result, never an exception."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from mixwise.knowledge.normalise import NameRow


class Meaning(NamedTuple):
    """
    One thing that a name may stand for.

    `substances` holds several ids for a product. `supply` is street, pharmacy, shop, or "" when the name does not say;
    `product` is "" when the name is a substance's own; `says` tells meanings apart and is "" when there is only one.
    """

    substances: tuple[str, ...]
    label: str
    supply: str
    product: str
    says: str


class Resolved(NamedTuple):
    """One meaning. `how` is exact, or spelling when what was typed had to be mended."""

    typed: str
    meaning: Meaning
    how: str


class Ambiguous(NamedTuple):
    """Several meanings, at least one of them a substance; `ordinary` are the things that are none ("frozen water")."""

    typed: str
    meanings: tuple[Meaning, ...]
    ordinary: tuple[str, ...]
    how: str


class Unrecognised(NamedTuple):
    """
    No meaning that we know.

    `kind` is unidentified for a thing that the reader cannot name either ("a blue pill"), else unrecognised.
    """

    typed: str
    kind: str
    suggestions: tuple[str, ...]


Resolution = Resolved | Ambiguous | Unrecognised


class Mention(NamedTuple):
    """
    A substance named in a sentence: text[start:end], what it means, and whether the sentence says it was not taken.

    `history` is past (formerly, stopped), other (somebody else's, or taken by somebody else), or "" when nothing is said.
    """

    text: str
    start: int
    end: int
    resolution: Resolution
    negated: bool
    history: str = ""


class NameIndex(Protocol):
    """Where names are looked up; the compiled knowledge is one. Keys have been through `normalise`."""

    def meanings(self, key: str) -> tuple[NameRow, ...]:
        """The meanings of a normalised name; () when it has none."""
        ...  # pragma: no cover

    def listed(self, key: str) -> tuple[NameRow, ...]:
        """What published lists of street names say of a name that has no meanings here; () when none does."""
        ...  # pragma: no cover

    def keys_of_length(self, shortest: int, longest: int) -> Sequence[str]:
        """Every normalised name of that many characters, in a fixed order."""
        ...  # pragma: no cover

    def sounding(self, sound: str) -> Sequence[str]:
        """The normalised names that sound so (see `knowledge.sound`), the shorter first."""
        ...  # pragma: no cover

    def sentence_words(self, language: str) -> Mapping[str, Any]:
        """How people speak of taking things: `locale/<language>/sentences.yaml`."""
        ...  # pragma: no cover

    def words_starting(self, language: str, start: str) -> Mapping[str, str]:
        """
        The words of a language that begin with two letters, by list (common, rare, proper, chemical), with spaces between.
        """
        ...  # pragma: no cover

    def unidentified_words(self) -> Mapping[str, Any]:
        """How people speak of things that they cannot name: `names/unidentified.yaml`."""
        ...  # pragma: no cover
