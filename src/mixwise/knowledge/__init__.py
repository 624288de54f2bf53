"""What mixwise knows: read, checked and compiled from YAML; looked up, by row, in one read-only file."""
