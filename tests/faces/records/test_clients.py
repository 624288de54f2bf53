"""Clients of other makers, from package registries, unchanged, against a running server. They are fetched once, by ./test --all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faces.records.setting import bundle, client, loaded, payload, request_for

pytestmark = pytest.mark.more
HERE = Path(__file__).parents[2] / "clients"
SERVER = "import uvicorn; from mixwise.faces.records.app import create_app; uvicorn.run(create_app(), port={port}, log_level='critical')"


def run(*command: str, stdin: str = "", folder: Path = HERE, **environment: str) -> Any:
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        cwd=folder,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def fetch(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=HERE)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="session")
def node() -> Path:
    """The npm packages, as locked."""
    assert shutil.which("npm"), "npm is missing: apt-get install npm"
    mark, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if not mark.exists() or mark.stat().st_mtime < lock.stat().st_mtime:
        fetch("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        os.utime(mark)
    return HERE / "node_modules"


@pytest.fixture(scope="session")
def python_client() -> Path:
    """pynorm-sdk in a folder of its own: it asks for a newer Python than it needs."""
    target = HERE / "python"
    if not (target / "pynorm").exists():
        for pip in ([sys.executable, "-m", "pip"], ["python3", "-m", "pip"], ["pip"]):
            if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode == 0:
                fetch(
                    *pip,
                    "install",
                    "-q",
                    "--disable-pip-version-check",
                    "--ignore-requires-python",
                    "--target",
                    str(target),
                    "pynorm-sdk==0.1.0",
                )
                return target
        pytest.fail("pip is missing: apt-get install python3-pip")
    return target


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    store = loaded(tmp_path_factory.mktemp("clients"))
    environment = {**os.environ, "MIXWISE_RXNORM": str(store)}
    process = subprocess.Popen([sys.executable, "-c", SERVER.format(port=port)], env=environment)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/cds-services", timeout=5)
            break
        except OSError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(20)


@pytest.mark.usefixtures("node")
def test_npm_rxnav_api(server: str) -> None:
    found = run("node", "rxnav.js", server)
    first, second = found["json"]["list"]["fullInteractionTypeGroup"][0]["fullInteractionType"]
    assert "NOT checked" in first["interactionPair"][0]["description"]
    assert second["interactionPair"][0]["severity"] == "high"
    assert found["json"]["one"]["interactionTypeGroup"]
    assert found["json"]["sources"]["sourceList"]["source"] == ["mixwise"]
    assert found["json"]["approximate"]["approximateGroup"]["candidate"][0]["rxcui"] == "11289"
    assert found["json"]["spelling"]["suggestionGroup"]["suggestionList"]["suggestion"][0] == "warfarin"
    assert len(found["json"]["displayNames"]["displayTermsList"]["term"]) > 500
    for part in found["xml"].values():
        assert ET.fromstring(part).tag in ("interactiondata", "rxnormdata")


def test_pypi_pynorm_sdk(server: str, python_client: Path) -> None:
    found = run(sys.executable, "rxnorm.py", server, PYTHONPATH=str(python_client))
    assert "11289" in json.dumps(found["by_name"])
    assert "855332" in json.dumps(found["by_code"])
    assert "11289" in json.dumps(found["approximate"][0])
    assert "aspirin" in json.dumps(found["properties"])
    assert "243670" in json.dumps(found["related"])
    assert "243670" in json.dumps(found["drugs"])
    assert "warfarin" in json.dumps(found["spelling"])
    assert "00056017270" in json.dumps(found["ndcs"])
    assert len(found["display"]) > 500


@pytest.mark.usefixtures("node")
def test_npm_mcp_inspector() -> None:
    inspector = HERE / "node_modules" / ".bin" / "mcp-inspector"
    command = [str(inspector), "--cli", sys.executable, "-m", "mixwise", "mcp"]
    tools = run(*command, "--method", "tools/list")["tools"]
    assert [one["name"] for one in tools] == [
        "check_combination",
        "resolve_substance",
        "substance_profile",
        "emergency_steps",
        "knowledge_info",
    ]
    answer = run(
        *command,
        "--method",
        "tools/call",
        "--tool-name",
        "check_combination",
        "--tool-arg",
        'substances=["heroin","xanax"]',
    )
    assert answer["structuredContent"]["severity"] == "dangerous"
    assert answer["structuredContent"]["must_say"][0].startswith("Not waking")


@pytest.mark.usefixtures("node")
def test_npm_fhir_validator() -> None:
    to = client()
    medicines = [request_for(code, identity=f"m{code}") for code in ("5640", "11289", "1191", "596", "4337", "723")]
    patient = {"resourceType": "Patient", "id": "p1", "birthDate": "1940-01-01"}
    sent = bundle(*medicines, request_for(text="Nervoheel"), request_for(text="diazepaam"), patient)
    found = [
        to.get("/fhir/metadata").json(), to.get("/fhir/OperationDefinition/check-combination").json(), to.get("/fhir/none").json(),
        to.post("/fhir/$check-combination", json=sent).json(), to.post("/fhir/$check-combination", content=b"{").json(),
        to.post("/cds-services/none", json={}).json(),
    ]  # fmt: skip
    (card,) = (
        client(record_findings=True)
        .post("/cds-services/mixwise-order-select", json=payload("cds-hooks-5.json"))
        .json()["cards"]
    )
    found += [action["resource"] for one in card["suggestions"] for action in one["actions"] if "resource" in action]
    found += [entry["resource"] for one in found if one["resourceType"] == "Bundle" for entry in one["entry"]]
    lines = "".join(json.dumps(one) + "\n" for one in found)
    problems = run("node", "validate.js", stdin=lines)
    assert len(problems) == len(found)
    assert [one for one in problems if one] == []
    wrong = (
        {key: value for key, value in found[-1].items() if key != "issue"}
        if found[-1]["resourceType"] == "OperationOutcome"
        else {"resourceType": "DetectedIssue"}
    )
    assert run("node", "validate.js", stdin=json.dumps(wrong))[0], "the validator sees what is missing"
