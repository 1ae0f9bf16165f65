from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.grids import queries
from shaoxiang.institutions.models import Post
from shaoxiang.places.models import Grid
from tests import people


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def worker(district):
    """A grid worker of the home street, with a grid that has him registered."""
    return people.actor("GRID_WORKER", street=people.HOME)


@pytest.fixture
def grid(worker):
    return Grid.objects.select_related("community__street").get(pk=worker.grid_ids[0])


@pytest.fixture
def desk(district):
    return people.actor("STREET_DESK", street=people.HOME)


@pytest.fixture
def leader(district):
    return people.actor("STREET_LEADER", street=people.HOME)


@pytest.fixture
def stranger(district):
    return people.actor("STREET_DESK", street=people.NEXT)


@pytest.fixture
def administrator(district):
    return people.actor("CONFIG_ADMIN")


@pytest.fixture
def duty(district, today):
    return queries.duties_in_force(today)[2]


@pytest.fixture
def later(today):
    return today + timedelta(days=3)


@pytest.fixture
def spare_post(desk):
    """A post of the home street that stands on no grid."""
    return Post.objects.filter(body__street__code=people.HOME, grids__isnull=True, roles__icontains="VERIFIER").first()
