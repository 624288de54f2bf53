"""The faces of records alone, as one app; `mixwise serve` answers them beside the pages."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Route

from mixwise.faces.records import cds, fhir, rxnav
from mixwise.faces.records.settings import Records, from_environment


def routes(settings: Records | None = None) -> list[Route]:
    """Every route of the faces of records."""
    found = settings or from_environment()
    return [*rxnav.routes(found), *fhir.routes(found), *cds.routes(found)]


def create_app(settings: Records | None = None) -> Starlette:
    """An app that answers these routes and nothing else."""
    return Starlette(routes=list(routes(settings)))
