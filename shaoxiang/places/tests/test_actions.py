from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.actions import BadPlaces, load_district_places, load_geojson
from shaoxiang.places.models import Community, District, Grid, PlaceChange, StreetUnit
from shaoxiang.places.queries import place_book
from shaoxiang.places.tests.shapes import GRIDS, STREETS, collection, feature, square

pytestmark = pytest.mark.django_db


def load(level, data, noon, **options):
    return load_geojson(level, data, actor=SYSTEM, at=noon, **options)


def test_a_clean_file_is_written_and_journaled(small_district):
    assert (StreetUnit.objects.count(), Community.objects.count(), Grid.objects.count()) == (2, 3, 4)
    town = StreetUnit.objects.get(code="990101002")
    assert town.kind == "TOWNSHIP"
    assert Grid.objects.get(code="990101002001001").households == 300
    entries = Entry.objects.filter(kind="places.loaded").order_by("pk")
    assert [entry.facts["level"] for entry in entries] == ["district", "street", "community", "grid"]
    assert entries.last().facts["added"] == 4
    assert len(entries.last().facts["digest"]) == 64


def test_the_same_file_again_changes_nothing(small_district, noon):
    before = PlaceChange.objects.count()
    report = load("grid", GRIDS, noon)
    assert (report.added, report.changed, report.unchanged, report.written) == (0, 0, 4, True)
    assert PlaceChange.objects.count() == before


def test_a_changed_outline_keeps_its_row(small_district, noon):
    row = Grid.objects.get(code="990101002001001")
    moved = collection(
        feature("990101002001001", "乙一第1网格", square(2, width=1), households_est=301), GRIDS["features"][3],
    )
    report = load("grid", moved, noon)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 1)
    assert report.not_in_file == ["990101001001001", "990101001002001"]
    again = Grid.objects.get(pk=row.pk)
    assert (again.code, again.households, again.valid_from) == (row.code, 301, row.valid_from)


def test_a_dry_run_reports_and_writes_nothing(district, noon):
    report = load("street", STREETS, noon, dry_run=True)
    assert (report.added, report.written, report.clean) == (2, False, True)
    assert not StreetUnit.objects.exists()


def test_flaws_stop_the_whole_file_and_say_how_to_cure_each(small_district, noon):
    report = load("grid", collection(
        feature("990101001001002", "压住第1网格", square(0)), feature("990109001001001", "没有社区", square(0)), feature("1", "短", square(0)),
    ), noon)
    assert not report.written
    assert report.counts == {"BAD_CODE": 1, "ORPHAN": 1, "OVERLAP": 1, "FOUNDED": 1}
    assert Grid.objects.count() == 4
    for line in report.lines():
        assert line.code
        assert line.what.endswith("。")
        assert line.cure.endswith("。")
        assert "%(" not in line.what + line.cure
    overlap = next(line for line in report.lines() if line.kind == "OVERLAP")
    assert {"990101001001001", "990101001001002"} <= set(overlap.what.split())


@pytest.mark.parametrize("bad", [
    feature("990101001001002", "压住第1网格", square(0)), feature("990109001001001", "没有社区", square(0)), feature("990101001001001", "改名网格", square(0)),
    feature("990101001001001", "甲一第1网格", square(0), community="990101002001"), feature("990101001001003", "长" * 61, square(3)),
    feature("990101001001003", "户数", square(3), households=True), feature("990101001001003", "别称", square(3), aliases=[{"b": 1}]),
])
def test_leave_is_given_to_gaps_and_to_nothing_else(small_district, noon, bad):
    before = list(Grid.objects.order_by("code").values_list("code", "name", "community_id", "households"))
    report = load("grid", collection(bad), noon, allow_flaws=True)
    assert not report.written
    assert report.lines()
    assert list(Grid.objects.order_by("code").values_list("code", "name", "community_id", "households")) == before


def test_with_leave_a_level_that_is_not_drawn_whole_is_written(small_district, noon):
    half = collection(feature("990101002001002", "乙一第2网格", square(2, width=0.1)))
    Grid.objects.filter(code__startswith="990101002").update(geometry=None)
    refused = load("grid", half, noon)
    assert set(refused.counts) == {"GAP"}
    assert not refused.written
    assert load("grid", half, noon, allow_flaws=True).written


@pytest.mark.parametrize(("level", "code", "name", "above"), [("street", "990101001", "改名街道", {}), ("community", "990101001001", "改名社区", {}),
                                                              ("community", "990101001001", "", {"street": "990101002"})])
def test_a_file_neither_renames_nor_moves_what_is_there(small_district, noon, level, code, name, above):
    model = StreetUnit if level == "street" else Community
    row = model.objects.get(code=code)
    report = load(level, collection(feature(code, name or row.name, square(0, width=1), **above)), noon, allow_flaws=True)
    assert {"RENAMED"} <= set(report.counts) if name else {"MOVED"} <= set(report.counts)
    assert not report.written
    again = model.objects.get(pk=row.pk)
    assert (again.name, getattr(again, "street_id", None)) == (row.name, getattr(row, "street_id", None))


def test_a_new_place_begins_on_the_day_of_the_load_or_on_its_own(district, noon):
    load("street", STREETS, noon)
    load("community", collection(
        feature("990101001003", "今日社区", square(0)), feature("990101001004", "明年社区", square(1), valid_from="2027-01-01"),
    ), noon)
    assert Community.objects.get(code="990101001003").valid_from == date(2026, 7, 1)
    assert Community.objects.get(code="990101001004").valid_from == date(2027, 1, 1)


def test_only_the_administrator_may_load(district, noon, administrator, grid_worker):
    with pytest.raises(PermissionDenied):
        load_geojson("street", STREETS, actor=grid_worker, at=noon)
    assert not StreetUnit.objects.exists()
    assert load_geojson("street", STREETS, actor=administrator, at=noon).written
    assert Entry.objects.filter(kind="places.loaded").latest("pk").actor_id == administrator.assignment_id


@pytest.mark.parametrize("data", [None, [], {"type": "Topology"}, "x" * 1000])
def test_what_is_no_geojson_says_how_to_export(district, noon, data):
    with pytest.raises(BadPlaces, match="GeoJSON"):
        load("street", data, noon)


def test_a_name_longer_than_its_column_is_told_and_heights_are_taken(district, noon):
    outline = {"type": "Polygon", "coordinates": [[[x, y, 1050.0] for x, y in square(0).exterior.coords]]}
    assert load("street", collection(feature("990101001", "长" * 500, outline)), noon).counts == {"BAD_VALUE": 1}
    assert load("street", collection(feature("990101001", "长" * 60, outline)), noon).written
    assert place_book().locate(111.605, 40.805).street is not None


# --- the demo district ------------------------------------------------------------------------------------------------


@pytest.fixture
def xincheng(db, noon):
    return load_district_places("xincheng", actor=SYSTEM, at=noon)


def test_the_demo_district_has_its_totals(xincheng):
    assert all(report.clean and report.written for report in xincheng)
    assert [District.objects.count(), StreetUnit.objects.count(), Community.objects.count(), Grid.objects.count()] == [1, 13, 90, 411]
    reform = StreetUnit.objects.filter(reform_unit=True)
    assert (reform.filter(kind="SUBDISTRICT").count(), reform.filter(kind="TOWNSHIP").count()) == (8, 1)
    assert Grid.objects.filter(community__street__reform_unit=True).count() == 335
    assert set(StreetUnit.objects.filter(agricultural=True).values_list("name", flat=True)) == {"成吉思汗大街街道", "保合少镇"}
    assert StreetUnit.objects.get(code="150102008").aliases == ["成吉思汗街道", "成办"]


def test_everything_of_the_demo_is_marked_and_has_english(xincheng):
    for model in (StreetUnit, Community, Grid):
        assert not model.objects.exclude(illustrative=True, sample=True).exists()
        assert not model.objects.filter(name_en="").exists()
    assert Grid.objects.get(code="150102001001001").name_en == "Gongzhufu Community Grid 1"


def test_loading_the_demo_twice_changes_nothing(xincheng, noon):
    before = PlaceChange.objects.count()
    again = load_district_places("xincheng", actor=SYSTEM, at=noon)
    assert [(report.added, report.changed) for report in again] == [(0, 0)] * 4
    assert PlaceChange.objects.count() == before


def test_a_dry_run_of_the_demo_leaves_nothing(db, noon):
    reports = load_district_places("xincheng", actor=SYSTEM, at=noon, dry_run=True)
    assert [report.added for report in reports] == [1, 13, 90, 411]
    assert not any(report.written for report in reports)
    assert not District.objects.exists()
    assert not Entry.objects.exists()
    assert not place_book().grids


@pytest.mark.parametrize("profile", ["atlantis", "../xincheng", "", "national"])
def test_an_unknown_profile_is_named(db, noon, profile):
    with pytest.raises(BadPlaces, match="profiles"):
        load_district_places(profile, actor=SYSTEM, at=noon)
