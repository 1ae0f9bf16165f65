"""The head of a dispatched body comes and goes only after the streets were heard, whatever the way: page, table, handover, appointment, a changed post."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from shaoxiang.forces import actions
from shaoxiang.forces.models import HeadChange
from shaoxiang.forces.queries.heads import head_post
from shaoxiang.forces.tests.conftest import STATION, body
from shaoxiang.forces.tests.test_register import ask
from shaoxiang.forces.vocabulary import ChangeKind
from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.models import Assignment, Body, Person, Post
from shaoxiang.institutions.queries.seating import HEAD, obstacle, stays
from shaoxiang.institutions.rules import ChangeRefused, Decision, HandoverRefused
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.staffing.actions.people import appoint
from shaoxiang.staffing.models import QuotaHolding
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.vocabulary import QuotaType
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=SHANGHAI)
LATER = NOW + timedelta(days=14)
ON = LATER.date()
AREA_UNIT = "PQ01-DEP05"


def office():
    return people.actor("STAFFING_OFFICE")


def decided(on: date = ON) -> Decision:
    return Decision(on, "示例：任命新的负责人", "口头")


def lead(code: str = STATION) -> Post:
    post = head_post(body(code).pk, ON)
    assert post is not None
    return Post.objects.select_related("body").get(pk=post.pk)


def head_of(post: Post) -> Assignment:
    return Assignment.objects.select_related("post__body", "person").get(post=post, valid_to=None)


def newcomer() -> Person:
    return Person.objects.create(name="示例·朱甲亥", sample=True)


def colleague(seat: Assignment) -> Person:
    """On the same quota as the head: nothing but the streets speaks against him."""
    held = QuotaHolding.objects.get(person_id=seat.person_id, valid_to=None)
    same = QuotaHolding.objects.filter(body=held.body, quota_type=held.quota_type, rank=held.rank, valid_to=None)
    return same.exclude(person_id=seat.person_id).select_related("person").first().person


def heard(kind: ChangeKind = ChangeKind.TRANSFER, **changes) -> HeadChange:
    """Asked, the time over, and recorded."""
    row = ask(**changes) if kind == ChangeKind.APPOINT else actions.ask_change(
        body(AREA_UNIT).pk, kind, reason="示例：轮岗", person_id=None, actor=people.actor("DEPARTMENT_HEAD", body="区市场监督管理局"), at=NOW,
    )
    actions.record_change(row.pk, adoption=None, feedback="", actor=people.actor("DEPARTMENT_HEAD", body="区市场监督管理局"), at=LATER)
    return row


def test_the_register_neither_seats_nor_lets_go_the_head_of_a_station_nobody_was_asked_about():
    post = lead()
    seat = head_of(post)
    with pytest.raises(ChangeRefused, match="派驻负责人调整") as refused:
        institutions.unseat_person(seat.pk, decision=decided(), actor=office(), at=LATER)
    assert next(way.address for way in refused.value.ways) == f"/forces/heads/new/{STATION}/"
    with pytest.raises(ChangeRefused, match="征求所在镇街的意见"):
        institutions.seat_person(post.pk, colleague(seat), decision=decided(), actor=office(), at=LATER)
    assert obstacle(None, post, ON, only=HEAD) is not None  # nor somebody new to the register
    assert head_of(post).pk == seat.pk


def test_neither_handover_nor_appointment_nor_a_post_that_begins_to_lead_is_a_way_round():
    post = lead()
    seat, new = head_of(post), newcomer()
    with pytest.raises(HandoverRefused, match="征求所在镇街的意见"):
        institutions.start_handover(seat.pk, colleague(seat), ON, actor=office(), at=LATER)
    other = Post.objects.filter(body=post.body, is_leader=False, valid_to=None).first() or Post.objects.create(body=post.body, code="X-1", title="示例岗")
    Assignment.objects.create(post=other, person=new, valid_from=NOW.date())
    given = {"decision": decided(), "actor": office(), "at": LATER}
    with pytest.raises(ChangeRefused, match="征求所在镇街的意见"):
        institutions.change_post(other.pk, {"is_leader": True}, revision=other.revision, **given)
    with pytest.raises(ChangeRefused, match="离任"):
        institutions.change_post(post.pk, {"is_leader": False}, revision=post.revision, **given)
    Assignment.objects.filter(pk=seat.pk).update(valid_to=ON)
    with pytest.raises(StaffingRefused, match="征求所在镇街的意见"):
        appoint(new.pk, post.pk, body_id=post.body.unit_id, quota_type=QuotaType.ADMINISTRATIVE, document="示例任〔2019〕3号", since=date(2019, 5, 6),
                actor=people.actor("ORGANISATION_DEPARTMENT"), at=LATER)


def test_a_transfer_that_was_heard_lets_the_head_go_and_nobody_else_sit_down():
    post = lead(AREA_UNIT)
    seat = head_of(post)
    assert stays(seat, ON) is not None
    heard()
    assert stays(seat, ON) is None
    assert obstacle(newcomer().pk, post, ON, only=HEAD) is not None
    institutions.unseat_person(seat.pk, decision=decided(ON + timedelta(days=30)), actor=office(), at=LATER)


def test_an_appointment_that_was_heard_seats_its_person_once():
    post = lead(AREA_UNIT)
    row = heard(ChangeKind.APPOINT)
    assert head_of(post).person_id == row.person_id
    assert obstacle(row.person_id, post, ON, only=HEAD) is None
    assert stays(head_of(post), ON) is not None  # who came by it is a head of his own: his going is asked again
    Assignment.objects.filter(post=post, valid_to=None).update(valid_to=ON + timedelta(days=1))
    Assignment.objects.create(post=post, person=newcomer(), valid_from=ON + timedelta(days=1))
    assert obstacle(row.person_id, post, ON + timedelta(days=2), only=HEAD) is not None


def test_the_first_head_a_register_has_of_a_body_and_heads_of_other_bodies_are_not_asked_about():
    post = lead()
    Assignment.objects.filter(post__body=post.body, post__is_leader=True).delete()
    assert obstacle(newcomer().pk, post, ON, only=HEAD) is None
    other = Assignment.objects.filter(valid_to=None, post__is_leader=True, post__body__kind=BodyKind.DEPARTMENT.value).select_related("post__body").first()
    assert stays(other, ON) is None
    assert obstacle(newcomer().pk, other.post, ON, only=HEAD) is None
    assert Body.objects.filter(kind=BodyKind.DISPATCHED_INSTITUTION.value).exists()
