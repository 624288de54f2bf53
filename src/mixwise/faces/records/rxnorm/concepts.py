"""One view of RxNorm: our own coded substances, and the release that an operator loaded, if any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mixwise.faces.records.rxnorm.codes import ndc_forms
from mixwise.faces.records.rxnorm.store import Concept, Release
from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import Knowledge
from mixwise.names import resolve
from mixwise.names.types import Resolved

ORDER = ("IN", "PIN", "MIN", "BN")
"""Term types from the plainest on; products come after these."""
SPOKEN = ("street", "everyday", "ordinary", "code", "misspelling")
"""Kinds of our names that a look-up of clinical names leaves out."""


class Concepts:
    """What RxCUIs and names mean. An identifier is text made of digits."""

    def __init__(self, knowledge: Knowledge, release: Release | None = None) -> None:
        self.knowledge = knowledge
        self.release = release
        self._coded: dict[str, str] = {}
        for substance in knowledge.ids("substance"):
            code = knowledge.row("substance", substance)["codes"].get("rxcui")
            if code:
                self._coded[str(code)] = substance
        self._parts: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._names: dict[str, tuple[Concept, ...]] | None = None
        self._listed: list[tuple[str, str, str]] | None = None

    def coded(self) -> dict[str, str]:
        """Our substances by their RxCUI."""
        return self._coded

    def concept(self, rxcui: str) -> Concept | None:
        """What an identifier stands for; a retired one stands for what it became. None when nobody knows it."""
        if self.release and (found := self.release.concept(self.release.current(rxcui))):
            return found
        substance = self._coded.get(rxcui)
        return Concept(rxcui, self._label(substance), "IN") if substance else None

    def ingredients(self, rxcui: str) -> tuple[Concept, ...]:
        """The plain ingredients of a concept, itself when it is one; () when they are not known."""
        if self.release:
            found = [self.release.concept(one) for one in self.release.ingredients(self.release.current(rxcui))]
            if found:
                return tuple(one for one in found if one)
        own = self.concept(rxcui) if rxcui in self._coded else None
        return (own,) if own else ()

    def substance(self, ingredient: Concept) -> str:
        """Our substance for an ingredient: by its code, else by its exact name when that has one meaning; "" for none."""
        if found := self._coded.get(ingredient.rxcui):
            return found
        meanings = self.knowledge.meanings(normalise(ingredient.name))
        if (
            len(meanings) == 1
            and len(meanings[0].substances) == 1
            and meanings[0].kind not in SPOKEN
            and not meanings[0].product
        ):
            return meanings[0].substances[0]
        return ""

    def made_of(self, concept: Concept) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Our substances in a concept, and the names of its ingredients that are none of ours."""
        found = self._parts.get(concept.rxcui)
        if found is None:
            known: list[str] = []
            missing: list[str] = []
            for ingredient in self.ingredients(concept.rxcui):
                substance = self.substance(ingredient)
                (known if substance else missing).append(substance or ingredient.name)
            found = (tuple(dict.fromkeys(known)), tuple(missing or (() if known else (concept.name,))))
            self._parts[concept.rxcui] = found
        return found

    def rxcui(self, substance: str) -> str:
        """The identifier of one of our substances; "" when it has none."""
        return str(self.knowledge.row("substance", substance)["codes"].get("rxcui", ""))

    def by_code(self, system: str, code: str) -> tuple[str, ...]:
        """Identifiers for a code of another system (NDC, ATC, UNII_CODE, SNOMEDCT)."""
        forms = ndc_forms(code) if system == "NDC" else (code.strip().upper(),)
        found = list(self.release.coded(system, forms)) if self.release else []
        for form in forms:
            for meaning in self.knowledge.meanings(normalise(f"{system.removesuffix('_CODE')} {form}")):
                if meaning.kind == "code" and (own := self.rxcui(meaning.substances[0])):
                    found.append(own)
        return self.ordered(found)

    def named(self, name: str, *, mended: bool = False) -> tuple[str, ...]:
        """Identifiers for a name, the plainest first; with `mended` also past salts, doses and word order."""
        key = normalise(name)
        found = list(self.release.named(key)) if self.release and key else []
        if not found:
            found = [one.rxcui for one in self._own_names().get(key, ())]
        if not found and mended:
            meaning = resolve(name, self.knowledge)
            misspelt = any(one.kind == "misspelling" for one in self.knowledge.meanings(key))
            if (
                not misspelt
                and isinstance(meaning, Resolved)
                and meaning.how == "exact"
                and len(meaning.meaning.substances) == 1
            ):
                found += [self.rxcui(meaning.meaning.substances[0])]
            if self.release and not any(found):
                found += self.release.named(" ".join(sorted(key.split()))) or self._reordered(key)
        return self.ordered(one for one in found if one)

    def _reordered(self, key: str) -> list[str]:
        words = sorted(key.removesuffix("s").split())
        names = self.release.names() if self.release else ()
        return [
            rxcui
            for other, _, rxcui in names
            if len(other) <= len(key) + 1 and sorted(other.removesuffix("s").split()) == words
        ]

    def ordered(self, identifiers: Sequence[str] | Iterator[str]) -> tuple[str, ...]:
        """Each once: by how plain the concept is, then by number."""
        types = {one: (self.concept(one) or Concept(one, "", "")).tty for one in dict.fromkeys(identifiers)}
        return tuple(
            sorted(
                types, key=lambda one: (ORDER.index(types[one]) if types[one] in ORDER else len(ORDER), len(one), one)
            )
        )

    def all_names(self) -> list[tuple[str, str, str]]:
        """Every (normalised name, name, identifier) that can be looked up."""
        if self._listed is None:
            own = self._own_names().items()
            self._listed = [(key, one.synonym or one.name, one.rxcui) for key, concepts in own for one in concepts]
            self._listed += self.release.names() if self.release else ()
        return self._listed

    def display_names(self) -> tuple[str, ...]:
        """Names for a list to choose from: ingredients and brands."""
        found = {concept.name for concepts in self._own_names().values() for concept in concepts}
        found |= {concept.synonym for concepts in self._own_names().values() for concept in concepts if concept.synonym}
        if self.release:
            for _, name, rxcui in self.release.names():
                concept = self.release.concept(rxcui)
                if concept and concept.tty in ORDER and concept.name == name:
                    found.add(name)
        return tuple(sorted(found, key=str.casefold))

    def _own_names(self) -> dict[str, tuple[Concept, ...]]:
        """Our clinical names of coded substances; `synonym` holds the name where it is not the label itself."""
        if self._names is None:
            found: dict[str, tuple[Concept, ...]] = {}
            for key in self.knowledge.keys_of_length(1, 200):
                meanings = [
                    one
                    for one in self.knowledge.meanings(key)
                    if one.kind not in SPOKEN and len(one.substances) == 1 and not one.product
                ]
                concepts = [
                    Concept(
                        code,
                        self._label(one.substances[0]),
                        "IN",
                        "" if normalise(self._label(one.substances[0])) == key else key,
                    )
                    for one in meanings
                    if (code := self.rxcui(one.substances[0]))
                ]
                if concepts:
                    found[key] = tuple(concepts)
            self._names = found
        return self._names

    def _label(self, substance: str) -> str:
        return str(self.knowledge.row("substance", substance)["label"][0])
