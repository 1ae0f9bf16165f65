"""Who may, a colleague, a stranger; desk, journal; the lock; types; places of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.institutions.models import Assignment, Body, Person, Post
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing import actions, queries
from shaoxiang.staffing.actions import deciding, selecting
from shaoxiang.staffing.actions.effecting import take_due_effect
from shaoxiang.staffing.checks import findings
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaChange, QuotaEntry, QuotaHolding, Secondment
from shaoxiang.staffing.queries.working import Place, people_of
from shaoxiang.staffing.rules import StaffingRefused, Wanted
from shaoxiang.staffing.tests.conftest import (
    ADMIN,
    DAY,
    INSTITUTIONAL,
    MONDAY,
    ON,
    commission,
    department,
    drafted,
    effective,
    office,
    reviewer,
    street,
    total,
)
from shaoxiang.staffing.vocabulary import QuotaType, Rank
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SEEN = ["staffing.drafted", "staffing.review", "staffing.approve", "staffing.take_effect"]


def entries(change: QuotaChange) -> list[str]:
    return list(Entry.objects.filter(subject_kind="matter", subject_id=change.pk).order_by("seq").values_list("kind", flat=True))


def waits_for(actor, change) -> list[str]:
    return list(desk_of(actor).filter(matter_id=change.pk).values_list("what", flat=True))


def test_a_change_goes_from_draft_to_ledger_over_three_desks():
    before, change = total(street()), drafted(2)
    assert waits_for(reviewer(), change) == ["review"]
    actions.review(change.number, actor=reviewer(), at=MONDAY)
    assert (waits_for(commission(), change), waits_for(office(), change)) == (["approve"], [])
    actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=MONDAY.date(), meeting_number="示例编委〔2026〕1号")
    assert (total(street()), waits_for(office(), change)) == (before, [])  # nobody need do anything: it waits for its day
    with pytest.raises(StaffingRefused, match="2026-11-03"):
        actions.take_effect(change.number, actor=office(), at=MONDAY)
    actions.take_effect(change.number, actor=office(), at=MONDAY + DAY)
    assert (total(street()), waits_for(office(), change), entries(change)) == (before + 2, [], SEEN)
    with pytest.raises(MoveRefused):
        actions.take_effect(change.number, actor=office(), at=MONDAY + DAY)


def test_no_words_of_the_reason_stand_in_the_journal():
    change = drafted(reason="示例：很特别的理由")
    assert "很特别" not in str(list(Entry.objects.filter(subject_id=change.pk, subject_kind="matter").values_list("facts", flat=True)))


def test_whoever_drafted_does_not_review_and_the_office_does_not_approve():
    change = drafted()
    for name, actor in (("review", office()), ("review", commission()), ("review", people.actor("FINANCE_BUREAU"))):
        with pytest.raises(PermissionDenied):
            getattr(actions, name)(change.number, actor=actor, at=MONDAY)
    actions.review(change.number, actor=reviewer(), at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.approve(change.number, actor=office(), at=MONDAY, meeting_on=MONDAY.date(), meeting_number="示例编委〔2026〕3号")
    with pytest.raises(PermissionDenied):
        actions.draft(Wanted(street().pk, INSTITUTIONAL, 1, ON, "示例"), actor=commission(), at=MONDAY)


def test_the_leader_of_the_street_sees_his_own_and_a_stranger_finds_nothing():
    change = drafted()
    assert queries.changes_for(people.actor("STREET_LEADER", street=people.HOME)).get() == change
    assert not queries.changes_for(people.actor("STREET_LEADER", street=people.NEXT)).exists()
    with pytest.raises(QuotaChange.DoesNotExist):
        actions.review(change.number, actor=people.actor("STREET_LEADER", street=people.NEXT), at=MONDAY)


def test_a_refused_change_says_why_and_is_off_all_desks():
    change = drafted()
    with pytest.raises(StaffingRefused):
        actions.send_back(change.number, actor=reviewer(), at=MONDAY, refusal=" ")
    actions.send_back(change.number, actor=reviewer(), at=MONDAY, refusal="示例：请在现有编制内统筹")
    assert (waits_for(reviewer(), change), entries(change)[-1]) == ([], "staffing.send_back")
    other = drafted()
    actions.review(other.number, actor=reviewer(), at=MONDAY)
    assert actions.reject(other.number, actor=commission(), at=MONDAY, refusal="示例：暂缓").status == "REJECTED"


def test_a_meeting_is_needed_and_not_in_the_future():
    change = drafted()
    actions.review(change.number, actor=reviewer(), at=MONDAY)
    for day, number in ((MONDAY.date(), " "), (MONDAY.date() + timedelta(days=1), "示例"),):
        with pytest.raises(StaffingRefused):
            actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=day, meeting_number=number)


def approved(delta: int = 2, body=None, **more) -> QuotaChange:
    change = drafted(delta, body, **more)
    actions.review(change.number, actor=reviewer(), at=MONDAY)
    actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=MONDAY.date(), meeting_number="示例编委〔2026〕1号")
    return change


def test_the_past_of_the_ledger_is_not_changed_by_a_draft_of_today():
    before = total(street())
    for on in (date(2019, 1, 1), MONDAY.date() - DAY):
        with pytest.raises(StaffingRefused) as refused:
            drafted(2, effective_on=on)
        assert refused.value.field == "effective_on"
    change = drafted(2, effective_on=MONDAY.date())
    actions.review(change.number, actor=reviewer(), at=MONDAY)
    with pytest.raises(StaffingRefused) as refused:
        actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=date(2018, 12, 31), meeting_number="示例编委〔2026〕3号")
    assert (refused.value.field, total(street())) == ("meeting_on", before)


def test_what_is_approved_for_a_later_day_takes_effect_on_that_day_by_itself_and_the_floor_counts_from_then():
    later = ON + 20 * DAY
    change, before = approved(2, effective_on=later), total(street())
    assert take_due_effect(now=MONDAY + 20 * DAY) == 0
    row = next(row for row in queries.table(office(), later) if row.body == street())
    assert (total(street()), row.cells[1].floor, QuotaChange.objects.get(pk=change.pk).status) == (before, before, "APPROVED")
    assert not [line for line in findings(later - DAY) if line[1] == "QUOTA_NOT_ENTERED"]
    assert [line[3]["number"] for line in findings(later) if line[1] == "QUOTA_NOT_ENTERED"] == [change.number]
    assert take_due_effect(now=MONDAY + 21 * DAY) == 1
    row = next(row for row in queries.table(office(), later) if row.body == street())
    assert (total(street()), row.cells[1].floor, QuotaChange.objects.get(pk=change.pk).status) == (before + 2, before + 2, "EFFECTIVE")
    assert take_due_effect(now=MONDAY + 21 * DAY) == 0
    assert entries(change) == SEEN


def test_q2_a_cut_below_the_people_on_the_quota_is_refused_at_approval_and_at_effect_with_their_names():
    where = department()
    held, free = QuotaHolding.objects.filter(body=where, quota_type=ADMIN), 2
    change = drafted(-free - 1, where, quota_type=ADMIN)
    actions.review(change.number, actor=reviewer(), at=MONDAY)
    with pytest.raises(StaffingRefused, match="超出 1 人") as refused:
        actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=MONDAY.date(), meeting_number="示例编委〔2026〕3号")
    assert held.order_by("person__name").first().person.name in str(refused.value)
    fine = approved(-free, where, quota_type=ADMIN)
    QuotaHolding.objects.create(person=newcomer(), body=where, quota_type=ADMIN, valid_from=MONDAY.date())
    with pytest.raises(StaffingRefused, match="超出 1 人"):
        actions.take_effect(fine.number, actor=office(), at=MONDAY + DAY)
    assert take_due_effect(now=MONDAY + DAY) == 0
    assert waits_for(office(), fine) == ["take_effect"]
    QuotaHolding.objects.filter(person__name="示例新人").update(valid_to=ON)
    assert take_due_effect(now=MONDAY + DAY) == 1
    assert waits_for(office(), fine) == []


def test_q4_no_one_gets_a_decrease_of_a_street_even_drafted():
    with pytest.raises(StaffingRefused) as refused:
        drafted(-1)
    assert refused.value.field == "delta"
    assert not QuotaChange.objects.exists()


def test_q4_a_correction_approved_by_the_commission_undoes_the_wrong_entry():
    before = total(street())
    wrong = effective(3).entries.get()
    effective(-3, corrects_id=wrong.pk)
    assert total(street()) == before
    with pytest.raises(StaffingRefused):
        drafted(-1, corrects_id=wrong.pk)


def test_q6_a_department_gives_quota_to_a_street_with_a_document_from_above():
    given, home = total(department()), total(street())
    with pytest.raises(StaffingRefused):
        drafted(1, moved_from_id=department().pk)
    with pytest.raises(StaffingRefused, match="上级批文的文号") as refused:
        drafted(1, moved_from_id=department().pk, upper_document="x")
    assert refused.value.field == "upper_document"
    effective(1, moved_from_id=department().pk, upper_document="示例编字〔2026〕9号")
    assert (total(department()), total(street())) == (given - 1, home + 1)
    assert articles() == {"review": "6、15、18", "approve": "6、15、18", "take_effect": "6"}


def articles() -> dict[str, str]:
    """What the journal says the last change rests on."""
    matter = QuotaChange.objects.order_by("-pk")[0].pk
    rows = Entry.objects.filter(subject_kind="matter", subject_id=matter).exclude(rule="")
    return {row.kind.removeprefix("staffing."): row.rule.removeprefix("地方各级人民政府机构设置和编制管理条例 ") for row in rows}


def test_an_increase_rests_on_the_quota_itself_not_on_approval_from_above():
    effective(1)
    assert articles() == {"review": "6、15", "approve": "6、15", "take_effect": "6"}


def test_q6_a_locked_street_gives_nothing_away():
    with pytest.raises(StaffingRefused):
        drafted(1, department(), moved_from_id=street().pk, upper_document="示例编字〔2026〕9号")


def test_q7_q9_no_matching_bodies_and_no_quota_for_what_only_coordinates():
    with pytest.raises(StaffingRefused):
        drafted(1, matching=True)
    with pytest.raises(StaffingRefused):
        drafted(1, department("DEP06-T1"))


def newcomer(name: str = "示例新人") -> Person:
    return Person.objects.create(name=name, sample=True)


def empty_post(body, code: str = "X") -> Post:
    return Post.objects.create(body=body, code=f"{body.code}:{code}", title="示例岗", roles=[])


def appoint(person: Person, post: Post, **more):
    given = {"body_id": street().pk, "quota_type": QuotaType.INSTITUTIONAL, "actor": office(), "at": MONDAY, **more}
    return actions.appoint(person.pk, post.pk, **given)


def fill(body, kind: QuotaType) -> None:
    free = total(body, kind.value) - QuotaHolding.objects.filter(body=body, quota_type=kind.value).count()
    for turn in range(free):
        QuotaHolding.objects.create(person=newcomer(f"示例占编{turn}"), body=body, quota_type=kind.value)


def test_q3_an_appointment_sits_the_person_down_and_takes_the_quota():
    post, person = empty_post(street()), newcomer()
    appoint(person, post)
    assert Assignment.objects.get(person=person).post == post
    assert Entry.objects.filter(kind="staffing.appointed").count() == 1
    with pytest.raises(StaffingRefused):  # one person, one quota
        appoint(person, empty_post(street(), "Y"))
    with pytest.raises(StaffingRefused) as refused:
        appoint(newcomer("示例又一人"), post)
    assert refused.value.field == "post_id"
    with pytest.raises(PermissionDenied):
        appoint(newcomer("示例某"), empty_post(street(), "Z"), actor=commission())


def test_q1_a_type_that_does_not_exist_is_not_drafted():
    with pytest.raises(StaffingRefused) as refused:
        drafted(1, quota_type="MAGIC")
    assert refused.value.field == "quota_type"


def test_q1_q2_a_full_type_takes_nobody_though_another_type_has_room():
    fill(street(), QuotaType.INSTITUTIONAL)
    assert total(street(), ADMIN) > QuotaHolding.objects.filter(body=street(), quota_type=ADMIN).count()
    with pytest.raises(StaffingRefused) as refused:
        appoint(newcomer(), empty_post(street()))
    assert refused.value.field == "quota_type"


def test_q2_leaders_stop_at_the_leadership_posts():
    LeadershipPostQuota.objects.filter(body=street()).update(deputies=0)
    with pytest.raises(StaffingRefused) as refused:
        appoint(newcomer(), empty_post(street()), rank=Rank.DEPUTY, **incumbent())
    assert refused.value.field == "rank"


def test_a_leader_comes_by_a_selection_or_was_there_before_the_house():
    with pytest.raises(StaffingRefused, match="干部选配"):
        appoint(newcomer(), empty_post(street()), rank=Rank.DEPUTY)
    LeadershipPostQuota.objects.filter(body=street()).update(deputies=20)
    held = appoint(newcomer("示例原任"), empty_post(street(), "R"), rank=Rank.DEPUTY, **incumbent())
    assert held.rank == Rank.DEPUTY.value


def incumbent(**changes):
    """登记现任: by the organisation department, with the paper and the day of that time."""
    return {"actor": people.actor("ORGANISATION_DEPARTMENT"), "document": "示例任〔2019〕3号", "since": date(2019, 5, 6), **changes}


@pytest.mark.parametrize("marks", [{"is_leader": True}, {"roles": ["STREET_LEADER"]}])
def test_a_leader_s_post_is_not_filled_by_leaving_the_rank_empty(marks):
    post, person = empty_post(Body.objects.get(code=f"{street().code}-C")), newcomer()
    Post.objects.filter(pk=post.pk).update(**marks)
    with pytest.raises(StaffingRefused, match="先走干部选配") as refused:
        appoint(person, post, document="示例任〔2019〕3号", since=date(2019, 5, 6))
    assert refused.value.field == "post_id"
    today = timezone.localdate()
    for field, wrong in (("document", {"document": "口头"}), ("document", {"document": ""}), ("since", {"since": None}), ("since", {"since": today})):
        with pytest.raises(StaffingRefused) as refused:
            appoint(person, post, **incumbent(**wrong))
        assert refused.value.field == field
    selection = selecting.open_motion(post.pk, body_id=street().pk, quota_type=QuotaType.INSTITUTIONAL, rank=Rank.NONE, reason="示例：岗位空缺",
                                      actor=people.actor("ORGANISATION_DEPARTMENT"), at=MONDAY)
    with pytest.raises(StaffingRefused, match=selection.number):
        appoint(person, post, **incumbent())
    assert not Assignment.objects.filter(post=post).exists()
    deciding.end(selection.number, why="示例：不选了", actor=people.actor("ORGANISATION_DEPARTMENT"), at=MONDAY)
    held = appoint(person, post, **incumbent())
    assert Assignment.objects.get(post=post).person == person
    entry = Entry.objects.get(kind="staffing.appointed", subject_id=held.body_id, subject_kind="body")
    assert entry.facts["since"] == "2019-05-06"


def test_whoever_is_on_a_streets_quota_does_not_sit_in_the_district_without_a_secondment():
    with pytest.raises(StaffingRefused) as refused:
        appoint(newcomer(), empty_post(department()))
    assert refused.value.field == "post_id"
    assert not QuotaHolding.objects.filter(person__name=newcomer().name, valid_to=None).exists()


def test_q4_two_corrections_of_one_line_are_never_both_entered():
    wrong = effective(3).entries.get()
    first, second = drafted(-1, corrects_id=wrong.pk), drafted(-1, corrects_id=wrong.pk)  # both are drafted before either counts
    for change in (first, second):
        actions.review(change.number, actor=reviewer(), at=MONDAY)
        actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=MONDAY.date(), meeting_number="示例编委〔2026〕8号")
    actions.take_effect(first.number, actor=office(), at=MONDAY + DAY)
    with pytest.raises(StaffingRefused, match="只更正一次"):
        actions.take_effect(second.number, actor=office(), at=MONDAY + DAY)


def test_the_drafter_does_not_review_from_a_second_post():
    change = drafted(2)
    elsewhere = Assignment.objects.create(person_id=office().person_id, post=Assignment.objects.get(pk=reviewer().assignment_id).post,
                                          valid_from=MONDAY.date())
    with pytest.raises(StaffingRefused, match="两个人"):
        actions.review(change.number, actor=replace(reviewer(), assignment_id=elsewhere.pk, person_id=office().person_id), at=MONDAY)


def test_q8_working_elsewhere_shows_in_both_views():
    person, before = newcomer(), {row.body.code: row.places for row in queries.table(office(), MONDAY.date())}
    appoint(person, empty_post(street()), body_id=department().pk, quota_type=QuotaType.ADMINISTRATIVE)
    rows = {row.body.code: row for row in queries.table(office(), MONDAY.date())}
    assert (rows["DEP05"].places.own_elsewhere, rows[street().code].places.others_here) == (before["DEP05"].own_elsewhere + 1,
                                                                                            before[street().code].others_here + 1)
    assert person in [one.holding.person for one in people_of(street(), Place.HERE, MONDAY.date())]


def test_q10_one_department_of_the_demo_is_over_staffed_and_is_shown_so():
    assert [row.body.code for row in queries.table(people.actor("FINANCE_BUREAU"), MONDAY.date()) if row.over] == ["DEP12"]


def test_a_released_quota_is_free_again():
    held = QuotaHolding.objects.filter(body=street(), quota_type=ADMIN).first()
    actions.release(held.pk, actor=office(), at=MONDAY)
    row = next(row for row in queries.table(office(), MONDAY.date()) if row.body == street())
    assert row.cells[0].standing.free == 3


def test_nobody_is_lent_upward_from_a_street_but_one_approved_case():
    person, given = QuotaHolding.objects.filter(body=street()).first().person_id, {"starts": ON, "ends": ON + 90 * DAY, "reason": "示例", "actor": office()}
    with pytest.raises(StaffingRefused) as refused:
        actions.second(person, department().pk, at=MONDAY, **given)
    assert refused.value.field == "exception_document"
    actions.second(person, department().pk, at=MONDAY, exception_document="示例编函〔2026〕3号", **given)
    assert Secondment.objects.get().from_body == street()


def test_a_secondment_ends_within_the_limit_and_is_renewed_by_another(settings):
    settings.SECONDMENT_MONTHS = 12
    person, given = QuotaHolding.objects.filter(body=department()).first().person_id, {"reason": "示例", "actor": office(), "at": MONDAY}
    last = ON.replace(year=2027)
    for ends in (ON.replace(year=2036), last + DAY):
        with pytest.raises(StaffingRefused, match="2027-11-03") as refused:
            actions.second(person, street().pk, starts=ON, ends=ends, **given)
        assert refused.value.field == "valid_to"
    actions.second(person, street().pk, starts=ON, ends=last, **given)
    with pytest.raises(StaffingRefused) as refused:
        actions.second(person, street().pk, starts=last - DAY, ends=last + DAY, **given)
    assert refused.value.field == "starts"
    actions.second(person, street().pk, starts=last, ends=last + 30 * DAY, **given)
    assert Secondment.objects.filter(person_id=person).count() == 2


def test_as_of_an_earlier_day_the_table_says_what_stood_then():
    effective(2)
    then = next(row for row in queries.table(office(), ON - DAY) if row.body == street())
    now = next(row for row in queries.table(office(), ON) if row.body == street())
    assert now.cells[1].standing.quota - then.cells[1].standing.quota == 2
    assert (now.cells[1].floor or 0) - (then.cells[1].floor or 0) == 2
    assert QuotaEntry.objects.filter(body=street(), delta__lt=0).count() == 0
