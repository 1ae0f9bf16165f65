"""A leadership post, and a post filled on a quota, is no gift of a handover: table, page, interface and handover ask the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.models import Assignment, Body, Handover, Person, Post
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.queries.seating import obstacle
from shaoxiang.institutions.rules import ChangeRefused, Decision, HandoverRefused, RolesRefused
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing import actions
from shaoxiang.staffing.checks import findings
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaEntry, QuotaHolding, Secondment
from shaoxiang.staffing.rules import seating
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
                    document="示例任〔2019〕3号", since=date(2019, 5, 6), actor=people.actor("ORGANISATION_DEPARTMENT"), at=at)
    handover = start(Assignment.objects.get(pk=leaving.pk), fresh)
    institutions.sign_in_place(handover.pk, "示例：已调走", actor=office(), at=at)
    assert Assignment.objects.filter(post=leaving.post, valid_to=None, person=fresh).count() == 1


def test_whoever_handed_his_leader_s_post_over_and_is_still_counted_is_named_by_doctor():
    assert not [line for line in findings(today()) if line[1] == "RANK_WITHOUT_POST"]
    Assignment.objects.filter(pk=leader().pk).update(valid_to=today())
    assert [line[3] for line in findings(today()) if line[1] == "RANK_WITHOUT_POST"] == [{"body": street().shown_name, "n": 1}]


# --- a post that becomes a leader's while somebody sits in it ---------------------------------------------------------


def config():
    return people.actor("CONFIG_ADMIN")


def filled(body, person: Person) -> Post:
    """A new post of this body, no leader's, in which the person was seated: nothing is asked of an ordinary one."""
    decision = Decision(on=today(), message="示例", document="示例")
    made = institutions.open_post(body.pk, f"{body.code}:NEW", "示例新岗", decision=decision, actor=office(), at=timezone.now())
    institutions.seat_person(made.post_id, person, decision=decision, actor=office(), at=timezone.now())
    return Post.objects.get(pk=made.post_id)


def give(post: Post, *roles: str) -> Post:
    return institutions.change_roles(post.pk, roles, actor=config(), at=timezone.now())


def clerk() -> Person:
    """On the street's quota, in no leader's rank."""
    return QuotaHolding.objects.filter(body=street(), rank=Rank.NONE.value, valid_to=None).first().person


def test_a_leader_s_role_is_not_given_to_a_post_whose_holder_may_not_sit_in_it():
    inside = street().children.filter(kind="INTERNAL_OFFICE").first()
    post = filled(inside, grid_worker())
    assert give(post, "CALL_BACK").roles == ["CALL_BACK"], "a role that asks for nothing is given as before"
    with pytest.raises(RolesRefused) as refused:
        give(post, "CALL_BACK", "OFFICE_HEAD")
    assert grid_worker().shown_name in str(refused.value.facts["who"])
    assert "没有占编" in str(refused.value.facts["who"])
    assert [way.label for way in refused.value.ways] == ["办上编任职"]
    post.refresh_from_db()
    assert post.roles == ["CALL_BACK"]
    assert Entry.objects.filter(kind="institutions.roles_changed", subject_id=post.pk).count() == 1


def test_a_clerk_s_post_of_the_unit_does_not_become_a_leader_s_while_he_has_no_leader_s_rank():
    post = filled(street(), clerk())
    with pytest.raises(RolesRefused) as refused:
        give(post, "STREET_LEADER")
    assert "先走干部选配" in str(refused.value.facts["who"])


def test_a_leader_s_role_is_given_to_a_post_whose_holder_has_the_rank():
    holding = QuotaHolding.objects.filter(body=street(), rank=Rank.DEPUTY.value, valid_to=None).first()
    assert give(filled(street(), holding.person), "STREET_LEADER").roles == ["STREET_LEADER"]


def test_somebody_registered_to_come_is_asked_too_and_an_empty_post_asks_nobody():
    inside = street().children.filter(kind="INTERNAL_OFFICE").first()
    post = filled(inside, grid_worker())
    Assignment.objects.filter(post=post).update(valid_from=today() + 9 * DAY)
    with pytest.raises(RolesRefused):
        give(post, "OFFICE_HEAD")
    Assignment.objects.filter(post=post).delete()
    assert give(post, "OFFICE_HEAD").roles == ["OFFICE_HEAD"]


def test_an_old_irregularity_does_not_keep_an_ordinary_role_from_being_given_but_a_leader_s():
    post = leader().post
    QuotaHolding.objects.filter(person_id=Assignment.objects.get(post=post, valid_to=None).person_id).update(valid_from=today() - 9 * DAY, valid_to=today())
    assert "CALL_BACK" in give(post, *post.roles, "CALL_BACK").roles
    with pytest.raises(RolesRefused):
        give(post, *post.roles, "CALL_BACK", "OFFICE_HEAD")


def test_a_post_is_not_marked_as_a_leader_s_over_its_holder_s_head():
    post = filled(street(), clerk())
    with pytest.raises(ChangeRefused) as refused:
        institutions.change_post(post.pk, {"is_leader": True}, decision=Decision(on=today(), message="示例"), revision=post.revision,
                                 actor=office(), at=timezone.now())
    assert refused.value.field == "is_leader"
    assert clerk().shown_name in str(refused.value.facts["who"])
    post.refresh_from_db()
    assert not post.is_leader


def test_the_page_of_roles_names_who_what_is_missing_and_keeps_what_was_ticked():
    inside = street().children.filter(kind="INTERNAL_OFFICE").first()
    post = filled(inside, grid_worker())
    page = seated(config()).post(reverse("institutions:post_roles", args=[post.pk]), {"roles": ["OFFICE_HEAD"]})
    words = page.content.decode()
    assert page.status_code == 422
    assert grid_worker().shown_name in words
    assert "没有占编" in words
    assert 'value="OFFICE_HEAD" checked' in words


@pytest.mark.parametrize("where", ["utility", "elsewhere"])
def test_q5_a_street_s_people_are_not_seated_above_it_by_the_side_doors(where):
    """An enterprise of the district, and a unit that a department stationed in another street."""
    bodies = Body.objects.filter(valid_to=None).order_by("pk")
    if where == "utility":
        body = bodies.filter(kind=BodyKind.PUBLIC_UTILITY)[0]
    else:
        body = next(one for one in bodies.filter(kind=BodyKind.DISPATCHED_INSTITUTION) if street().street_id not in streets_served(one, today())
                    and Body.objects.get(pk=one.unit_id).kind == BodyKind.DEPARTMENT)
    post = Post.objects.create(body=body, code=f"示例-{where}", title="示例岗")
    found = obstacle(clerk().pk, post, today())
    assert found is not None
    assert found.reason == seating.UPWARD
    with pytest.raises(ChangeRefused, match="往上借人"):
        institutions.seat_person(post.pk, clerk(), decision=Decision(on=today(), message="示例〔2026〕9号"), actor=office(), at=timezone.now())


def test_a_unit_stationed_in_his_own_street_takes_him():
    stationed = Body.objects.filter(valid_to=None, kind=BodyKind.DISPATCHED_INSTITUTION).order_by("pk")
    here = next(one for one in stationed if street().street_id in streets_served(one, today()) and Body.objects.get(pk=one.unit_id).kind == BodyKind.DEPARTMENT)
    found = obstacle(clerk().pk, Post.objects.create(body=here, code="示例-here", title="示例岗"), today())
    assert found is None or found.reason != seating.UPWARD
