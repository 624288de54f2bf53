"""What can go wrong, in the reader's words. Text that is ambiguous or not recognised is a result, not an error."""

from __future__ import annotations


class MixwiseError(Exception):
    """Base of every error that mixwise raises on purpose."""


class KnowledgeError(MixwiseError):
    """The knowledge on disk is wrong, or the compiled file is missing, stale or damaged: nothing is answered from it."""


class UsageError(MixwiseError):
    """The question was put in a way that cannot be answered, such as no substance at all."""
