from __future__ import annotations

import pytest

from shaoxiang.kernel.notices.tests.cast import sit
from shaoxiang.kernel.notices.tests.servers import http_receiver


@pytest.fixture
def house(monkeypatch, settings):
    """People sit in their posts, this machine may be written to, the house has an address."""
    sit(monkeypatch)
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    settings.ADDRESS = "https://shaoxiang.example.gov.cn"


@pytest.fixture
def receiver():
    with http_receiver() as started:
        yield started
