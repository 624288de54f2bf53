"""
Reading YAML so that nothing is guessed and nothing is lost.

Every scalar stays text (YAML 1.1 would turn `no` into False and `1e3` into a number), duplicate keys are refused, and every
mapping, list and scalar remembers its line, so that a problem can be shown where it stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml reads ten times faster, and no type is guessed


class Location(NamedTuple):
    """A place in a knowledge file; `line` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Problem(NamedTuple):
    """Something wrong in the knowledge: where, what, and what to write instead."""

    where: Location
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"\n   {self.hint}" if self.hint else "")


class Text(str):
    """A scalar, with the line that it stands on."""

    line: int


class Mapping(dict[str, object]):
    """A mapping, with the line that it begins on and the line of each key."""

    line: int
    key_lines: dict[str, int]


class Sequence(list[object]):
    """A list, with the line that it begins on."""

    line: int


def read(path: Path, name: str) -> tuple[object, list[Problem]]:
    """The content of one file, and the problems found while reading. `name` is how the file is called in messages."""
    problems: list[Problem] = []
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=Loader)
    except UnicodeDecodeError as error:
        return None, [Problem(Location(name, 1), f"not UTF-8 text: {error.reason}", "Save the file as UTF-8.")]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        return None, [
            Problem(Location(name, line), f"not readable as YAML: {error.problem}", "Look at quotes and indents.")
        ]
    if root is None:
        return Sequence(), problems
    return _build(root, name, problems), problems


def _build(node: yaml.Node, name: str, problems: list[Problem]) -> object:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        text = Text(node.value)
        text.line = line
        return text
    if isinstance(node, yaml.SequenceNode):
        sequence = Sequence(_build(child, name, problems) for child in node.value)
        sequence.line = line
        return sequence
    mapping = Mapping()
    mapping.line = line
    mapping.key_lines = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        key_line = key_node.start_mark.line + 1
        if key in mapping:
            first = mapping.key_lines[key]
            problems.append(
                Problem(
                    Location(name, key_line),
                    f"the key {key!r} stands here twice",
                    f"It was first given in line {first}.",
                )
            )
        mapping[key] = _build(value_node, name, problems)
        mapping.key_lines[key] = key_line
    return mapping


def line_of(value: object, path: tuple[object, ...] = ()) -> int:
    """The line of the value at `path` inside `value`, or of the nearest thing around it."""
    line = getattr(value, "line", 1)
    for step in path:
        if isinstance(value, Mapping) and isinstance(step, str) and step in value:
            line = value.key_lines.get(step, line)
            value = value[step]
        elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value):
            value = value[step]
            line = getattr(value, "line", line)
        else:
            break
    return line
