"""The faces: each only translates between a reader and `mixwise.check`; none holds medical knowledge."""
