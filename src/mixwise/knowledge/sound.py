"""How a name sounds: what is often written for each other made one. The same when the knowledge is compiled and when asked."""

from collections.abc import Iterable, Sequence

Written = Sequence[tuple[str, str]]
"""Pairs of what is written and how it sounds, in the order in which they are applied."""


def written(pairs: Iterable[Sequence[str]]) -> Written:
    """The pairs of a language (`sounds` in `locale/<language>/sentences.yaml`) in their order: letters together before one."""
    return sorted(((str(letters), str(heard)) for letters, heard in pairs), key=lambda pair: len(pair[0]) == 1)


def sound(text: str, pairs: Written) -> str:
    """A normalised name as it sounds, doubled letters made single. Of many at once, when they stand on lines of their own."""
    for letters, heard in pairs:
        if letters in text:
            text = text.replace(letters, heard)
    return single(text)


def single(text: str) -> str:
    """A text with every run of one letter made one of it; lines stay."""
    for letter in set(text) - {"\n"}:
        while letter * 2 in text:
            text = text.replace(letter * 2, letter)
    return text
