"""Whole populations: the same knowledge and verdicts as `check`, as a columnar kernel over millions of lists."""
