"""The wheel: built from this tree without a network, installed into an empty environment, and a page served from it."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import zipfile
from pathlib import Path

import pytest

from tests.whole.test_up import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment holding the wheel alone; its dependencies are those of the running one, by a .pth file."""
    work = tmp_path_factory.mktemp("wheel")
    source = work / "source"
    ignore = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", "build", "*.egg-info", ".mypy_cache", ".ruff_cache", "node_modules")
    shutil.copytree(ROOT, source, ignore=ignore)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", work, source)
    [wheel] = work.glob("shaoxiang-*.whl")
    run(sys.executable, "-m", "venv", work / "env")
    python = work / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return wheel, work


def run(*command, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SHAOXIANG_", "PYTHONPATH", "DATABASE_URL", "DJANGO_"))}
    done = subprocess.run([str(part) for part in command], env={**clean, **environment}, capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_everything_a_house_needs_is_in_the_wheel(installed):
    wheel, _work = installed
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in (ROOT / "shaoxiang").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    missing = [path for path in files if path.relative_to(ROOT).as_posix() not in names]
    assert missing == []
    assert not [name for name in names if name.startswith(("tests/", "bench/", "var/"))]


def test_the_installed_command_helps_and_serves_a_page(installed, tmp_path):
    _wheel, work = installed
    command = work / "env" / "bin" / "shaoxiang"
    assert "verify-journal" in run(command, "--help", SHAOXIANG_VAR=str(tmp_path))
    run(command, "prepare", "--no-demo", SHAOXIANG_VAR=str(tmp_path))
    port = free_port()
    with subprocess.Popen([command, "serve", "--port", str(port), "--workers", "1"], cwd="/", env={**_bare(), "SHAOXIANG_VAR": str(tmp_path)}) as server:
        try:
            assert eventually(lambda: status(port, "/") < 500)
        finally:
            server.terminate()
    where = run(work / "env" / "bin" / "python", "-c", "import shaoxiang; print(shaoxiang.__file__)")
    assert str(work) in where, "the page must come from the wheel, not from the tree"


def _bare():
    return {name: value for name, value in os.environ.items() if not name.startswith(("SHAOXIANG_", "PYTHONPATH", "DATABASE_URL", "DJANGO_"))}


def status(port, path):
    link = http.client.HTTPConnection("localhost", port, timeout=10)
    try:
        link.request("GET", path)
        return link.getresponse().status
    finally:
        link.close()


def eventually(claim, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if claim():
                return True
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    return False
