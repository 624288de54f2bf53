"""Build hook: a wheel holds the compiled knowledge, and bad knowledge makes no wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILED = Path("src", "mixwise", "knowledge", "data", "knowledge.db")


class CompileKnowledge(BuildHookInterface[Any]):
    """Compiles `knowledge/` into the package before a wheel is packed. An editable install is compiled by `./run`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Compile, or stop the build with what the compiler said."""
        if version == "editable":
            return
        root = Path(self.root)
        path = os.pathsep.join(filter(None, (str(root / "src"), os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-m", "mixwise", "knowledge", "compile"]
        done = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": path}, check=False)
        if done.returncode != 0 or not (root / COMPILED).is_file():
            raise SystemExit("The knowledge does not compile, so nothing was built. `./run knowledge lint` shows why.")
