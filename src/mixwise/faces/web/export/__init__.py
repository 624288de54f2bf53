"""The pages as files, for any host or a stick, with a bundle from which the first page itself answers."""
