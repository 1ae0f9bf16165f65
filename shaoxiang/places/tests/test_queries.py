from datetime import date, timedelta

import pytest
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.places.actions import load_geojson, note_change
from shaoxiang.places.models import Community, Grid, PlaceChange, StreetUnit
from shaoxiang.places.queries import book as book_module
from shaoxiang.places.queries import place_book
from shaoxiang.places.tests.shapes import collection, feature, square

pytestmark = pytest.mark.django_db
IN_THE_PARK = (111.635, 40.805)


def test_a_point_finds_grid_community_and_street(small_district):
    found = place_book().locate(*IN_THE_PARK)
    assert (found.grid.code, found.community.name, found.street.name) == ("990101002001002", "乙一村", "乙镇")
    assert found.grid.kind == "PARK"
    assert not found.border


def test_between_checks_there_is_no_query(small_district, django_assert_num_queries):
    book = place_book()
    with django_assert_num_queries(0):
        for _turn in range(100):
            assert place_book() is book


def test_after_two_seconds_one_small_query_asks_for_changes(small_district, django_assert_num_queries):
    book = place_book()
    book_module.watch.forget()
    with django_assert_num_queries(1):
        assert place_book() is book


def test_a_change_by_another_process_is_seen_at_the_next_check(small_district, noon):
    place_book()
    Grid.objects.filter(code="990101002001002").update(name="改了名的网格")
    PlaceChange.objects.create(token="written-elsewhere", at=noon)
    assert place_book().locate(*IN_THE_PARK).grid.name == "乙一第2网格"
    book_module.watch.forget()
    assert place_book().locate(*IN_THE_PARK).grid.name == "改了名的网格"


def test_an_own_change_is_seen_at_once(small_district, noon):
    place_book()
    load_geojson("grid", collection(feature("990101002001002", "乙一第2网格", square(3), kind="MARKET")), actor=SYSTEM, at=noon)
    assert place_book().locate(*IN_THE_PARK).grid.kind == "MARKET"


def test_an_earlier_day_has_its_own_places(small_district, noon):
    """合并: the second grid ends, the first takes its ground over; replay still finds the old one."""
    merged_on = timezone.localdate() - timedelta(days=10)
    old, heir = Grid.objects.get(code="990101002001002"), Grid.objects.get(code="990101002001001")
    Grid.objects.filter(pk=old.pk).update(valid_to=merged_on, successor=heir)
    Grid.objects.filter(pk=heir.pk).update(geometry=square(2, width=2).__geo_interface__)
    note_change("grid", actor=SYSTEM, at=noon)
    assert place_book().locate(*IN_THE_PARK).grid.id == heir.pk
    assert old.pk not in place_book().grids
    assert old.pk in place_book(merged_on - timedelta(days=1)).grids
    assert old.pk not in place_book(merged_on).grids


def test_before_the_first_day_there_is_nothing(small_district):
    assert place_book(date(2019, 12, 31)).locate(*IN_THE_PARK).outside


def test_a_larger_grid_with_parts_is_not_the_lowest(small_district):
    whole = Grid.objects.get(code="990101002001002")
    Grid.objects.create(
        code="990101002001003", name="微网格", level="MICRO", community=whole.community, parent=whole, geometry=square(3).__geo_interface__,
    )
    book_module.forget_places()
    assert place_book().locate(*IN_THE_PARK).grid.name == "微网格"
    assert whole.pk not in place_book().grids


def test_a_grid_whose_community_ended_is_left_out(small_district):
    Community.objects.filter(code="990101002001").update(valid_to=date(2026, 1, 1))
    book_module.forget_places()
    assert place_book().locate(*IN_THE_PARK).grid is None
    assert place_book().locate(*IN_THE_PARK).street.name == "乙镇"


def test_places_without_outlines_are_known_but_not_found_by_point(small_district):
    Grid.objects.filter(code="990101002001002").update(geometry=None)
    book_module.forget_places()
    book = place_book()
    assert book.grid_by_code("990101002001002")
    found = book.locate(*IN_THE_PARK)
    assert (found.grid, found.community.name) == (None, "乙一村")


def test_an_empty_installation_answers_outside(db):
    assert place_book().locate(*IN_THE_PARK).outside


def test_one_book_serves_all_days_between_two_changes(small_district):
    today = timezone.localdate()
    assert place_book(today) is place_book(today + timedelta(days=300)) is place_book(date(2020, 1, 1))
    assert place_book(date(2019, 12, 31)) is not place_book(today)


def test_street_rows_carry_what_routing_asks(small_district):
    StreetUnit.objects.filter(code="990101001").update(reform_unit=True, agricultural=True, aliases=["甲办"])
    book_module.forget_places()
    street = place_book().street_by_code("990101001")
    assert (street.reform_unit, street.agricultural, street.aliases) == (True, True, ("甲办",))
