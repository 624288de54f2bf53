"""The command line as its users meet it: streams, exit codes, pipes, and wrong input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mixwise.faces.cli import PLAIN, main
from mixwise.faces.parser import build_parser

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "docs" / "schema"


def run(*arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mixwise", *arguments],
        input=stdin, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8",
        env={**os.environ, "COLUMNS": "88", **(env or {})},
    )  # fmt: skip


def valid(name: str, data: object) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    errors = [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(schema).iter_errors(data)]
    assert errors == []


def test_the_article_s_question_is_answered_with_the_emergency_line_first() -> None:
    done = run("check", "heroin", "xanax")
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith("!! ")
    assert any(line.startswith("DANGEROUS. No.") for line in lines[:8])


def test_without_arguments_the_article_s_question_is_answered_and_the_next_step_said() -> None:
    done = run()
    assert "DANGEROUS" in done.stdout
    assert "mixwise check NAME NAME" in done.stderr


def test_names_come_from_standard_input_when_none_are_given() -> None:
    assert run("check", stdin="heroin\nxanax\n").stdout == run("check", "heroin", "xanax").stdout
    assert run("check", "-", stdin="heroin\nxanax\n").stdout == run("check", "heroin", "xanax").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "heroin", "xanax"), 0),
        (("check", "heroin", "xanax", "--fail-on", "major"), 1),
        (("check", "amoxicillin", "acetaminophen", "--fail-on", "minor"), 0),
        (("check", "heroin", "moon rocks 9000"), 3),
        (("check", "H", "xanax"), 3),
        (("check", ""), 2),
        (("check", "heroin", "--jsonl"), 2),
        (("knowledge", "lint", "/nowhere"), 2),
    ],
)
def test_exit_codes_say_what_happened(arguments: tuple[str, ...], code: int) -> None:
    done = run(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_usage_errors_of_the_parser_are_two() -> None:
    assert run("check", "--no-such-option").returncode == 2
    assert run("no-such-command").returncode == 2


def test_a_damaged_file_is_four_and_answers_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from mixwise.knowledge import store; store._check_content.__globals__['DATA'];"
        "import mixwise.faces.cli as cli; store.load.__wrapped__.__defaults__ = (sys.argv[1],); sys.exit(cli.main(['check', 'heroin', 'xanax']))"
    )
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database")
    done = subprocess.run(
        [sys.executable, "-c", code, str(broken)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 4
    assert done.stdout == ""
    assert "the check failed" in done.stderr


def test_json_is_as_published() -> None:
    data = json.loads(run("check", "heroin", "xanax", "--json").stdout)
    valid("assessment", data)
    assert data["severity"] == "dangerous"
    valid("assessment", json.loads(run("check", "H", "moon rocks 9000", "Tylenol", "Percocet", "--json").stdout))


def test_the_guide_as_json_is_as_published() -> None:
    valid(
        "guide", json.loads(run("guide", "heroin", "xanax", "--format", "json", "--country", "US", "--already").stdout)
    )


def test_why_shows_the_facts_that_made_each_rule_match() -> None:
    done = run("check", "heroin", "xanax", "--why")
    assert "Why this rule matched" in done.stdout


def test_the_guide_is_plain_when_piped_and_written_whole_to_a_file(tmp_path: Path) -> None:
    piped = run("guide", "heroin", "xanax").stdout
    assert "\x1b" not in piped
    target = tmp_path / "guide.txt"
    assert run("guide", "heroin", "xanax", "--output", str(target)).stdout == ""
    assert target.read_text(encoding="utf-8") == piped
    missing = run("guide", "heroin", "xanax", "--output", str(tmp_path / "no" / "guide.txt"))
    assert (missing.returncode, "cannot write" in missing.stderr) == (2, True)


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m mixwise guide heroin xanax | head -1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""


QUESTIONS = [
    {"id": 1, "substances": ["heroin", "xanax"]},
    {"id": "two", "text": "can I take nyquil with zoloft?"},
    {"id": 3, "substances": ["methadone", {"text": "alprazolam", "route": "oral"}], "person": {"age": 71, "conditions": ["sleep_apnoea"], "tolerance": "usual", "alone": True}},
    {"id": 4, "substances": ["moon rocks 9000", "adderall"]},
]  # fmt: skip
BAD = ["not json", "[1]", '{"id": 9}', '{"id": 10, "substances": "heroin"}', '{"id": 11, "substances": [1]}', '{"id": 12, "text": 5}',
       '{"id": 13, "substances": ["heroin"], "person": {"age": "old"}}', '{"id": 14, "substances": ["heroin"], "person": {"shoe": 42}}',
       '{"id": 15, "substances": []}', '{"id": 16, "text": "the weather is fine"}', "[" * 5000]  # fmt: skip


def test_one_json_line_out_for_every_line_in_in_order() -> None:
    lines = [json.dumps(question) for question in QUESTIONS]
    mixed = [line for pair in zip(lines * 3, BAD, strict=False) for line in pair] + BAD[len(lines) * 3 :]
    done = run("check", "--jsonl", stdin="\n".join(mixed) + "\n\n")
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(mixed)
    for line, answer in zip(mixed, answers, strict=True):
        valid("answer-line", answer)
        assert ("error" in answer) == (line in BAD)
    assert [answer["id"] for answer in answers[:8:2]] == [1, "two", 3, 4]


def test_an_id_survives_an_error() -> None:
    assert json.loads(run("check", "--jsonl", stdin='{"id": "x", "substances": 5}\n').stdout)["id"] == "x"


HOSTILE = [
    "x" * 10_000, "\x00\x01\x1b[31m", "💊💊", "\u202eniozareh", "'; DROP TABLE name; --", "<script>alert(1)</script>", "=cmd|' /C calc'!A0",
    "../../etc/passwd", "%s%n{0}{a.__class__}", "a" * 60 + " " * 5000 + "b", "\ud83d".encode("utf-8", "replace").decode(), "ﷺ" * 500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered_and_kept(text: str) -> None:
    import mixwise

    found = mixwise.check([text, "heroin"])
    assert found.severity in ("unknown", "major", "dangerous")
    assert not found.complete
    assert any(one["typed"].strip() == text.strip() for one in found.unrecognised) or found.ambiguous
    guide = mixwise.guide([text, "heroin"])
    assert "<script>" not in guide.to_html()
    assert guide.to_markdown()
    assert json.loads(guide.to_json())


def test_sixty_substances_are_answered_in_bounded_time() -> None:
    import mixwise

    names = mixwise.load().ids("substance")[:60]
    assert mixwise.check(names).severity == "dangerous"


def test_help_names_every_command_and_the_readme_shows_only_commands_that_exist() -> None:
    known = set(build_parser()._subparsers._group_actions[0].choices or ())  # type: ignore[union-attr]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\./run ([a-z]+)", readme))
    assert shown <= known
    assert known >= {"check", "guide", "ask", "substance", "emergency", "knowledge", "completion"}


def test_completion_is_made_by_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0
    assert "mixwise" in capsys.readouterr().out


def test_plain_names_are_parsed_as_the_parser_would() -> None:
    parsed = vars(build_parser("check").parse_args(["check", "heroin", "xanax"]))
    assert parsed == {"names": ["heroin", "xanax"], **PLAIN}


def test_any_terminal_and_any_bytes_are_answered() -> None:
    assert run("guide", "heroin", "xanax", env={"PYTHONIOENCODING": "ascii"}).returncode == 0
    line = '{"id": 1, "substances": ["\\ud800", "heroin"]}\n'
    assert json.loads(run("check", "--jsonl", stdin=line).stdout)["unrecognised"][0]["typed"] == "\ud800"
    done = subprocess.run(
        [sys.executable, "-m", "mixwise", "check", "--json"],
        input=b"heroin\n\xff\xfe\n",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert len(json.loads(done.stdout)["unrecognised"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "took oxy (no alcohol) and xanax"),
        ("ask", "--why", "can I take xanax with wine"),
        ("ask", "--json", "heroin 2h ago and xanax"),
        ("ask", "--plot", "heroin 2h ago and xanax 9h ago"),
        ("check", "--why", "heroin", "xanax"),
        ("check", "--plot", "heroin 2h ago", "xanax"),
        ("guide", "--already", "heroin", "xanax"),
        ("substance", "heroin"),
        ("emergency", "he is not breathing"),
        ("helplines", "--country", "US"),
        ("conditions",),
        ("selfcheck",),
    ],
    ids=" ".join,
)
def test_every_question_command_answers(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr
    assert "fault of mixwise" not in done.stderr
    assert done.returncode in (0, 3)


def test_a_fault_of_ours_is_exit_code_4_and_shows_nothing_that_was_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("heroin xanax")

    monkeypatch.setattr("mixwise.faces.cli._command", broken)
    assert main(["check", "heroin", "xanax"]) == 4
    shown = capsys.readouterr()
    assert "the check failed" in shown.err
    assert "heroin" not in shown.out + shown.err
