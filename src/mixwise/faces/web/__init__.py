"""The pages and the REST interface, served by Starlette. An extra: `pip install mixwise[serve]`."""
