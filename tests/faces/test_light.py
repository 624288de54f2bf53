"""One answer stays light: what `check` must not import, and what it must not leave behind."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"yaml", "pydantic", "rich", "shtab", "dataclasses", "inspect", "asyncio", "socket", "ssl", "http", "urllib.request", "logging",
         "numpy", "jinja2", "email"}  # fmt: skip
LIST = "import sys, json; from mixwise.faces.cli import main; main(sys.argv[1:]); print('\\n' + json.dumps(sorted(sys.modules)), file=sys.stderr)"


def modules(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LIST, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_an_exact_pair_needs_neither_fuzzy_matching_nor_any_heavy_library() -> None:
    loaded = modules("check", "heroin", "xanax")
    assert loaded & (HEAVY | {"rapidfuzz"}) == set()


def test_a_misspelling_reaches_rapidfuzz_and_no_other() -> None:
    loaded = modules("check", "diazepaam", "sertralinne")
    assert "rapidfuzz" in loaded
    assert loaded & (HEAVY - {"dataclasses", "inspect"}) == set()


WATCH = """
import sys
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[1], str) and any(letter in arguments[1] for letter in "wax+"):
        opened.append(str(arguments[0]))
    if event.split(".")[0] in ("socket", "subprocess", "urllib", "http", "smtplib") or event in ("os.mkdir", "os.rename", "os.system", "shutil.move"):
        opened.append(event)
import mixwise
mixwise.load()
sys.addaudithook(hook)
for names in (["heroin", "xanax"], ["zolofft", "nyquil"], ["he took percs and bars and is not breathing"], ["zzyzx"]):
    mixwise.check(names)
    guide = mixwise.guide(names)
    guide.to_text(), guide.to_html(), guide.to_markdown(), guide.to_json()
print(opened)
"""


@pytest.mark.parametrize("law", ["law 10: a question leaves no trace"])
def test_nothing_is_written_or_sent(law: str) -> None:
    done = subprocess.run([sys.executable, "-B", "-c", WATCH], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]", law
