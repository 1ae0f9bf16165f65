"""A file is the first load of what lies in a place: afterwards new places are founded by a dated act, and no day gone by gets another district."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.places.actions import load_geojson, load_register
from shaoxiang.places.models import Community, Grid, PlaceChange, StreetUnit
from shaoxiang.places.rules.registers import RegisterRow
from shaoxiang.places.tests.shapes import COMMUNITIES, GRIDS, STREETS, collection, feature, square

pytestmark = pytest.mark.django_db
EARLIER = date(2021, 1, 1)


def register(level, noon, *rows, dry_run=False):
    return load_register(level, rows, actor=SYSTEM, at=noon, dry_run=dry_run)


@pytest.fixture
def empty_street(small_district):
    """A street that a change of division made, with nothing in it yet."""
    return StreetUnit.objects.create(code="990101003", name="丙街道", district=small_district, valid_from=EARLIER)


@pytest.mark.parametrize(("level", "code", "name"), [
    ("street", "990101009", "新设街道"), ("community", "990101001009", "新划社区"), ("grid", "990101001001009", "新划网格"),
])
def test_a_table_founds_nothing_beside_what_is_there(small_district, noon, level, code, name):
    before = PlaceChange.objects.count()
    for since in (None, EARLIER, date(2027, 1, 1)):
        report = register(level, noon, RegisterRow(2, code, name, since=since))
        assert [(flaw.column, "已经有同级的" in flaw.what, "区划变更" in flaw.cure) for flaw in report.flaws] == [("code", True, True)]
        assert not report.written
    assert PlaceChange.objects.count() == before


def test_nor_does_a_file_of_outlines(small_district, noon):
    report = load_geojson("grid", collection(feature("990101001001009", "新划网格", square(0, width=0.1))), actor=SYSTEM, at=noon, allow_flaws=True)
    assert ("code", "FOUNDED") in {(line.column, line.kind) for line in report.lines()}
    assert not report.written
    assert not Grid.objects.filter(code="990101001001009").exists()


def test_what_is_still_to_come_counts_as_there(empty_street, noon):
    soon = timezone.localdate(noon) + timedelta(days=3)
    assert register("community", noon, RegisterRow(2, "990101003001", "丙一社区", since=soon)).written
    assert register("community", noon, RegisterRow(2, "990101003002", "丙二社区")).flaws


def test_a_place_with_nothing_in_it_is_filled_from_today_not_in_days_gone_by(empty_street, noon):
    refused = register("community", noon, RegisterRow(2, "990101003001", "丙一社区", since=EARLIER))
    assert [(flaw.column, "已经过去" in flaw.what) for flaw in refused.flaws] == [("since", True)]
    drawn = load_geojson("community", collection(feature("990101003001", "丙一社区", square(5), valid_from="2021-01-01")), actor=SYSTEM, at=noon)
    assert ("valid_from", "BACKDATED") in {(line.column, line.kind) for line in drawn.lines()}
    assert not Community.objects.filter(code="990101003001").exists()
    assert register("community", noon, RegisterRow(2, "990101003001", "丙一社区"), RegisterRow(3, "990101003002", "丙二社区")).written
    assert set(Community.objects.filter(street=empty_street).values_list("valid_from", flat=True)) == {timezone.localdate(noon)}


def test_the_first_load_of_a_house_begins_when_the_places_did(district, noon):
    assert register("street", noon, RegisterRow(2, "990101001", "甲街道", since=EARLIER), RegisterRow(3, "990101002", "乙镇", since=EARLIER)).written
    assert register("community", noon, RegisterRow(2, "990101001001", "甲一社区", since=EARLIER)).written
    assert register("grid", noon, RegisterRow(2, "990101001001001", "甲一第1网格", since=EARLIER, households=120)).written
    assert Grid.objects.get().valid_from == EARLIER
    assert Grid.objects.get().households == 120
    assert StreetUnit.objects.get(code="990101002").kind == "TOWNSHIP"


def test_the_same_files_again_are_no_founding(small_district, noon):
    for level, data in (("street", STREETS), ("community", COMMUNITIES), ("grid", GRIDS)):
        assert load_geojson(level, data, actor=SYSTEM, at=noon).written
