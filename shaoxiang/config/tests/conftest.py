from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from shaoxiang.kernel.access import Actor
from tests import people


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def administrator() -> Actor:
    """Who redraws the district."""
    return people.actor("CONFIG_ADMIN")
