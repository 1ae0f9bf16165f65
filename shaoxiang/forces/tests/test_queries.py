"""What upper rooms summon by: readiness, on_duty, callable_bodies, check_summons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from shaoxiang.dispatch.actions import finish
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces.actions import check_summons
from shaoxiang.forces.models import Absence, Shift, Team
from shaoxiang.forces.queries import callable_bodies, leader_on_duty, on_duty, readiness
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.forces.tests.conftest import FIRE, HOUR, MONDAY, NIGHT, STATION, body, desk, engaged, person_on, street
from shaoxiang.forces.vocabulary import Availability, DutyPart
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center, street_unit
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _empty_rosters(district):
    """Before any roster exists; each test lays its own."""
    Shift.objects.all().delete()
    Absence.objects.all().delete()


def ready(code: str, at=MONDAY):
    return readiness([body(code).pk], at=at)[body(code).pk]


# -- crews and load

def test_a_force_without_a_team_row_has_one_crew():
    Team.objects.all().delete()
    assert (ready(FIRE).crews, ready(FIRE).free) == (1, 1)


def test_crews_come_from_the_team_and_go_with_the_task():
    Team.objects.update_or_create(body=body(FIRE), defaults={"crews": 2})
    order = engaged(FIRE, Priority.EMERGENCY)
    assert (ready(FIRE).crews, ready(FIRE).free, [one.pk for one in ready(FIRE).busy]) == (2, 1, [order.pk])
    finish(order, at=MONDAY + HOUR)
    assert ready(FIRE).free == 2


def test_a_file_on_the_stations_desk_is_load_and_holds_no_crew():
    engaged(STATION, mode="STATIONED")
    now = ready(STATION)
    assert (now.busy, now.load, now.availability) == ((), 1, Availability.FREE)


def test_crews_in_repair_cannot_go():
    Team.objects.update_or_create(body=body(FIRE), defaults={"crews": 2})
    Absence.objects.create(body=body(FIRE), crews=2, kind="EQUIPMENT", starts_at=MONDAY - HOUR, ends_at=MONDAY + HOUR)
    assert (ready(FIRE).crews, ready(FIRE).availability) == (0, Availability.ABSENT)
    assert ready(FIRE, at=MONDAY + HOUR).crews == 2  # the first instant after
    with pytest.raises(ForceEngaged, match="没有能出动的组"), transaction.atomic():
        check_summons([body(FIRE).pk], Priority.LIFE, at=MONDAY)


# -- summons

def test_an_emergency_is_never_summoned_away_and_the_refusal_names_the_order():
    Team.objects.update_or_create(body=body(FIRE), defaults={"crews": 1})
    order = engaged(FIRE, Priority.EMERGENCY)
    with pytest.raises(ForceEngaged) as refused, transaction.atomic():
        check_summons([body(FIRE).pk], Priority.LIFE, at=MONDAY)
    assert refused.value.must_release == (order.pk,)
    assert "都在执行任务" in refused.value.reason


def test_a_routine_task_gives_way_to_an_emergency_once():
    Team.objects.update_or_create(body=body(FIRE), defaults={"crews": 1})
    first = engaged(FIRE, Priority.ROUTINE)
    with transaction.atomic():
        assert check_summons([body(FIRE).pk], Priority.EMERGENCY, at=MONDAY) == {body(FIRE).pk: first.pk}
    engaged(FIRE, Priority.EMERGENCY)
    with pytest.raises(ForceEngaged), transaction.atomic():
        check_summons([body(FIRE).pk], Priority.EMERGENCY, at=MONDAY)


# -- who is on duty

def test_before_any_roster_the_answering_post_answers_by_day_and_the_duty_desk_relays_by_night():
    by_day, by_night = on_duty(body(FIRE).pk, at=MONDAY), on_duty(body(FIRE).pk, at=NIGHT)
    answering = book().answering_post(body(FIRE).pk)
    assert (by_day.post_id, by_day.name, by_day.source) == (answering.id, book().names_in(answering.id), "POST")
    assert (by_night.post_id, by_night.source) == (answering.id, "DUTY_DESK")  # the awaited act stays with the force
    assert book().posts[by_night.desk_post_id].body_id == command_center()
    assert by_night.phone


def test_a_weekend_and_a_holiday_are_relayed_too_and_an_adjusted_working_day_is_not():
    sunday, festival, adjusted = (MONDAY.replace(day=1), MONDAY.replace(month=2, day=17), MONDAY.replace(month=10, day=10))
    assert [on_duty(body(FIRE).pk, at=when).source for when in (sunday, festival, adjusted)] == ["DUTY_DESK", "DUTY_DESK", "POST"]


def test_the_roster_speaks_first_and_whoever_is_away_is_not_on_duty():
    shift = person_on(FIRE, "示例·夜班某", starts_at=NIGHT - HOUR)
    now = on_duty(body(FIRE).pk, at=NIGHT)
    assert (now.name, now.phone, now.source, now.until) == ("示例·夜班某", "0471-0009999", "ROSTER", shift.ends_at)
    assert now.post_id == book().answering_post(body(FIRE).pk).id  # he has no account: the act lies with the answering post
    Absence.objects.create(body=body(FIRE), person=shift.person, kind="LEAVE", starts_at=NIGHT, ends_at=NIGHT + HOUR)
    assert on_duty(body(FIRE).pk, at=NIGHT).source == "DUTY_DESK"
    assert on_duty(body(FIRE).pk, at=NIGHT + HOUR).name == "示例·夜班某"
    assert on_duty(body(FIRE).pk, at=shift.ends_at).source != "ROSTER"


def test_a_rostered_person_with_a_post_gets_the_act_himself():
    shift = person_on(FIRE, starts_at=NIGHT - HOUR)
    head = people.assignment("OFFICE_HEAD", body=body(FIRE).name)
    Shift.objects.filter(pk=shift.pk).update(person=head.person)
    assert on_duty(body(FIRE).pk, at=NIGHT).post_id == head.post_id


def test_the_streets_own_duty_desk_relays_for_its_offices_when_it_has_a_roster():
    office = f"S{people.HOME}-C"
    person_on(f"S{people.HOME}", "示例·街道值班", starts_at=NIGHT - HOUR)
    assert on_duty(body(office).pk, at=NIGHT).name == "示例·街道值班"
    assert on_duty(body(f"S{people.NEXT}-C").pk, at=NIGHT).name != "示例·街道值班"


def test_the_leader_on_duty_is_not_the_one_at_the_desk():
    unit = street_unit(street().pk)
    person_on(f"S{people.HOME}", "示例·值班领导", starts_at=NIGHT - HOUR, part=DutyPart.LEADER)
    assert leader_on_duty(unit, at=NIGHT).name == "示例·值班领导"
    assert on_duty(unit, at=NIGHT).name != "示例·值班领导"
    assert leader_on_duty(unit, at=NIGHT + timedelta(days=2)) is None


def test_duty_of_many_costs_no_more_for_more(django_assert_max_num_queries):
    wanted = callable_bodies(street().pk, at=MONDAY)
    book()
    with django_assert_max_num_queries(12):
        assert len(readiness(wanted, at=NIGHT)) == len(wanted)


# -- whom a street may call

def test_a_street_calls_its_own_units_all_teams_and_departments_and_no_neighbours_unit():
    found = {book().bodies[key].code for key in callable_bodies(street().pk, at=MONDAY)}
    assert {STATION, FIRE, "DEP07"} <= found
    assert f"S{people.NEXT}-DEP01" not in found
    assert f"S{people.HOME}-DQ" not in found  # not sent down
    assert not any(code.endswith("-ZF") for code in found)
    bureau = {book().bodies[key].code for key in callable_bodies(street("150102008").pk, at=MONDAY)}
    assert "S150102008-ZF" in bureau


def test_a_body_that_no_longer_stands_is_not_called():
    gone = body(STATION)
    gone.valid_to = date(2026, 11, 2)
    gone.save()
    assert gone.pk not in callable_bodies(street().pk, at=MONDAY)
    assert gone.pk in callable_bodies(street().pk, at=MONDAY - timedelta(days=1))


def test_the_force_is_held_until_the_summoning_transaction_ends():
    with transaction.atomic():
        assert check_summons([body(FIRE).pk], Priority.ROUTINE, at=MONDAY) == {}
        engaged(FIRE, by=desk())
