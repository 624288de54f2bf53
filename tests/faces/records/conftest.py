"""A server without a release, and one with the small release; no release of this machine is ever used."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.faces.records.setting import client, loaded


@pytest.fixture(scope="session", autouse=True)
def no_release_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXWISE_RXNORM", str(tmp_path_factory.mktemp("none") / "rxnorm.db"))
        yield


@pytest.fixture(scope="session")
def plain() -> TestClient:
    return client()


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("rxnorm"))


@pytest.fixture(scope="session")
def full(release: Path) -> TestClient:
    return client(rxnorm=str(release), base_url="https://mixwise.example")


@pytest.fixture
def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
