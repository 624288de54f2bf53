"""What is said of a failure: its type and its place, never a value, since that may be what somebody takes."""

from __future__ import annotations

import traceback


def place_of(error: BaseException) -> str:
    """Where an exception arose: file and line."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
