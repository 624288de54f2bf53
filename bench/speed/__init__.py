"""How fast and how small an answer is."""
