"""Those who assist follow the lists as the lead does: one step, one entry; another unit waits for a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import queries
from shaoxiang.cases.actions.duties import decide_handoff, follow_duties
from shaoxiang.cases.models import DutyHandoff
from shaoxiang.cases.queries.timeline import timeline_page
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import STREET_TYPE, fresh, reported
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.rules import BY_ONE_ACT
from shaoxiang.duties.actions import raise_version
from shaoxiang.duties.models import DispatchCatalogueEntry, EventType
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import StreetUnit
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def later(now):
    return now + timedelta(days=10)


@pytest.fixture
def offices():
    """Four offices of the home street."""
    street = StreetUnit.objects.get(code=people.HOME, valid_to=None)
    return list(Body.objects.filter(kind="INTERNAL_OFFICE", valid_to=None, unit__street=street, posts__answers=True).distinct().order_by("pk")[:4])


@pytest.fixture
def departments():
    return list(Body.objects.filter(kind="DEPARTMENT", valid_to=None, posts__answers=True).distinct().order_by("pk")[:3])


def listed(lead, cooperating, since):
    """From that day on the catalogue names them for the street."""
    street = StreetUnit.objects.get(code=people.HOME, valid_to=None)
    DispatchCatalogueEntry.objects.filter(type__code=STREET_TYPE, street=street, valid_to=None).update(valid_to=since)
    entry = DispatchCatalogueEntry.objects.create(type=EventType.objects.get(code=STREET_TYPE), street=street, lead=lead, source_code="示例", valid_from=since,
                                                  sample=True)
    entry.cooperating.set(cooperating)
    raise_version()


def helpers_of(case):
    rows = DispatchOrder.objects.filter(RUNNING, matter_id=case.pk, part="COOPERATING").order_by("pk")
    return [row.office_id or row.unit_id for row in rows]


def entries(case):
    return list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk, kind__startswith="cases.duty_").order_by("seq"))


@pytest.fixture
def running(now, offices):
    """A case led by the first office; the second assists, and, by its own item, the office of the list."""
    listed(offices[0], [offices[1]], timezone.localdate(now))
    case = reported(at=now)
    assert running_lead(case.pk).office_id == offices[0].pk
    assert offices[1].pk in helpers_of(case)
    return case


def test_another_office_of_the_unit_assists_instead(running, now, later, offices):
    others = [key for key in helpers_of(running) if key != offices[1].pk]
    new = next(one for one in offices[2:] if one.pk not in others)
    ground = fresh(running).ground
    listed(offices[0], [new], timezone.localdate(later))
    assert follow_duties(now=later) == 1
    assert helpers_of(running) == [*others, new.pk]
    assert running_lead(running.pk).office_id == offices[0].pk
    assert DispatchOrder.objects.get(matter_id=running.pk, office_id=offices[1].pk).ended_at == later
    (entry,) = entries(running)
    assert entry.kind == "cases.duty_helpers"
    assert (entry.facts["helpers_rest"], entry.facts["helpers"]) == ([offices[1].pk], [new.pk])
    assert fresh(running).ground == ground
    line = timeline_page(fresh(running), queries.entries_of(running), [])[0]
    assert "换了配合单位" in line.what
    assert new.name in line.more
    assert follow_duties(now=later) == 0


def test_who_is_named_no_longer_may_go_and_a_sent_force_stays(running, now, later, offices, departments):
    force = DispatchOrder.objects.create(matter_id=running.pk, part="COOPERATING", mode=BY_ONE_ACT, unit_id=departments[0].pk, ordered_at=now)
    before = helpers_of(running)
    listed(offices[0], [], timezone.localdate(later))
    assert follow_duties(now=later) == 1
    assert helpers_of(running) == [key for key in before if key != offices[1].pk]
    force.refresh_from_db()
    assert force.ended_at is None
    assert entries(running)[0].facts["helpers_rest"] == [offices[1].pk]


def test_lead_and_helper_change_parts_in_one_entry(running, later, offices):
    listed(offices[1], [offices[0]], timezone.localdate(later))
    assert follow_duties(now=later) == 1
    assert running_lead(running.pk).office_id == offices[1].pk
    assert offices[0].pk in helpers_of(running)
    assert offices[1].pk not in helpers_of(running)
    (entry,) = entries(running)
    assert entry.kind == "cases.duty_moved"
    assert (entry.facts["office"], entry.facts["helpers_rest"], entry.facts["helpers"]) == (offices[1].pk, [offices[1].pk], [offices[0].pk])


def test_the_lead_becomes_a_helper_of_a_third(running, later, offices):
    third = offices[2]
    listed(third, [offices[0]], timezone.localdate(later))
    follow_duties(now=later)
    assert running_lead(running.pk).office_id == third.pk
    assert offices[0].pk in helpers_of(running)
    assert len(entries(running)) == 1


def test_an_office_that_was_abolished_assists_no_longer(running, now, later, offices):
    day = timezone.localdate(later)
    Body.objects.filter(pk=offices[1].pk).update(valid_to=day)
    raise_version()
    assert follow_duties(now=later) == 1
    assert offices[1].pk not in helpers_of(running)
    assert entries(running)[0].facts["helpers_rest"] == [offices[1].pk]


def test_another_department_waits_for_a_word_and_is_moved_or_kept(now, later, offices, departments):
    listed(offices[0], [departments[0]], timezone.localdate(now))
    moved, kept = reported(at=now), reported(at=now)
    listed(offices[0], [departments[1]], timezone.localdate(later))
    assert follow_duties(now=later) == 2
    assert departments[0].pk in helpers_of(moved)
    assert not entries(moved)
    row = DutyHandoff.objects.get(case=moved)
    assert (row.part, row.to_unit_id) == ("COOPERATING", departments[1].pk)
    desk = people.actor("STREET_DESK", street=people.HOME)
    page = seated(desk).get(reverse("cases:handoffs")).content.decode()
    assert "配合</span>" in page
    assert book().name_of(departments[1].pk) in page

    decide_handoff(row.pk, move=True, actor=desk, at=later)
    assert departments[1].pk in helpers_of(moved)
    assert departments[0].pk not in helpers_of(moved)
    assert [entry.kind for entry in entries(moved)] == ["cases.duty_helpers"]
    assert running_lead(moved.pk).office_id == offices[0].pk
    decide_handoff(DutyHandoff.objects.get(case=kept).pk, move=False, actor=desk, at=later)
    assert departments[0].pk in helpers_of(kept)
    assert [entry.kind for entry in entries(kept)] == ["cases.duty_kept"]


def test_with_a_lead_handed_to_another_unit_those_who_assist_go_along(running, later, offices, departments):
    listed(departments[0], [departments[1]], timezone.localdate(later))
    assert follow_duties(now=later) == 1
    assert offices[1].pk in helpers_of(running), "nothing moves before somebody has decided"
    row = DutyHandoff.objects.get(case=running)
    decide_handoff(row.pk, move=True, actor=people.actor("STREET_DESK", street=people.HOME), at=later)
    assert running_lead(running.pk).unit_id == departments[0].pk
    assert offices[1].pk not in helpers_of(running)
    assert departments[1].pk in helpers_of(running)
    (entry,) = entries(running)
    assert entry.kind == "cases.duty_handed"
    assert entry.facts["helpers_rest"] == [offices[1].pk]
