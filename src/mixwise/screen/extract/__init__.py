"""Substances in narratives: what `mixwise.names.find` says of each passage, at the speed of one pass of many patterns."""
