"""What was closed and counted under an earlier street goes on under the one it came to be, on every page that counts by street; and the page says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from shaoxiang.cases.queries.lists import listed
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import fresh, reported
from shaoxiang.config.tests.test_streets import HOME, NEXT, carried_out, into, rename, row_of, unit_body
from shaoxiang.insight.access import matters_of, scope_of
from shaoxiang.institutions.queries.desks import street_shown, unit_line, units_before
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.queries import requests_for
from shaoxiang.opinions.queries.requests import filtered, request_moves
from shaoxiang.opinions.tests.conftest import asked
from shaoxiang.places.queries.lineage import before_words, line_of, now_of
from shaoxiang.topics.access import touches_my_street
from shaoxiang.whistles import actions as whistle_actions
from shaoxiang.whistles.queries import whistles_for
from shaoxiang.whistles.queries.bands import band_of, bands
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.vocabulary import CancelReason
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def closed(case, now):
    case.matter.closed_at, case.matter.status = now, "CLOSED"
    case.matter.save(update_fields=["closed_at", "status"])
    return case


def of_the_heir(role):
    """As he signs in now: the cast of the tests is kept from test to test, and must not remember a merger."""
    return people.acting(people.assignment(role, street=NEXT))


def district():
    return people.actor("DISTRICT_DESK")


def test_a_street_that_never_changed_is_asked_for_alone(now):
    street = row_of(HOME)
    assert line_of(street.pk) == (street.pk,)
    assert before_words(street.pk) == []
    assert line_of(None) == ()
    assert now_of(street.pk) == street.pk
    where = str(listed(district(), {"street": street.pk}, now=now).query).split("WHERE", 1)[1]
    assert f'"street_id" = {street.pk}' in where  # as plain as before, for the index of the long list


def test_under_a_new_name_a_street_keeps_its_figures(administrator, now):
    old = row_of(HOME)
    case = closed(reported(at=now - timedelta(hours=2)), now)
    before = band_of(old.pk, now=now).cases
    carried_out(rename(), administrator, now)
    new = row_of(HOME)
    assert fresh(case).matter.street_id == old.pk  # where it was on its day
    assert line_of(new.pk) == (new.pk, old.pk)
    assert case in listed(district(), {"street": new.pk}, now=now)
    assert band_of(new.pk, now=now).cases == before
    assert {one.street_id for one in bands(now=now)} & {old.pk, new.pk} == {new.pk}
    assert before_words(new.pk) == [f"其中 {new.valid_from.year}年{new.valid_from.month}月{new.valid_from.day}日以前为原{old.name}。"]
    assert before_words(new.pk, days=0) == []  # a page of today alone has nothing of before


def test_what_came_to_a_street_is_counted_with_it(administrator, now):
    old, heir = row_of(HOME), row_of(NEXT)
    case = closed(reported(at=now - timedelta(hours=2)), now)
    ours, theirs = band_of(old.pk, now=now).cases, band_of(heir.pk, now=now).cases
    unit, heirs_unit = unit_body(HOME), unit_body(NEXT)
    carried_out(into(), administrator, now)
    assert (now_of(old.pk), band_of(heir.pk, now=now).cases) == (heir.pk, ours + theirs)
    desk = of_the_heir("STREET_DESK")
    assert case in listed(desk, {}, now=now)
    scope = scope_of(desk)
    assert scope.before == (old.pk,)
    assert Matter.objects.filter(matters_of(scope), pk=case.pk).exists()
    assert f"({heir.pk}, {old.pk})" in str(touches_my_street(desk).children[0][1].query)
    assert units_before(heirs_unit.pk) == (unit.pk,)
    assert unit_line(unit.pk) == (unit.pk,)
    assert street_shown(str(heirs_unit.pk), None) == heir.pk
    assert street_shown("x", 7) == 7
    (said,) = before_words(heir.pk)
    assert old.name in said
    client = seated(desk)
    for name in ("cases:list", "whistles:list", "opinions:list", "admission:list", "topics:list", "insight:board"):
        page = client.get(reverse(name)).content.decode()
        assert old.name in page, name


def test_what_the_street_that_came_to_us_was_asked_is_read_by_us_and_answered_by_nobody_else(administrator, now):
    file = asked(at=now)
    mine = OpinionRequest.objects.get(file=file, unit_id=unit_body(HOME).pk)
    desk = people.actor("STREET_LEADER", street=NEXT)
    assert mine not in requests_for(desk)
    carried_out(into(), administrator, now)
    desk = of_the_heir("STREET_LEADER")
    assert mine in requests_for(desk)
    assert mine in filtered(requests_for(people.actor("SUPERVISOR")), {"unit": str(unit_body(NEXT).pk)})
    assert not request_moves(mine, desk)


def test_a_whistle_of_the_street_that_came_to_us_is_read_and_not_moved_by_us(administrator, now):
    whistle = walks.blown(at=now)
    carried_out(into(), administrator, now)
    desk = of_the_heir("STREET_DESK")
    assert whistle in whistles_for(desk)
    with pytest.raises(PermissionDenied):
        whistle_actions.cancel(whistle.number, actor=desk, at=now, reason=CancelReason.MISTAKEN, words="示例")
