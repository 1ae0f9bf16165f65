"""The endpoint as another city's software meets it: the conformance probe of the reference folder against our own server on loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import people
from tests.house import House

CHECKS = 45


@pytest.fixture(scope="module")
def house():
    with House(worker=False) as made:
        yield made


@pytest.fixture
def schemas(shared: Path, tmp_path: Path) -> Path:
    """The published schemas under the names the probe looks for."""
    for path in (shared / "data/open311").glob("schema_*.json"):
        shutil.copy(path, tmp_path / path.name.removeprefix("schema_"))
    return tmp_path


def probe(house: House, shared: Path, schemas: Path, *more: str) -> subprocess.CompletedProcess[str]:
    script = shared / "bench/check_georeport.py"
    base = f"http://127.0.0.1:{house.port}/open311/v2"
    command = [sys.executable, str(script), "--base", base, "--schemas", str(schemas), "--write", *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def some_public(house: House) -> None:
    for turn in range(3):
        lon, lat, _grid = people.point_in(turn=turn)
        form = {"service_code": "0103", "lat": lat, "long": lon, "description": f"示例渣土 {turn}", "attribute[PUBLIC]": "yes"}
        status, text = house.ask("POST", "/open311/v2/requests.json", urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 201, text


def test_every_check_of_the_probe_passes(house, shared, schemas):
    some_public(house)
    done = probe(house, shared, schemas)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CHECKS} of {CHECKS} checks pass" in done.stdout
    with_key = probe(house, shared, schemas, "--api-key", house.token, "--jurisdiction-id", "150102")
    assert with_key.returncode == 0, with_key.stdout + with_key.stderr


def test_definitions_fit_their_schema(house, schemas):
    from jsonschema import Draft4Validator

    schema = Draft4Validator(json.loads((schemas / "service-definition.json").read_text()))
    for code in ("0103", "B0103"):
        status, text = house.ask("GET", f"/open311/v2/services/{code}.json")
        assert status == 200
        assert not list(schema.iter_errors(json.loads(text)))
