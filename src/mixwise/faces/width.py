"""How wide the terminal is, and help that fits it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def width() -> int:
    """How many columns the terminal has; COLUMNS wins, and 88 stands where there is no terminal."""
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(1).columns) or 88
    except (OSError, ValueError):
        return 88


def formatter(prog: str) -> argparse.HelpFormatter:
    """Help as wide as the terminal, within reason; argparse itself would import shutil to find out, even without help."""
    from argparse import RawDescriptionHelpFormatter  # whoever asks for help has it already

    return RawDescriptionHelpFormatter(prog, width=min(width(), 100) - 2)
