"""代理 (AB岗): arranged, acted in, ended; who may, who may not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.institutions import actions, queries
from shaoxiang.institutions.checks import findings
from shaoxiang.institutions.models import Account, Assignment, Delegation, Person, Post
from shaoxiang.institutions.queries.deputies import deputies_for, deputies_of, seats_to_arrange
from shaoxiang.institutions.rules import DeputyRefused
from shaoxiang.institutions.tests.conftest import NOON, TODAY, as_, deputise, seated
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.places.actions import decide_change, draft_change
from shaoxiang.places.rules.changes import NOT_YOURS, ChangeRefused, Part, Plan

pytestmark = pytest.mark.django_db
WEEK = {"since": TODAY, "last": TODAY + timedelta(days=6), "reason": "LEAVE"}


def arranged(cast, actor, *, of="head", deputy="desk", **more):
    return actions.appoint_deputy(cast.seats[of].pk, cast.seats[deputy].person, actor=actor, at=NOON, **{**WEEK, **more})


@pytest.fixture
def unled(cast):
    """The street's office is its own unit, as in a real register, and has a leader."""
    cast.street.unit = cast.street
    cast.street.save()
    post = Post.objects.create(code="p-leader", body=cast.street, title="主任", roles=["STREET_LEADER"])
    person = Person.objects.create(name="戊领")
    cast.seats["leader"] = Assignment.objects.create(person=person, post=post, valid_from=date(2024, 1, 1))
    Account.objects.create(username="leader", person=person)
    queries.forget_book()
    return cast


@pytest.mark.parametrize("who", ["head", "staffing", "leader"])
def test_the_holder_his_leader_and_the_staffing_office_arrange_it(unled, staffing, who):
    row = arranged(unled, as_(unled, who))
    assert (row.valid_from, row.valid_to, row.reason) == (TODAY, TODAY + timedelta(days=7), "LEAVE")
    entry = Entry.objects.get(kind="institutions.deputy_appointed")
    assert (entry.subject_kind, entry.subject_id) == ("post", unled.posts.head.pk)
    assert entry.facts == {
        "delegation": row.pk, "principal": unled.seats["head"].pk, "deputy": unled.seats["desk"].person_id, "since": "2026-03-02", "until": "2026-03-09",
        "reason": "LEAVE",
    }


@pytest.mark.parametrize("who", ["clerk", "liaison", "grid", "config", "security"])
def test_a_colleague_a_stranger_and_an_administrator_do_not(cast, who):
    with pytest.raises(PermissionDenied):
        arranged(cast, as_(cast, who), deputy="grid")
    assert not Delegation.objects.exists()
    assert not Entry.objects.filter(kind="institutions.deputy_appointed").exists()


def test_both_are_told_but_not_whoever_did_it(cast, staffing):
    arranged(cast, staffing)
    assert [(one.code, one.person_id) for one in Notice.objects.order_by("pk")] == [
        ("institutions.deputy_named", cast.seats["desk"].person_id), ("institutions.deputy_arranged", cast.seats["head"].person_id)]
    Delegation.objects.all().delete()
    Notice.objects.all().delete()
    arranged(cast, as_(cast, "head"))
    assert list(Notice.objects.values_list("person_id", flat=True)) == [cast.seats["desk"].person_id]


def test_the_deputy_acts_in_the_post_under_his_own_assignment_on_those_days_only(cast, staffing):
    arranged(cast, staffing)
    account, seat = cast.accounts["desk"], cast.seats["head"].pk
    actor = queries.actor_of(seat, account, TODAY)
    assert (actor.post_id, actor.assignment_id, actor.for_person) == (cast.posts.head.pk, cast.seats["desk"].pk, "陈科")
    assert queries.actor_of(seat, account, TODAY + timedelta(days=6)) is not None
    assert queries.actor_of(seat, account, TODAY + timedelta(days=7)) is None
    assert queries.actor_of(cast.seats["desk"].pk, account, TODAY).for_person == ""


def test_a_deputy_does_not_pass_the_post_on_but_answers_for_the_office(cast, staffing):
    """Acting as the head he arranges for the head's people, not for the head's own post; nor is he stood in for there by his own deputy."""
    arranged(cast, staffing)
    acting = queries.actor_of(cast.seats["head"].pk, cast.accounts["desk"], TODAY)
    Delegation.objects.all().update(valid_from=TODAY - timedelta(days=1), valid_to=TODAY + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        arranged(cast, acting, deputy="grid", since=TODAY + timedelta(days=2))
    assert cast.seats["head"] not in seats_to_arrange(acting, TODAY)
    arranged(cast, as_(cast, "desk"), of="desk", deputy="grid")
    assert queries.actor_of(cast.seats["desk"].pk, cast.accounts["grid"], TODAY).post_id == cast.posts.desk.pk
    assert queries.actor_of(cast.seats["head"].pk, cast.accounts["grid"], TODAY) is None


def test_nobody_names_himself_for_anothers_post(cast, staffing):
    with pytest.raises(DeputyRefused) as refused:
        arranged(cast, staffing, deputy="staffing")
    assert refused.value.field == "deputy"


def test_one_deputy_of_a_post_at_a_time(cast, staffing):
    arranged(cast, staffing)
    with pytest.raises(DeputyRefused, match="已经有人代理"):
        arranged(cast, staffing, deputy="grid", since=TODAY + timedelta(days=6))
    arranged(cast, staffing, deputy="grid", since=TODAY + timedelta(days=7), last=TODAY + timedelta(days=8))
    assert len(deputies_of(cast.posts.head.pk, TODAY)) == 2


def test_nobody_becomes_two_administrators_by_standing_in_twice(cast, staffing):
    arranged(cast, staffing, of="security", deputy="liaison")
    with pytest.raises(DeputyRefused, match="三员"):
        arranged(cast, staffing, of="audit", deputy="liaison")
    deputise(cast.seats["audit"], cast.seats["liaison"].person)  # as a row of another time might say
    assert [choice.title for choice in queries.posts_of(cast.accounts["liaison"], TODAY)] == ["联络员", "安全管理员"]


def test_with_the_principals_post_it_falls_away(cast, staffing):
    row = arranged(cast, staffing, since=TODAY + timedelta(days=2))
    seat = cast.seats["head"]
    assert list(deputies_for(staffing, TODAY)) == [row]
    for change in (lambda: Assignment.objects.filter(pk=seat.pk).update(valid_to=TODAY + timedelta(days=2)),
                   lambda: Post.objects.filter(pk=seat.post_id).update(valid_to=TODAY + timedelta(days=1))):
        change()
        assert list(deputies_for(staffing, TODAY)) == []
        assert queries.actor_of(seat.pk, cast.accounts["desk"], TODAY + timedelta(days=3)) is None
        Assignment.objects.filter(pk=seat.pk).update(valid_to=None)
    arranged(cast, staffing, of="clerk", deputy="grid")  # a seat that has fallen away stands in nobody's way


@pytest.mark.parametrize("who", ["head", "staffing", "desk"])
def test_it_is_ended_early_by_those_who_arrange_and_by_the_deputy(cast, staffing, who):
    row = arranged(cast, staffing)
    later = NOON + timedelta(days=2)
    actions.end_deputy(row.pk, on=TODAY + timedelta(days=3), actor=as_(cast, who), at=later)
    row.refresh_from_db()
    assert row.valid_to == TODAY + timedelta(days=3)
    assert Entry.objects.get(kind="institutions.deputy_ended").facts == {
        "delegation": row.pk, "principal": cast.seats["head"].pk, "deputy": cast.seats["desk"].person_id, "on": "2026-03-05"}
    assert queries.actor_of(cast.seats["head"].pk, cast.accounts["desk"], TODAY + timedelta(days=3)) is None


def test_others_do_not_end_it(cast, staffing):
    row = arranged(cast, staffing)
    for who in ("grid", "liaison", "config"):
        with pytest.raises(PermissionDenied):
            actions.end_deputy(row.pk, on=TODAY, actor=as_(cast, who), at=NOON)
    assert not Entry.objects.filter(kind="institutions.deputy_ended").exists()


@pytest.mark.parametrize("since", [0, 3])
def test_what_has_not_held_on_a_day_before_is_taken_off_and_the_journal_keeps_it(cast, staffing, since):
    row = arranged(cast, staffing, since=TODAY + timedelta(days=since))
    actions.end_deputy(row.pk, on=TODAY, actor=staffing, at=NOON)
    assert not Delegation.objects.exists()
    assert list(Entry.objects.filter(kind__startswith="institutions.deputy").order_by("seq").values_list("kind", flat=True)) == [
        "institutions.deputy_appointed", "institutions.deputy_ended"]
    assert queries.actor_of(cast.seats["head"].pk, cast.accounts["desk"], TODAY) is None


def test_what_he_drafted_himself_he_does_not_decide_in_the_post_he_stands_in_for(cast, staffing):
    """区划变更 asks for a second person: in another's post he is still himself."""
    second = Post.objects.create(code="p-config-2", body=cast.department, title="业务管理员（二）", roles=["CONFIG_ADMIN"])
    other = Assignment.objects.create(person=Person.objects.create(name="己配"), post=second, valid_from=date(2024, 1, 1))
    drafter, on = as_(cast, "config"), TODAY + timedelta(days=30)
    code = cast.community.code
    plan = Plan("RENAME", (code,), (Part(code, "改名社区", cast.place.code),))
    change = draft_change(plan, title="示例：社区更名", effective_from=on, actor=drafter, at=NOON)
    actions.appoint_deputy(other.pk, cast.seats["config"].person, actor=staffing, at=NOON, **WEEK)
    acting = queries.actor_of(other.pk, cast.accounts["config"], TODAY)
    assert (acting.post_id, acting.for_person) == (second.pk, "己配")
    with pytest.raises(ChangeRefused) as refused:
        decide_change(change.pk, decided_by="示例", document="示例〔2026〕1号", actor=acting, at=NOON)
    assert refused.value.reason == NOT_YOURS


def test_the_doctor_names_a_deputy_who_has_lost_his_own_post(cast, staffing):
    arranged(cast, staffing, deputy="liaison")
    assert "DEPUTY_WITHOUT_POST" not in [code for code, _sentence, _facts in findings(TODAY)]
    Assignment.objects.filter(pk=cast.seats["liaison"].pk).update(valid_to=TODAY + timedelta(days=1))
    assert "DEPUTY_WITHOUT_POST" in [code for code, _sentence, _facts in findings(TODAY + timedelta(days=1))]


# -- pages

def form(cast, **more):
    today = timezone.localdate()
    return {"seat": cast.seats["head"].pk, "deputy": cast.seats["clerk"].person_id, "since": today.isoformat(),
            "last": (today + timedelta(days=3)).isoformat(), "reason": "TRAVEL", **more}


def test_the_pages_from_arranging_to_ending(cast, staffing):
    holder, stands_in = seated(as_(cast, "head", timezone.localdate())), seated(as_(cast, "clerk", timezone.localdate()))
    page, new = reverse("institutions:deputies"), reverse("institutions:deputy_new")
    assert "安排代理" in holder.get(page).content.decode()
    assert "选谁来代" in holder.post(new, form(cast, deputy="")).content.decode()
    wrong = holder.post(new, form(cast, since="2020-01-01"))
    assert (wrong.status_code, "过去的日子" in wrong.content.decode()) == (422, True)
    assert holder.post(new, form(cast, deputy="", other="李老")).status_code == 302
    row = Delegation.objects.get()
    for where in (page, reverse("institutions:post", args=[cast.posts.head.pk]), reverse("institutions:body", args=[cast.office.code])):
        assert "李老" in stands_in.get(where).content.decode()
    stands_in.post(reverse("institutions:choose_post"), {"assignment": cast.seats["head"].pk})
    assert "您正在代 陈科 办事" in stands_in.get(page).content.decode()
    end = reverse("institutions:deputy_end", args=[row.pk])
    assert "提前结束" in holder.get(end).content.decode()
    assert holder.post(end, {"on": "2020-01-01"}).status_code == 422
    assert holder.post(end, {"on": timezone.localdate().isoformat()}).status_code == 302
    assert not Delegation.objects.exists()
    assert "您正在代" not in stands_in.get(page).content.decode()


def test_the_handover_of_the_post_says_that_its_deputies_fall_away(cast, staffing):
    today = timezone.localdate()
    deputise(cast.seats["head"], cast.seats["desk"].person, valid_from=today, valid_to=today + timedelta(days=3))
    actions.start_handover(cast.seats["head"].pk, cast.seats["clerk"].person, today + timedelta(days=7), actor=staffing, at=timezone.now())
    page = seated(staffing).get(reverse("institutions:handover", args=[cast.posts.head.pk])).content.decode()
    assert ("李老 代 陈科" in page, "自动失效" in page) == (True, True)


def test_the_list_shows_ones_own_unit_and_the_staffing_office_all(cast, staffing):
    today = timezone.localdate()
    deputise(cast.seats["head"], cast.seats["desk"].person, valid_from=today, valid_to=today + timedelta(days=3))
    row, page = Delegation.objects.get(), reverse("institutions:deputies")
    assert [list(deputies_for(as_(cast, who), today)) == [row] for who in ("clerk", "grid", "liaison")] == [True, True, False]
    assert reverse("institutions:deputy_end", args=[row.pk]) not in seated(as_(cast, "grid")).get(page).content.decode()
    stranger = seated(as_(cast, "liaison"))
    assert stranger.get(reverse("institutions:deputy_end", args=[row.pk])).status_code == 404
    assert seated(as_(cast, "grid")).get(reverse("institutions:deputy_end", args=[row.pk])).status_code == 403
    assert "陈科" in seated(staffing).get(page).content.decode()


def test_a_holder_is_offered_his_own_seats_only_and_the_staffing_office_chooses_a_unit_first(cast, staffing):
    new, today = reverse("institutions:deputy_new"), timezone.localdate()
    assert list(seats_to_arrange(as_(cast, "grid"), today)) == [cast.seats["grid"]]
    assert seated(as_(cast, "grid")).post(new, form(cast)).status_code == 422
    office = seated(staffing)
    assert "陈科" not in office.get(new).content.decode()
    assert "陈科" in office.get(f"{new}?unit={cast.street.code}").content.decode()
    assert office.post(f"{new}?unit={cast.street.code}", form(cast)).status_code == 302
