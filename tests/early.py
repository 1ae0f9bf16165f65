"""Loaded before Django: tests keep their files, keys and database in a folder of their own; `--postgres` brings a server."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile

import pytest

from tests import kept

os.environ.setdefault("SHAOXIANG_REFRESH_SECONDS", "3600")  # no surprise query inside a counted block

if "SHAOXIANG_VAR_OF_TESTS" not in os.environ:  # the first process; those of xdist inherit
    folder = tempfile.mkdtemp(prefix="shaoxiang-test-")
    os.environ["SHAOXIANG_VAR_OF_TESTS"] = os.environ["SHAOXIANG_VAR"] = folder
    os.mkdir(os.path.join(folder, "static"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

kept.folder()  # `./sx test` has opened it for all its steps

if "--postgres" in sys.argv and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    from tests.postgres import Cluster, NoServer

    try:
        cluster = Cluster().start()
    except NoServer as missing:
        raise pytest.UsageError(str(missing)) from None
    atexit.register(cluster.stop)
    os.environ["DATABASE_URL"] = cluster.url


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run on PostgreSQL: DATABASE_URL, else a private server for this run")
