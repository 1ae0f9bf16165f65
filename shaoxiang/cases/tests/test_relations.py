"""Merging and taking apart, joining, splitting, parents and children: state, clocks, orders, desk, record, and who is told."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from shaoxiang.cases import actions
from shaoxiang.cases.actions.relations import Part
from shaoxiang.cases.actions.voices import resident_of
from shaoxiang.cases.models import Case, CaseChild, CaseMerge, Follower, MergeRequest
from shaoxiang.cases.queries import relations as related
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests.walks import HOUR, LINE_TYPE, MONDAY, STREET_TYPE, fresh, handler_of, reported, verified
from shaoxiang.cases.vocabulary import CallBackResult, CaseStatus, Loss, Satisfaction, Source, SuspendReason
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import NoteKind, OrderState
from shaoxiang.kernel.clocks.models import OPEN as OPEN_CLOCKS
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def desk(street=people.HOME):
    return people.actor("STREET_DESK", street=street)


def district_desk():
    return people.actor("DISTRICT_DESK")


def kinds(case):
    return list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq").values_list("kind", flat=True))


def facts(case, kind):
    return Entry.objects.filter(subject_kind="matter", subject_id=case.pk, kind=kind).latest("seq").facts


def open_desk(case):
    return sorted(DeskRow.objects.filter(OPEN, matter_id=case.pk).values_list("what", "role", "unit_id", "office_id", "post_id"))


def clocks(case):
    return dict(RunningClock.objects.filter(OPEN_CLOCKS, matter_id=case.pk).values_list("code", "due_at"))


def signed(at=MONDAY, **changes):
    case = reported(at=at, **changes)
    actions.sign(case.number, actor=handler_of(case), at=at + HOUR)
    return fresh(case)


@pytest.fixture
def pair():
    """Two signed cases of one place; the second was reported a day later."""
    return signed(), signed(at=MONDAY + timedelta(days=1), description="路口污水井盖破了，车轮会陷下去。", reporter={"phone": "13900000001"})


# --- merge ------------------------------------------------------------------------------------------------------------


def test_a_merged_case_stands_still_and_its_main_goes_on(pair):
    main, other = pair
    at = MONDAY + timedelta(days=1, hours=3)
    before = open_desk(main)
    actions.merge(main.number, [other.number], actor=desk(), at=at, words="同一个井盖")
    main, other = fresh(main), fresh(other)
    assert other.status == CaseStatus.MERGED
    assert other.matter.closed_at == at
    assert clocks(other) == {}
    assert open_desk(other) == []
    assert not DispatchOrder.objects.filter(RUNNING, matter_id=other.pk).exists()
    assert other.reporter_id is not None
    assert related.main_of(other) == main
    assert main.status == CaseStatus.HANDLING
    assert open_desk(main) == before
    assert kinds(other)[-1] == "cases.merge"
    assert facts(other, "cases.merge")["into"] == main.pk
    assert facts(main, "cases.merged_in")["merged"] == other.pk
    link = CaseMerge.objects.get(case=other)
    assert "SAME_TYPE" in link.reasons
    assert not VaultRecord.objects.filter(pk=other.reporter_id, blur_after__isnull=False).exists()  # its reporter is still waited on


def test_the_earliest_date_is_kept_on_the_main(pair):
    earlier, later = pair
    due = earlier.matter.due_at
    assert due < later.matter.due_at
    actions.merge(later.number, [earlier.number], actor=desk(), at=MONDAY + timedelta(days=1, hours=3))
    later = fresh(later)
    assert later.matter.due_at == due
    assert RunningClock.objects.filter(OPEN_CLOCKS, matter_id=later.pk, code="CASE_HANDLE").count() == 1
    assert DeskRow.objects.get(OPEN, matter_id=later.pk).due_at == due
    actions.finish(later.number, actor=handler_of(later), at=MONDAY + timedelta(days=1, hours=4), outcome="已更换井盖。")
    assert "CASE_HANDLE" not in clocks(later)


def test_an_earlier_date_stands_still_with_a_suspended_main(pair):
    earlier, later = pair
    at = MONDAY + timedelta(days=1, hours=2)
    actions.suspend(later.number, actor=handler_of(later), at=at, reason=SuspendReason.WEATHER, words="大雪，等化了再施工")
    actions.merge(later.number, [earlier.number], actor=desk(), at=at + HOUR)
    assert fresh(later).matter.due_at is None
    actions.resume(later.number, actor=handler_of(later), at=at + timedelta(days=2))
    assert fresh(later).matter.due_at is not None


def test_only_a_desk_of_the_place_merges(pair):
    main, other = pair
    at = MONDAY + timedelta(days=2)
    for actor, refusal in (
        (handler_of(main), PermissionDenied), (people.actor("VERIFIER", street=people.HOME), PermissionDenied), (desk(people.NEXT), Case.DoesNotExist),
        (people.resident(main.pk), Case.DoesNotExist),
    ):
        with pytest.raises(refusal):
            actions.merge(main.number, [other.number], actor=actor, at=at)
    assert fresh(other).status == CaseStatus.HANDLING
    actions.merge(main.number, [other.number], actor=district_desk(), at=at)


def test_what_cannot_be_merged_says_what_to_do(pair):
    main, other = pair
    at = MONDAY + timedelta(days=2)
    untouched = reported("", at=at)
    with pytest.raises(MoveRefused) as refused:
        actions.merge(untouched.number, [main.number], actor=desk(), at=at)
    assert "反过来" in refused.value.reason
    with pytest.raises(ReportRefused):
        actions.merge(main.number, [main.number], actor=desk(), at=at)
    actions.merge(main.number, [other.number], actor=desk(), at=at)
    with pytest.raises(MoveRefused) as again:  # a circle, and a second time
        actions.merge(other.number, [main.number], actor=desk(), at=at)
    assert "已由" in again.value.reason


def test_chains_are_made_flat_and_come_apart_together(pair):
    first, second = pair
    third = signed(at=MONDAY + timedelta(hours=2))
    at = MONDAY + timedelta(days=2)
    actions.merge(second.number, [first.number], actor=desk(), at=at)
    actions.merge(third.number, [second.number], actor=desk(), at=at + HOUR)
    assert set(related.group_ids(third)) == {first.pk, second.pk, third.pk}
    assert related.main_of(fresh(first)) == third
    actions.unmerge(second.number, actor=desk(), at=at + 2 * HOUR)
    assert related.main_of(fresh(first)) == second
    assert related.group_ids(third) == [third.pk]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_at_once_one_is_told(pair):
    """A into B and B into A at the same moment: one merge, no circle, no deadlock."""
    one, other = pair
    at, told = MONDAY + timedelta(days=2), []
    ready = threading.Barrier(2)

    def run(main, merged):
        try:
            ready.wait(5)
            actions.merge(main, [merged], actor=desk(), at=at)
            told.append("merged")
        except MoveRefused as refused:
            told.append(refused.reason)
        finally:
            connection.close()

    desk()
    threads = [threading.Thread(target=run, args=pairs) for pairs in ((one.number, other.number), (other.number, one.number))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told)[0] == "merged" and len(told) == 2
    assert "已由" in sorted(told)[1]
    assert CaseMerge.objects.count() == 1
    assert sorted([fresh(one).status, fresh(other).status]) == sorted([CaseStatus.HANDLING, CaseStatus.MERGED])


# --- unmerge ------------------------------------------------------------------------------------------------------------


def test_unmerged_it_goes_on_as_it_stood(pair):
    main, other = pair
    at = MONDAY + timedelta(days=1, hours=3)
    before = (open_desk(other), set(clocks(other)), list(DispatchOrder.objects.filter(matter_id=other.pk).values_list("state", "ended_at")))
    due, main_before = other.matter.due_at, (open_desk(main), clocks(main))
    actions.merge(main.number, [other.number], actor=desk(), at=at)
    result = actions.unmerge(other.number, actor=desk(), at=at + timedelta(days=2), words="看了现场，是两个井盖")
    other = fresh(other)
    assert other.status == CaseStatus.HANDLING
    assert other.matter.closed_at is None
    assert (open_desk(other), set(clocks(other)), list(DispatchOrder.objects.filter(matter_id=other.pk).values_list("state", "ended_at"))) == before
    assert other.matter.due_at > due  # the two days in between do not count
    assert (other.matter.due_at - due) >= timedelta(days=2)
    assert (open_desk(main), clocks(main)) == main_before
    assert set(result.losses) == {Loss.TOLD, Loss.TIME}
    assert facts(other, "cases.unmerge")["losses"] == "TOLD,TIME"
    assert kinds(main)[-1] == "cases.unmerged_out"
    assert DispatchOrder.objects.get(RUNNING, matter_id=other.pk, part="LEAD").state == OrderState.ACKNOWLEDGED
    actions.finish(other.number, actor=handler_of(other), at=at + timedelta(days=2, hours=1), outcome="另一个井盖也换了。")


def test_the_main_gets_its_own_date_back(pair):
    earlier, later = pair
    own = later.matter.due_at
    at = MONDAY + timedelta(days=1, hours=3)
    actions.merge(later.number, [earlier.number], actor=desk(), at=at)
    assert fresh(later).matter.due_at < own
    actions.unmerge(earlier.number, actor=desk(), at=at + HOUR)
    assert fresh(later).matter.due_at == own
    assert RunningClock.objects.filter(OPEN_CLOCKS, matter_id=later.pk, code="CASE_HANDLE").count() == 1


def test_what_was_suspended_is_suspended_again(pair):
    main, other = pair
    at = MONDAY + timedelta(days=1, hours=3)
    actions.suspend(other.number, actor=handler_of(other), at=at, reason=SuspendReason.WEATHER, words="下雪")
    actions.merge(main.number, [other.number], actor=desk(), at=at + HOUR)
    actions.unmerge(other.number, actor=desk(), at=at + 5 * HOUR)
    other = fresh(other)
    assert other.status == CaseStatus.SUSPENDED
    assert other.matter.due_at is None
    actions.resume(other.number, actor=handler_of(other), at=at + 6 * HOUR)
    assert fresh(other).matter.due_at is not None


def test_a_case_past_due_stays_past_due(pair):
    main, other = pair
    at = MONDAY + timedelta(days=20)
    due = other.matter.due_at
    actions.merge(main.number, [other.number], actor=desk(), at=at)
    actions.unmerge(other.number, actor=desk(), at=at + timedelta(days=1))
    assert fresh(other).matter.due_at == due


def test_unmerging_after_the_end_says_what_stays(pair):
    main, other = pair
    at = MONDAY + timedelta(days=1, hours=3)
    actions.merge(main.number, [other.number], actor=desk(), at=at)
    handler = handler_of(main)
    actions.finish(main.number, actor=handler, at=at + HOUR, outcome="已更换井盖。")
    actions.verify_pass(main.number, actor=people.actor("VERIFIER", street=people.HOME), at=at + 2 * HOUR)
    actions.confirm(other.number, actor=resident_of(other), at=at + 3 * HOUR, satisfaction=Satisfaction.GOOD)
    actions.confirm(main.number, actor=resident_of(main), at=at + 4 * HOUR)
    assert fresh(main).status == CaseStatus.CLOSED
    result = actions.unmerge(other.number, actor=desk(), at=at + 5 * HOUR)
    assert {Loss.MAIN_ENDED, Loss.RATED} <= set(result.losses)
    assert fresh(main).status == CaseStatus.CLOSED
    assert fresh(other).status == CaseStatus.HANDLING


def test_a_proposed_exclusion_lies_on_the_desk_again(pair):
    main, other = pair
    at = MONDAY + timedelta(days=1, hours=3)
    actions.propose_exclusion(other.number, actor=desk(), at=at, reason="REPEAT", words="重复")
    before = open_desk(other)
    actions.merge(main.number, [other.number], actor=desk(), at=at + HOUR)
    actions.unmerge(other.number, actor=desk(), at=at + 2 * HOUR)
    assert open_desk(other) == before


# --- two streets --------------------------------------------------------------------------------------------------------


@pytest.fixture
def across():
    return signed(), signed(at=MONDAY + HOUR, street=people.NEXT)


def test_between_streets_the_district_decides(across):
    mine, theirs = across
    at = MONDAY + timedelta(hours=4)
    with pytest.raises(Case.DoesNotExist):
        actions.merge(mine.number, [theirs.number], actor=desk(), at=at)
    actions.ask_merge(mine.number, theirs.pk, actor=desk(), at=at, words="路口正好在两街交界，像是同一个井盖")
    assert ("merge", "DISTRICT_DESK") in [row[:2] for row in open_desk(mine)]
    actions.finish(mine.number, actor=handler_of(mine), at=at + HOUR, outcome="换了")  # the question outlives the next step
    assert ("merge", "DISTRICT_DESK") in [row[:2] for row in open_desk(mine)]
    actions.merge(mine.number, [theirs.number], actor=district_desk(), at=at + 2 * HOUR)
    assert "merge" not in [row[0] for row in open_desk(mine)]
    assert MergeRequest.objects.get().agreed is True


def test_the_district_may_say_no(across):
    mine, theirs = across
    at = MONDAY + timedelta(hours=4)
    actions.ask_merge(mine.number, theirs.pk, actor=desk(), at=at, words="像是同一个井盖")
    with pytest.raises(MoveRefused):
        actions.ask_merge(mine.number, theirs.pk, actor=desk(), at=at, words="再问一次")
    with pytest.raises(PermissionDenied):
        actions.refuse_merge(mine.number, actor=desk(), at=at, words="自己不同意")
    actions.refuse_merge(mine.number, actor=district_desk(), at=at + HOUR, words="隔着一条马路，是两个")
    assert [row[0] for row in open_desk(mine)] == ["finish"]
    assert MergeRequest.objects.get().agreed is False


# --- those who reported it ------------------------------------------------------------------------------------------------


def joined(case, phone="13900000009", **changes):
    given = {"actor": people.resident(), "at": MONDAY + 2 * HOUR, "source": Source.RESIDENT_PAGE, "reporter": {"phone": phone}, "words": "我也看见了"}
    return actions.follow(case.number, **{**given, **changes})


def test_one_joins_with_a_code_of_his_own(pair):
    main, other = pair
    one = joined(main)
    assert len(one.tracking_code) == 8 and one.tracking_code != main.tracking_code
    assert one.reporter_id != main.reporter_id
    assert facts(main, "cases.follow")["follower"] == one.pk
    assert "我也看见了" not in str(facts(main, "cases.follow"))
    assert related.others_count(main) == 1
    joined(main)  # the same telephone again: told, not counted twice
    assert related.others_count(main) == 1
    joined(main, anonymous=True, reporter={})
    assert related.others_count(main) == 2
    actions.merge(main.number, [other.number], actor=desk(), at=MONDAY + timedelta(days=1, hours=3))
    assert related.others_count(main) == 3
    later = joined(other, phone="13900000010", at=MONDAY + timedelta(days=2))  # of a merged one, its main is joined
    assert later.case_id == main.pk


def test_an_anonymous_one_leaves_nothing_in_the_vault(pair):
    before = VaultRecord.objects.count()
    one = joined(pair[0], anonymous=True)
    assert one.reporter_id is None
    assert VaultRecord.objects.count() == before


def test_another_system_joins_once():
    case = signed()
    one = joined(case, source=Source.SYSTEM, client_id="k:1")
    assert joined(case, source=Source.SYSTEM, client_id="k:1") == one
    assert Follower.objects.count() == 1


def test_what_is_over_cannot_be_joined():
    with pytest.raises(MoveRefused) as refused:
        joined(verified(), at=MONDAY + timedelta(days=2))
    assert "照常反映" in refused.value.reason


def solved_main(others=1):
    """A verified main with one merged in and `others` who joined."""
    main = signed()
    other = signed(at=MONDAY + timedelta(hours=1), reporter={"phone": "13900000001"})
    followers = [joined(main, phone=f"1390000002{turn}") for turn in range(others)]
    at = MONDAY + timedelta(hours=5)
    actions.merge(main.number, [other.number], actor=desk(), at=at)
    actions.finish(main.number, actor=handler_of(main), at=at + HOUR, outcome="已更换井盖。")
    actions.verify_pass(main.number, actor=people.actor("VERIFIER", street=people.HOME), at=at + 2 * HOUR)
    return fresh(main), fresh(other), followers, at + 3 * HOUR


def test_a_yes_of_one_does_not_silence_the_others():
    main, other, (one,), at = solved_main()
    actions.confirm(main.number, actor=resident_of(main), at=at, satisfaction=Satisfaction.VERY_GOOD)
    assert fresh(main).status == CaseStatus.VERIFIED
    assert facts(main, "cases.confirmed_by_one")["awaited"] == 2
    actions.confirm(other.number, actor=resident_of(other), at=at, satisfaction=Satisfaction.FAIR)
    assert fresh(main).status == CaseStatus.VERIFIED
    actions.confirm(main.number, actor=resident_of(main), at=at)  # twice is once
    assert fresh(main).status == CaseStatus.VERIFIED
    actions.confirm(main.number, actor=resident_of(main), at=at, satisfaction=Satisfaction.POOR, follower_id=one.pk)
    assert fresh(main).status == CaseStatus.CLOSED
    assert (fresh(main).satisfaction, fresh(other).satisfaction, Follower.objects.get().satisfaction) == ("5", "3", "2")


def test_a_no_of_any_one_is_enough_and_says_whose_it_was():
    main, other, (one,), at = solved_main()
    actions.reopen(main.number, actor=resident_of(main), at=at, words="还是晃", follower_id=one.pk)
    assert fresh(main).status == CaseStatus.HANDLING
    assert facts(main, "cases.reopen")["follower"] == one.pk
    actions.finish(main.number, actor=handler_of(main), at=at + HOUR, outcome="重新固定了。")
    actions.verify_pass(main.number, actor=people.actor("VERIFIER", street=people.HOME), at=at + 2 * HOUR)
    actions.reopen(other.number, actor=resident_of(other), at=at + 3 * HOUR, words="缝还在")
    assert facts(main, "cases.reopen")["reporter_of"] == other.pk
    assert fresh(main).reopened == 2


def test_the_window_ends_it_for_all():
    main, other, (one,), at = solved_main()
    actions.confirm(main.number, actor=resident_of(main), at=at)
    end = fresh(main).window_ends_at
    assert actions.close_expired(now=end) == 1
    assert fresh(main).status == CaseStatus.CLOSED
    assert VaultRecord.objects.filter(pk__in=[main.reporter_id, other.reporter_id, one.reporter_id], blur_after__isnull=False).count() == 3
    actions.rate(other.number, actor=resident_of(other), at=end, satisfaction=Satisfaction.GOOD)
    actions.rate(main.number, actor=resident_of(main), at=end, satisfaction=Satisfaction.POOR, follower_id=one.pk)
    with pytest.raises(MoveRefused):
        actions.rate(main.number, actor=resident_of(main), at=end, satisfaction=Satisfaction.GOOD, follower_id=one.pk)


def test_a_call_back_to_the_first_leaves_the_others_their_word():
    main, _other, _followers, at = solved_main()
    actions.call_back(main.number, actor=people.actor("CALL_BACK", street=people.HOME), at=at, result=CallBackResult.SOLVED)
    assert fresh(main).status == CaseStatus.VERIFIED
    assert [row[0] for row in open_desk(main)] == ["close"]


def test_nobody_speaks_for_another():
    main, other, (one,), at = solved_main()
    stranger = signed(at=MONDAY + timedelta(hours=2))
    theirs = resident_of(stranger)
    for actor, number, follower in ((theirs, other.number, None), (theirs, main.number, one.pk), (people.resident(), main.number, None)):
        with pytest.raises((Case.DoesNotExist, PermissionDenied)):
            actions.confirm(number, actor=actor, at=at, follower_id=follower)
    actions.leave(one.pk, actor=resident_of(main), at=at)
    with pytest.raises(PermissionDenied):
        actions.confirm(main.number, actor=resident_of(main), at=at, follower_id=one.pk)


def test_the_desk_ends_what_nobody_answers():
    main, _other, _followers, at = solved_main()
    assert actions.close(main.number, actor=desk(), at=at).status == CaseStatus.CLOSED


# --- split, parents and children ------------------------------------------------------------------------------------------


def test_one_report_with_two_matters_becomes_children():
    parent = signed()
    at = MONDAY + 3 * HOUR
    lon, lat, _grid = people.point_in(people.HOME, 1)
    parts = [Part("路边积存垃圾渣土，堆了一人高。", STREET_TYPE), Part("旁边的井盖也响。", LINE_TYPE, lon, lat, "示例路 9 号")]
    one, two = actions.split(parent.number, parts, actor=desk(), at=at)
    for child in (one, two):
        assert child.reporter_id == parent.reporter_id
        assert child.tracking_code == parent.tracking_code
        assert "cases.split_from" in kinds(child)
    assert (fresh(one).matter.lon, fresh(one).matter.lat) == (parent.matter.lon, parent.matter.lat)
    assert (fresh(two).matter.lon, fresh(two).address) == (lon, "示例路 9 号")
    assert fresh(one).status == CaseStatus.DISPATCHED
    assert facts(parent, "cases.split")["children"] == [one.pk, two.pk]
    with pytest.raises(ReportRefused):
        actions.split(one.number, [Part("再拆")], actor=desk(), at=at)
    with pytest.raises(ReportRefused):
        actions.split(parent.number, [Part(f"第 {turn} 件") for turn in range(19)], actor=desk(), at=at)
    with pytest.raises(PermissionDenied):
        actions.split(parent.number, [Part("不归我拆")], actor=handler_of(parent), at=at)


def family(*, statuses=2):
    parent = signed()
    children = [reported("", at=MONDAY + HOUR, description=f"第{turn}件") for turn in range(statuses)]
    for child in children:
        actions.link_child(parent.number, child.number, actor=desk(), at=MONDAY + 2 * HOUR)
    return parent, children


def test_the_parent_ends_last():
    parent, (one, two) = family()
    at = MONDAY + 3 * HOUR
    actions.finish(parent.number, actor=handler_of(parent), at=at, outcome="办了")
    actions.verify_pass(parent.number, actor=people.actor("VERIFIER", street=people.HOME), at=at + HOUR)
    with pytest.raises(MoveRefused) as refused:
        actions.close(parent.number, actor=desk(), at=at + 2 * HOUR)
    assert "2 个子件" in refused.value.reason
    actions.confirm(parent.number, actor=resident_of(parent), at=at + 2 * HOUR)  # his yes is kept
    assert fresh(parent).status == CaseStatus.VERIFIED
    end = fresh(parent).window_ends_at
    assert actions.close_expired(now=end) == 0
    assert fresh(parent).status == CaseStatus.VERIFIED
    for child in (one, two):
        actions.decline(child.number, actor=desk(), at=end, reason="EMPTY", words="没有实质内容")
    assert actions.close_expired(now=end + timedelta(days=1)) == 1


def test_one_level_only_and_both_sides_are_told():
    parent, (one, two) = family()
    at = MONDAY + 3 * HOUR
    assert "cases.linked_under" in kinds(one)
    third = reported("", at=at)
    for above, below in ((one.number, third.number), (third.number, parent.number), (third.number, one.number), (parent.number, parent.number)):
        with pytest.raises(MoveRefused):
            actions.link_child(above, below, actor=desk(), at=at)
    with pytest.raises(Case.DoesNotExist):
        actions.link_child(parent.number, reported("", at=at, street=people.NEXT).number, actor=desk(), at=at)
    actions.unlink_child(parent.number, two.number, actor=desk(), at=at)
    assert list(CaseChild.objects.values_list("child_id", flat=True)) == [one.pk]
    with pytest.raises(MoveRefused):
        actions.unlink_child(parent.number, two.number, actor=desk(), at=at)


def test_a_cascade_is_all_or_nothing():
    parent, (one, two) = family()
    at = MONDAY + 3 * HOUR
    actions.accept(two.number, actor=desk(), at=at)
    done = actions.cascade(parent.number, "supervise", actor=desk(), at=at, arguments={"kind": NoteKind.REMIND, "words": "请抓紧"})
    assert done == [one.number, two.number, parent.number]
    with pytest.raises(MoveRefused) as refused:  # the parent is being handled: it cannot be declined, so nothing is
        actions.cascade(parent.number, "decline", actor=desk(), at=at, arguments={"reason": "EMPTY", "words": "没有内容"})
    assert parent.number in refused.value.reason
    assert fresh(one).status == CaseStatus.REPORTED
    with pytest.raises(ReportRefused):
        actions.cascade(parent.number, "finish", actor=desk(), at=at)


def test_a_cascade_ends_children_and_parent():
    parent = reported("", at=MONDAY)
    child = reported("", at=MONDAY + HOUR)
    actions.link_child(parent.number, child.number, actor=desk(), at=MONDAY + 2 * HOUR)
    actions.cascade(parent.number, "decline", actor=desk(), at=MONDAY + 3 * HOUR, arguments={"reason": "EMPTY", "words": "没有实质内容，请补充"})
    assert {fresh(parent).status, fresh(child).status} == {CaseStatus.DECLINED}
