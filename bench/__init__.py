"""Measurements: how right the answers are (`bench.accuracy`) and how fast they come (`bench.speed`)."""
