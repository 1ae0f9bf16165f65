"""执法在片区: routing, replay, calling and the organisation page by enforcement area."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shaoxiang.duties.queries import duty_book, replay
from shaoxiang.duties.rules import PlaceRef, route
from shaoxiang.forces.queries import callable_bodies
from shaoxiang.forces.tests.conftest import MONDAY, body, street
from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.queries.lines import three_lines
from shaoxiang.institutions.rules import AreaRefused
from shaoxiang.opinions.queries.places import units_of_district
from shaoxiang.places.actions import end_area, set_area
from shaoxiang.places.models import Community, EnforcementArea, StreetUnit
from shaoxiang.places.rules.areas import AreaGiven
from tests import people
from tests.hearing import heard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
EAST, CENTRAL = "PQ01-DEP05", "PQ02-DEP05"


def market_type(book) -> str:
    """Some type that the market bureau leads on in the home street."""
    place = PlaceRef(street().pk, "SUBDISTRICT")
    return next(code for code in book.types if route(code, place, book.on, book).lead.office_id == body(EAST).pk)


def carried(where: StreetUnit, on: date, community_id: int | None = None) -> str | None:
    code = market_type(duty_book(date(2026, 11, 2)))  # before any area ends, whatever day it is when this is read
    lead = replay(code, PlaceRef(where.pk, where.kind, community_id), on).lead
    return next((one for one in (EAST, CENTRAL, "PQ03-DEP05", "PQ04-DEP05") if lead.office_id == body(one).pk), None)


def config():
    return people.actor("CONFIG_ADMIN")


def given(code: str, streets: list[str], since: date, communities: tuple[int, ...] | list[int] = ()) -> AreaGiven:
    keys = list(StreetUnit.objects.filter(code__in=streets, valid_to=None).values_list("pk", flat=True))
    held = EnforcementArea.objects.filter(code=code, valid_to=None).first()
    number = heard(units_of_district(), f"示例：{held.name}调整", at=AT) if held is not None else ""
    return AreaGiven(code, "示例片区", keys, since, communities=communities, document="示例〔2026〕4号", heard_number=number)


def test_one_unit_stands_for_every_street_of_its_area():
    today = date(2026, 11, 2)
    assert [carried(street(code), today) for code in ("150102001", "150102006", "150102401")] == [EAST] * 3
    assert carried(street("150102002"), today) == CENTRAL
    assert carried(street("150102101"), today) == "PQ04-DEP05"


def test_an_old_day_is_routed_by_the_area_of_that_day():
    """呼伦路街道 came to the area in June 2023; before, the area was two streets."""
    assert carried(street("150102401"), date(2023, 7, 1)) == EAST
    assert streets_served(body(EAST), date(2023, 6, 29)) == {street("150102001").pk, street("150102006").pk}
    assert carried(street("150102006"), date(2023, 6, 29)) == EAST


def test_a_change_of_the_area_holds_from_its_day_and_leaves_the_days_before():
    """东街街道 moves from the centre to the east on 1 December."""
    moves = date(2026, 12, 1)
    set_area(given("PQ01", ["150102001", "150102006", "150102401", "150102004"], moves), actor=config(), at=AT)
    set_area(given("PQ02", ["150102002", "150102003", "150102005"], moves), actor=config(), at=AT)
    where = street("150102004")
    assert (carried(where, date(2026, 11, 30)), carried(where, moves)) == (CENTRAL, EAST)
    before, after = MONDAY, datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
    assert body(EAST).pk not in callable_bodies(where.pk, at=before)
    assert body(EAST).pk in callable_bodies(where.pk, at=after)


def test_an_area_may_take_only_some_communities_of_a_street():
    """Of 东街街道 one community goes to the east, the others stay with the centre."""
    moves, where = date(2026, 12, 1), street("150102004")
    some, other = Community.objects.filter(street=where, valid_to=None).order_by("code")[:2]
    set_area(given("PQ01", ["150102001", "150102006", "150102401", "150102004"], moves, [some.pk]), actor=config(), at=AT)
    assert carried(where, moves, some.pk) == EAST
    assert carried(where, moves, other.pk) == CENTRAL
    assert carried(where, date(2026, 11, 30), some.pk) == CENTRAL


def test_a_unit_whose_area_has_ended_stands_nowhere_rather_than_everywhere():
    held = EnforcementArea.objects.get(code="PQ01", valid_to=None)
    number = heard(units_of_district(), f"示例：{held.name}撤销", at=AT)
    end_area("PQ01", since=date(2026, 12, 1), actor=config(), at=AT, heard_number=number)
    assert carried(street("150102001"), date(2026, 12, 1)) is None
    assert carried(street("150102001"), date(2026, 11, 30)) == EAST


def test_a_station_may_take_over_an_area_from_today_and_its_past_stays():
    station = body(f"S{people.HOME}-DEP03")
    set_area(given("PQ09", [people.HOME, people.NEXT], date(2026, 11, 2)), actor=config(), at=AT)
    institutions.serve_area(station.pk, "PQ09", actor=config(), at=AT)
    station.refresh_from_db()
    assert streets_served(station, date(2026, 11, 1)) == {street().pk}
    assert streets_served(station, date(2026, 11, 2)) == {street().pk, street(people.NEXT).pk}


def test_an_area_with_a_past_is_not_hung_on_a_unit_with_a_past():
    with pytest.raises(AreaRefused, match="以前就有"):
        institutions.serve_area(body(f"S{people.HOME}-DEP03").pk, "PQ02", actor=config(), at=AT)
    with pytest.raises(AreaRefused, match="换片区"):
        institutions.serve_area(body(EAST).pk, "PQ02", actor=config(), at=AT)


def test_the_three_lines_of_a_street_and_of_a_unit():
    today = date(2026, 11, 2)
    lines = three_lines(body(f"S{people.HOME}"), today)
    assert {one.name for one in lines.managed} >= {"平安建设办公室", "党群服务中心"}
    assert {one.body.code for one in lines.enforcing} == {f"S{people.HOME}-DEP01", f"S{people.HOME}-DEP03", f"S{people.HOME}-DEP04", EAST}
    assert {one.code for one in lines.guided_by} == {"DEP01", "DEP03", "DEP04", "DEP05"}
    unit = three_lines(body(EAST), today)
    assert {one.code for one in unit.managed} == {"S150102001", "S150102006", "S150102401"}
    assert (unit.enforcing[0].area.code, [one.code for one in unit.guided_by]) == ("PQ01", ["DEP05"])
    assert three_lines(body("DEP05"), today) is None
