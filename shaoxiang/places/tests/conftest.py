from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind
from shaoxiang.places.actions import load_geojson, note_change
from shaoxiang.places.models import District
from shaoxiang.places.tests.shapes import COMMUNITIES, GRIDS, STREETS

NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def administrator():
    return Actor(kind=ActorKind.PERSON, roles=frozenset({"CONFIG_ADMIN"}), assignment_id=7, person_id=7, name="业务管理员（示例）")


@pytest.fixture
def grid_worker():
    return Actor(kind=ActorKind.PERSON, roles=frozenset({"GRID_WORKER"}), assignment_id=8, person_id=8, name="网格员小王（示例）")


@pytest.fixture
def district(db):
    district = District.objects.create(code="990101", name="示例区", name_en="Sample District", valid_from=date(2020, 1, 1))
    note_change("district", actor=SYSTEM, at=NOON, added=1)
    return district


@pytest.fixture
def small_district(district):
    """Two streets, three communities, four grids, side by side from west to east."""
    for level, data in (("street", STREETS), ("community", COMMUNITIES), ("grid", GRIDS)):
        report = load_geojson(level, data, actor=SYSTEM, at=NOON, valid_from=date(2020, 1, 1))
        assert report.written, report.lines()
    return district
