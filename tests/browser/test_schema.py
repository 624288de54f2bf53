"""schemathesis asks the REST interface whatever its description allows, and what it does not: no 5xx, no answer beside the schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.serving import Server

NOT = "positive_data_acceptance"
"""A sentence that names nothing to take is a string as the schema allows it, and yet no question."""


def test_every_answer_keeps_the_description(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/v1/openapi.json", "--checks", "all", "--exclude-checks", NOT,
            "--max-examples", "30", "--seed", "1", "--no-color",
            "--suppress-health-check", "all", "--generation-database", "none",
        ],
        capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
