"""A leadership post, and a post filled on a quota, is no gift of a handover: table, page, interface and handover ask the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.models import Assignment, Handover, Person, Post
from shaoxiang.institutions.queries.seating import obstacle
from shaoxiang.institutions.rules import ChangeRefused, Decision, HandoverRefused
from shaoxiang.staffing import actions
from shaoxiang.staffing.checks import findings
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaEntry, QuotaHolding, Secondment
from shaoxiang.staffing.tests.conftest import ADMIN, DAY, INSTITUTIONAL, department, office, street
from shaoxiang.staffing.vocabulary import QuotaType, Rank
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def today():
    return timezone.localdate()


def leader() -> Assignment:
    """A deputy leader of the street who has his post and his 领导职数."""
    rows = Assignment.objects.filter(post__body=street(), post__is_leader=True, valid_to=None).order_by("pk")
    return next(row for row in rows if QuotaHolding.objects.filter(person_id=row.person_id, rank=Rank.DEPUTY.value, valid_to=None).exists())


def grid_worker() -> Person:
    return people.assignment("GRID_WORKER", street=people.HOME).person


def start(leaving: Assignment, successor: Person) -> Handover:
    return institutions.start_handover(leaving.pk, successor, today(), actor=office(), at=timezone.now())


def test_a_grid_worker_does_not_become_a_leader_by_a_handover():
    leaving = leader()
    with pytest.raises(HandoverRefused, match="没有占编") as refused:
        start(leaving, grid_worker())
    assert [way.label for way in refused.value.ways] == ["干部选配", "办上编任职"]
    page = seated(office()).post(f"/institutions/posts/{leaving.post_id}/handover/", {
        "move": "start", "leaving": leaving.pk, "successor": grid_worker().pk, "planned_on": today().isoformat()})
    assert page.status_code == 422
    assert "没有占编" in page.content.decode()
    assert "/staffing/people/appoint/?unit=" in page.content.decode()
    assert not Handover.objects.exists()


def test_a_handover_begun_before_the_successor_left_the_quota_is_not_confirmed():
    leaving = leader()
    other = QuotaHolding.objects.filter(body=street(), rank=Rank.DEPUTY.value, valid_to=None).exclude(person_id=leaving.person_id).first()
    handover = start(leaving, other.person)
    QuotaHolding.objects.filter(pk=other.pk).update(valid_to=today())
    Handover.objects.filter(pk=handover.pk).update(status="PASSED")
    successor = people.in_post(Assignment.objects.filter(person_id=other.person_id, valid_to=None).first().post_id)
    with pytest.raises(HandoverRefused, match="没有占编"):
        institutions.complete(handover.pk, actor=successor, at=timezone.now())


def test_neither_page_nor_table_seats_somebody_new_in_a_leader_s_post():
    post = leader().post
    for person, name in ((grid_worker(), ""), (None, "示例新来的")):
        with pytest.raises(ChangeRefused, match="没有占编"):
            institutions.seat_person(post.pk, person, name=name, decision=Decision(today(), "示例"), actor=office(), at=timezone.now())
    assert not Person.objects.filter(name="示例新来的").exists()


def test_a_post_that_was_never_filled_on_a_quota_and_leads_nothing_is_open():
    post = Post.objects.create(body=street(), code=f"{street().code}:X", title="示例岗", roles=[])
    assert obstacle(grid_worker().pk, post, today()) is None
    assert obstacle(grid_worker().pk, people.assignment("GRID_WORKER", street=people.HOME).post, today()) is None


def test_a_new_leader_s_post_asks_for_a_leading_rank_and_an_office_head_s_for_a_quota():
    lead = Post.objects.create(body=street(), code=f"{street().code}:L", title="示例领导", roles=["STREET_LEADER"], is_leader=True)
    clerk = QuotaHolding.objects.filter(body=street(), rank=Rank.NONE.value, quota_type=ADMIN).first().person_id
    assert "领导职数" in obstacle(clerk, lead, today()).reason
    assert obstacle(leader().person_id, lead, today()) is None
    inner = next(post for post in Post.objects.filter(body__unit=street(), body__kind="INTERNAL_OFFICE") if "OFFICE_HEAD" in post.roles)
    assert obstacle(clerk, inner, today()) is None
    assert obstacle(grid_worker().pk, inner, today()) is not None


def test_somebody_lent_by_a_row_may_sit_down_as_long_as_he_is_lent():
    person = QuotaHolding.objects.filter(body=department(), quota_type=ADMIN).first().person_id
    post = Assignment.objects.filter(post__body__unit=street(), valid_to=None, person__quota_holdings__body=street()).first().post
    assert "别的" in obstacle(person, post, today()).reason or "也没有借调过来" in obstacle(person, post, today()).reason
    Secondment.objects.create(person_id=person, from_body=department(), to_body=street(), valid_from=today(), valid_to=today() + 30 * DAY, reason="示例")
    assert obstacle(person, post, today()) is None
    assert obstacle(person, post, today() + 30 * DAY) is not None


def test_a_type_is_not_mixed_by_a_handover():
    leaving = leader()
    person = QuotaHolding.objects.filter(body=street(), quota_type=INSTITUTIONAL).first().person
    with pytest.raises(HandoverRefused, match="不同类别不得混用"):
        start(leaving, person)


def test_where_no_ledger_stands_nothing_is_asked():
    post = leader().post
    before = QuotaEntry.objects.filter(body=street()).order_by("effective_on").first().effective_on
    assert obstacle(grid_worker().pk, post, before - timedelta(days=1)) is None


def test_after_leaving_and_appointment_the_handover_passes_things_on():
    """The whole way: off the post and the quota, appointed, then what the post holds is handed over."""
    leaving, at = leader(), timezone.now()
    held = QuotaHolding.objects.get(person_id=leaving.person_id, valid_to=None)
    Assignment.objects.filter(pk=leaving.pk).update(valid_to=today())
    QuotaHolding.objects.filter(pk=held.pk).update(valid_to=today())
    LeadershipPostQuota.objects.filter(body=street()).update(deputies=20)
    fresh = Person.objects.create(name="示例新任", sample=True)
    actions.appoint(fresh.pk, leaving.post_id, body_id=street().pk, quota_type=QuotaType(held.quota_type), rank=Rank.DEPUTY,
                    actor=people.actor("ORGANISATION_DEPARTMENT"), at=at)
    handover = start(Assignment.objects.get(pk=leaving.pk), fresh)
    institutions.sign_in_place(handover.pk, "示例：已调走", actor=office(), at=at)
    assert Assignment.objects.filter(post=leaving.post, valid_to=None, person=fresh).count() == 1


def test_whoever_handed_his_leader_s_post_over_and_is_still_counted_is_named_by_doctor():
    assert not [line for line in findings(today()) if line[1] == "RANK_WITHOUT_POST"]
    Assignment.objects.filter(pk=leader().pk).update(valid_to=today())
    assert [line[3] for line in findings(today()) if line[1] == "RANK_WITHOUT_POST"] == [{"body": street().shown_name, "n": 1}]
