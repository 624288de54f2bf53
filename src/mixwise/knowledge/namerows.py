"""The name table of the compiled file: every normalised name with what it may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.normalise import normalise

Meaning = tuple[list[str], str, str, str, str, str]
"""substances, label, supply, product, says, kind: the fields of NameRow, as stored."""


def name_rows(corpus: Corpus) -> Iterator[tuple[str, list[Meaning]]]:
    """Every normalised name with what it may mean."""
    found: dict[str, dict[tuple[str, ...], Meaning]] = defaultdict(dict)
    for key, meaning in _named(corpus):
        if key:
            known = found[key].get((*meaning[0], meaning[3], meaning[4] if not meaning[0] else ""))
            if known is None or (known[5] == "misspelling" and meaning[5] != "misspelling"):
                found[key][(*meaning[0], meaning[3], meaning[4] if not meaning[0] else "")] = meaning
    for key, meanings in found.items():
        proper = [meaning for meaning in meanings.values() if meaning[5] != "misspelling"]
        yield key, proper or list(meanings.values())  # in the order written: the likeliest first


def listed_rows(corpus: Corpus) -> dict[str, list[Meaning]]:
    """Names from published lists that nothing else has, with what they may mean."""
    had, found = {key for key, _ in name_rows(corpus)}, defaultdict[str, list[Meaning]](list)
    for entry in corpus.listed.values():
        for key in map(normalise, entry.record.names):
            if key and key not in had:
                label = _label(corpus, entry.record.substance)
                found[key].append(([entry.record.substance], label, "street", "", label, "everyday"))
    for entry in corpus.listed.values():
        otherwise = entry.record.otherwise
        for key in map(normalise, entry.record.names):
            if key in found and all(meaning[0] for meaning in found[key]):
                found[key].append(([], otherwise, "", "", otherwise, "ordinary"))
    return found


def _label(corpus: Corpus, takeable: str) -> str:
    entry = corpus.substances.get(takeable)
    return entry.record.label.us if entry else corpus.classes[takeable].record.label.one


def _named(corpus: Corpus) -> Iterator[tuple[str, Meaning]]:
    yield from _asked_back(corpus)
    for name, entry in corpus.substances.items():
        record = entry.record
        plain = [name, record.label.us, record.label.international, *record.names.generic]
        yield from _each([name], record.label.us, record.names, plain, "")
        for system, code in record.codes.items():
            yield normalise(f"{system} {code}"), ([name], record.label.us, "", "", "", "code")
    for name, group in corpus.classes.items():
        if group.record.stand_in:
            plain = [
                name,
                group.record.label.one,
                group.record.label.many,
                *group.record.stand_in.names.generic,
            ]
            yield from _each([name], group.record.label.one, group.record.stand_in.names, plain, "")
    for name, product in corpus.products.items():
        yield from _each(
            list(product.record.holds),
            product.record.label,
            product.record.names,
            [product.record.label, *product.record.names.generic],
            name,
            product.record.supply,
        )


def _each(
    substances: list[str],
    label: str,
    names: schema.Names,
    generic: Iterable[str],
    product: str,
    supply: str = "",
) -> Iterator[tuple[str, Meaning]]:
    supplies = {"brand": "pharmacy", "street": "street"}
    for text in generic:
        yield normalise(text), (substances, label, supply, product, "", "generic")
    for kind in ("brand", "common", "street", "abbreviation", "misspelling", "everyday"):
        for text in getattr(names, kind):
            yield normalise(text), (substances, label, supplies.get(kind, supply), product, "", kind)


def _asked_back(corpus: Corpus) -> Iterator[tuple[str, Meaning]]:
    """Names with several meanings, each with the words that tell them apart; these come before a substance's own."""
    for entry in corpus.ambiguous.values():
        for meaning in entry.record.meanings:
            key = normalise(entry.record.name)
            if meaning.ordinary:
                yield key, ([], meaning.ordinary, "", "", meaning.ordinary, "ordinary")
            elif meaning.product:
                product = corpus.products[meaning.product].record
                yield (
                    key,
                    (
                        list(product.holds),
                        product.label,
                        meaning.supply or product.supply,
                        meaning.product,
                        meaning.says or "",
                        "everyday",
                    ),
                )
            elif meaning.substance:
                label = _label(corpus, meaning.substance)
                yield (
                    key,
                    ([meaning.substance], label, meaning.supply or "", "", meaning.says or "", "everyday"),
                )
