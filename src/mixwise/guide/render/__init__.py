"""Renderings of a guide: each lays out the same items, and none of them decides anything."""
