"""How wide the terminal is."""

from __future__ import annotations

import os


def width() -> int:
    """How many columns the terminal has; COLUMNS wins, and 88 stands where there is no terminal."""
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(1).columns) or 88
    except (OSError, ValueError):
        return 88
