"""Exit codes that a script can rely on."""

COMPLETE, REACHED, USAGE, INCOMPLETE, FAILED = range(5)
"""A complete answer; --fail-on reached; wrong usage; an incomplete answer; the check failed."""
