"""A served house and a browser for the stories. A module at a time: playwright allows one loop in a thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.house import House


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    made = House()
    try:
        yield made.start()
    finally:
        made.close()


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """Without WebGL: the map shows its picture, and coordinates are typed."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium.path(), args=arguments) as browser:
        yield browser
