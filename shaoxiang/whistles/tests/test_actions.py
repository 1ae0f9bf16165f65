"""The rules W1 to W10, each by its number, and the course of a whistle, on a real database."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.rules import ObjectionRefused
from shaoxiang.dispatch.vocabulary import CitedList, OrderState, Part, Priority
from shaoxiang.duties.models import DispatchCatalogueEntry
from shaoxiang.forces.actions import ask_release
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.forces.vocabulary import ReleaseStatus
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.whistles import actions
from shaoxiang.whistles.models import Escalation, Whistle, WhistleLink
from shaoxiang.whistles.rules import UnitAsked, WhistleRefused
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.tests.walks import DAY, HOUR, MINUTE, MONDAY, blown, fresh
from shaoxiang.whistles.vocabulary import ArrivedHow, CancelReason, Cause, SuspendReason, WhistleStatus
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def running(whistle: Whistle, order: DispatchOrder | None = None) -> dict[str, RunningClock]:
    rows = RunningClock.objects.filter(matter_id=whistle.pk, stopped_at=None)
    if order is not None:
        rows = rows.filter(part_id=order.pk)
    return {row.code: row for row in rows}


# --- W1 ---------------------------------------------------------------------------------------------------------------


def test_w1_one_whistle_has_one_lead_and_each_unit_its_own_report_in_clock_and_desk_row():
    whistle = blown()
    orders = list(DispatchOrder.objects.filter(matter_id=whistle.pk).order_by("pk"))
    assert [order.part for order in orders] == [Part.LEAD, Part.COOPERATING]
    assert {order.priority for order in orders} == {Priority.EMERGENCY}
    for order in orders:
        assert set(running(whistle, order)) == {"WHISTLE_ACK", "WHISTLE_ARRIVE"}
        assert order.report_in.whistle_id == whistle.pk
    assert walks.rows(whistle) == [("acknowledge", "OFFICE_HANDLER")] * 2
    assert walks.entries(whistle) == ["whistles.drafted", "whistles.blow"]
    assert whistle.matter.due_at == MONDAY + 5 * MINUTE
    assert running(whistle, orders[0])["WHISTLE_ARRIVE"].due_at == MONDAY + 30 * MINUTE


@pytest.mark.parametrize(("leads", "sentence"), [((), "有且只有一个主责"), ((0, 1), "有且只有一个主责")])
def test_w1_no_lead_or_two_are_refused(leads, sentence):
    units = tuple(UnitAsked(key, place in leads) for place, key in enumerate((walks.fire(), walks.housing())))
    with pytest.raises(WhistleRefused, match=sentence):
        actions.blow(walks.call(units=units), actor=walks.desk(), at=MONDAY)
    assert not Whistle.objects.exists()


@pytest.mark.parametrize("missing", ["address", "known", "power_needed", "cited_item", "subject_code"])
def test_a_whistle_must_be_complete_before_it_is_blown(missing):
    with pytest.raises(WhistleRefused) as refused:
        actions.blow(walks.call(**{missing: " "}), actor=walks.desk(), at=MONDAY)
    assert refused.value.field == missing


def test_an_incomplete_draft_is_kept_and_blown_when_it_is_complete():
    whistle = actions.draft(walks.call(known="", units=()), actor=walks.desk(), at=MONDAY)
    with pytest.raises(WhistleRefused):
        actions.blow_draft(whistle.number, actor=walks.desk(), at=MONDAY)
    actions.edit(whistle.number, walks.call(), actor=walks.desk(), at=MONDAY + MINUTE)
    actions.blow_draft(whistle.number, actor=walks.desk(), at=MONDAY + 2 * MINUTE)
    assert fresh(whistle).status == WhistleStatus.BLOWN
    assert walks.entries(whistle) == ["whistles.drafted", "whistles.edit", "whistles.blow"]


# --- who may ----------------------------------------------------------------------------------------------------------


def test_a_department_may_not_blow():
    with pytest.raises(PermissionDenied):
        actions.blow(walks.call(), actor=people.actor("DEPARTMENT_LIAISON"), at=MONDAY)


def test_a_street_may_not_blow_for_a_place_in_the_next_street():
    with pytest.raises(WhistleRefused, match="不在本街道"):
        actions.blow(walks.call(street=people.NEXT), actor=walks.desk(), at=MONDAY)


def test_the_next_street_does_not_see_it():
    whistle = blown()
    with pytest.raises(Whistle.DoesNotExist):
        actions.cancel(whistle.number, actor=walks.desk(people.NEXT), at=MONDAY, reason=CancelReason.MISTAKEN, words="误吹")


def test_a_department_that_was_not_called_does_not_see_it():
    whistle = blown()
    stranger = walks.of_body(walks.health())
    with pytest.raises(Whistle.DoesNotExist):
        actions.acknowledge(whistle.number, walks.lead(whistle).pk, actor=stranger, at=MONDAY)


def test_a_unit_may_not_answer_for_another_that_was_called():
    whistle = blown()
    with pytest.raises(PermissionDenied):
        actions.acknowledge(whistle.number, walks.order(whistle, walks.housing()).pk, actor=walks.of_body(walks.fire()), at=MONDAY)


# --- approval and confirmation ----------------------------------------------------------------------------------------


def test_a_joint_whistle_of_the_desk_waits_for_the_leader():
    whistle = actions.blow(walks.call("JOINT_ENFORCEMENT", going_on=True), actor=walks.desk(), at=MONDAY)
    assert whistle.matter.status == WhistleStatus.PENDING
    assert walks.rows(whistle) == [("approve", "STREET_LEADER")]
    assert not DispatchOrder.objects.filter(matter_id=whistle.pk).exists()
    actions.approve(whistle.number, actor=walks.leader(), at=MONDAY + HOUR)
    assert fresh(whistle).status == WhistleStatus.BLOWN
    assert running(whistle, walks.lead(whistle))["WHISTLE_ARRIVE"].due_at == MONDAY + HOUR + 30 * MINUTE
    assert "WHISTLE_APPROVE" not in running(whistle)


def test_nobody_approves_his_own():
    whistle = actions.blow(walks.call("JOINT_ENFORCEMENT", going_on=True), actor=walks.desk(), at=MONDAY)
    with pytest.raises((PermissionDenied, WhistleRefused)):
        actions.approve(whistle.number, actor=walks.desk(), at=MONDAY)


def test_a_refused_whistle_calls_nobody_and_says_why():
    whistle = actions.blow(walks.call("JOINT_ENFORCEMENT", going_on=True), actor=walks.desk(), at=MONDAY)
    with pytest.raises(WhistleRefused):
        actions.refuse(whistle.number, actor=walks.leader(), at=MONDAY, words=" ")
    actions.refuse(whistle.number, actor=walks.leader(), at=MONDAY, words="先由街道处置。")
    assert fresh(whistle).status == WhistleStatus.REFUSED
    assert not running(whistle)
    assert walks.rows(whistle) == []


def test_a_community_emergency_goes_out_at_once_and_the_street_confirms_within_ten_minutes():
    whistle = actions.blow(walks.call(), actor=walks.community(), at=MONDAY)
    assert whistle.matter.status == WhistleStatus.BLOWN
    assert running(whistle)["WHISTLE_CONFIRM"].due_at == MONDAY + 10 * MINUTE
    assert ("confirm", "STREET_DESK") in walks.rows(whistle)
    actions.confirm(whistle.number, actor=walks.desk(), at=MONDAY + 3 * MINUTE)
    assert "WHISTLE_CONFIRM" not in running(whistle)
    assert ("confirm", "STREET_DESK") not in walks.rows(whistle)
    with pytest.raises(WhistleRefused):
        actions.confirm(whistle.number, actor=walks.desk(), at=MONDAY + 4 * MINUTE)


def test_a_routine_whistle_of_a_community_goes_through_the_street():
    whistle = actions.blow(walks.call("ROUTINE"), actor=walks.community(), at=MONDAY)
    assert whistle.matter.status == WhistleStatus.PENDING
    actions.approve(whistle.number, actor=walks.leader(), at=MONDAY)
    whistle = fresh(whistle)
    assert whistle.status == WhistleStatus.BLOWN
    assert not whistle.awaits_confirmation


def test_a_key_issue_is_approved_by_the_district_and_goes_to_a_meeting():
    from shaoxiang.coordination.queries import raised_from

    whistle = actions.blow(walks.call("KEY_ISSUE"), actor=walks.leader(), at=MONDAY)
    assert walks.rows(whistle) == [("approve", "DISTRICT_DESK")]
    with pytest.raises((PermissionDenied, WhistleRefused)):
        actions.approve(whistle.number, actor=people.actor("STREET_LEADER", street=people.HOME), at=MONDAY)
    actions.approve(whistle.number, actor=walks.district(), at=MONDAY)
    assert [item.source for item in raised_from(whistle.pk)] == ["KEY_ISSUE"]


# --- the units --------------------------------------------------------------------------------------------------------


def test_a_unit_acknowledges_arrives_works_and_claims_and_its_clocks_stop_one_by_one():
    whistle = blown()
    order, who = walks.order(whistle, walks.fire()), walks.of_body(walks.fire())
    actions.acknowledge(whistle.number, order.pk, actor=who, at=MONDAY + 2 * MINUTE)
    assert set(running(whistle, order)) == {"WHISTLE_ARRIVE"}
    actions.arrive(whistle.number, order.pk, actor=who, at=MONDAY + 12 * MINUTE, how=ArrivedHow.ON_SITE, can_decide=True)
    assert fresh(whistle).status == WhistleStatus.IN_PROGRESS
    actions.begin_work(whistle.number, order.pk, actor=who, at=MONDAY + 13 * MINUTE, words="正在灭火。")
    with pytest.raises(WhistleRefused):
        actions.claim_done(whistle.number, order.pk, actor=who, at=MONDAY + 40 * MINUTE, words="")
    actions.claim_done(whistle.number, order.pk, actor=who, at=MONDAY + 40 * MINUTE, words="明火已灭。")
    order.refresh_from_db()
    assert order.state == OrderState.DONE
    assert fresh(whistle).status == WhistleStatus.IN_PROGRESS  # the other unit still works
    assert not running(whistle, order)
    assert fresh(whistle).matter.due_at == MONDAY + 5 * MINUTE  # the other unit's acknowledgement


def test_when_the_last_unit_has_claimed_the_street_is_asked_to_check():
    whistle = walks.claimed()
    assert whistle.status == WhistleStatus.DONE_CLAIMED
    assert walks.rows(whistle) == [("verify_pass", "VERIFIER")]
    assert set(running(whistle)) == {"WHISTLE_VERIFY"}
    assert walks.entries(whistle)[-1] == "whistles.all_done"


def test_an_answer_may_stand_for_coming_on_a_routine_whistle_only():
    whistle = blown("ROUTINE")
    order, who = walks.order(whistle, walks.fire()), walks.of_body(walks.fire())
    with pytest.raises(WhistleRefused, match="答复代替到场"):
        actions.arrive(whistle.number, order.pk, actor=who, at=MONDAY + HOUR, how=ArrivedHow.ANSWERED)
    actions.arrive(whistle.number, order.pk, actor=who, at=MONDAY + HOUR, how=ArrivedHow.ANSWERED, words="明天上午派人。")
    emergency = blown(turn=3, units=(UnitAsked(walks.health(), True),))
    with pytest.raises(WhistleRefused, match="规定的方式"):
        actions.arrive(emergency.number, walks.lead(emergency).pk, actor=walks.of_body(walks.health()), at=MONDAY, how=ArrivedHow.ANSWERED, words="稍后")


# --- W2, W3, W4 -------------------------------------------------------------------------------------------------------


def object_(whistle: Whistle, body_id: int, *, at=MONDAY + MINUTE, **changes):
    given = {"cited_list": CitedList.DUTY_LIST, "cited_item": walks.item(), "words": "示例：按清单不归我们。"}
    return actions.object_to(whistle.number, walks.order(whistle, body_id).pk, actor=walks.of_body(body_id), at=at, **{**given, **changes})


def test_w2_an_objection_never_stops_an_emergency_arrival():
    whistle = blown()
    object_(whistle, walks.fire())
    order = walks.order(whistle, walks.fire())
    clocks = running(whistle, order)
    assert clocks["WHISTLE_ARRIVE"].suspended_at is None
    assert clocks["WHISTLE_ACK"].suspended_at is None
    assert ("acknowledge", "OFFICE_HANDLER") in walks.rows(whistle)


def test_w2_otherwise_an_objection_stops_only_the_objectors_clock():
    whistle = blown("ROUTINE")
    object_(whistle, walks.fire())
    mine, other = walks.order(whistle, walks.fire()), walks.order(whistle, walks.housing())
    assert all(clock.suspended_at for code, clock in running(whistle, mine).items() if code != "WHI_RULE")
    assert all(clock.suspended_at is None for clock in running(whistle, other).values())
    assert ("rule_stands", "DISTRICT_DESK") in walks.rows(whistle)


def test_w3_an_objection_cites_an_item_of_a_list_in_force():
    whistle = blown("ROUTINE")
    with pytest.raises(WhistleRefused, match="没有这个条目"):
        object_(whistle, walks.fire(), cited_item="NO-SUCH")
    with pytest.raises(ObjectionRefused):
        object_(whistle, walks.fire(), words=" ")


def test_w3_the_ruling_teaches_the_dispatch_catalogue():
    whistle = blown("ROUTINE")
    object_(whistle, walks.fire())
    order = walks.order(whistle, walks.fire())
    actions.rule_reassigned(whistle.number, order.pk, actor=walks.district(), at=MONDAY + HOUR, words="由卫健来。", body_id=walks.health())
    entry = DispatchCatalogueEntry.objects.get(valid_to=None, type__code=walks.SUBJECT, street__code=people.HOME)
    assert entry.lead_id == walks.of_body(walks.health()).unit_id
    assert entry.source_reference.startswith(f"whistle:{whistle.number}")
    new = walks.lead(whistle)
    assert new.office_id == walks.health()
    assert set(running(whistle, new)) == {"WHISTLE_ACK", "WHISTLE_ARRIVE", "WHISTLE_FINISH"}
    order.refresh_from_db()
    assert order.state == OrderState.RELEASED
    assert not running(whistle, order)
    assert fresh(whistle).matter.unit_id == new.unit_id


def test_w4_after_a_ruling_the_unit_may_not_object_on_competence_again():
    whistle = blown("ROUTINE")
    object_(whistle, walks.fire())
    order = walks.order(whistle, walks.fire())
    actions.rule_stands(whistle.number, order.pk, actor=walks.district(), at=MONDAY + HOUR, words="就由消防来。")
    clocks = running(whistle, order)
    assert all(clock.suspended_at is None for clock in clocks.values())
    assert "WHI_RULE" not in clocks
    with pytest.raises(ObjectionRefused, match="已经裁定"):
        object_(whistle, walks.fire(), at=MONDAY + HOUR + MINUTE)
    with pytest.raises(MoveRefused):
        actions.rule_stands(whistle.number, order.pk, actor=walks.district(), at=MONDAY + HOUR, words="再裁一次。")


def test_an_objection_comes_in_time_or_counts_as_accepted():
    whistle = blown("ROUTINE")
    with pytest.raises(WhistleRefused, match="时间已过"):
        object_(whistle, walks.fire(), at=MONDAY + DAY)


def test_a_lead_is_only_ever_replaced_a_helper_may_be_let_go():
    whistle = blown("ROUTINE")
    object_(whistle, walks.fire())
    object_(whistle, walks.housing())
    with pytest.raises(WhistleRefused, match="要改派"):
        actions.rule_withdrawn(whistle.number, walks.lead(whistle).pk, actor=walks.district(), at=MONDAY + HOUR, words="不用来")
    helper = walks.order(whistle, walks.housing())
    actions.rule_withdrawn(whistle.number, helper.pk, actor=walks.district(), at=MONDAY + HOUR, words="不用来")
    helper.refresh_from_db()
    assert helper.ended_at is not None


def test_a_street_does_not_rule_between_itself_and_a_department():
    whistle = blown("ROUTINE")
    object_(whistle, walks.fire())
    with pytest.raises(PermissionDenied):
        actions.rule_stands(whistle.number, walks.lead(whistle).pk, actor=walks.leader(), at=MONDAY + HOUR, words="就你们")


# --- W5 ---------------------------------------------------------------------------------------------------------------


def test_w5_a_department_can_only_claim_and_never_close():
    whistle = walks.claimed()
    who = walks.of_body(walks.fire())
    with pytest.raises(PermissionDenied):
        actions.verify_pass(whistle.number, actor=who, at=MONDAY + HOUR, on_site=True)
    actions.verify_pass(whistle.number, actor=walks.verifier(), at=MONDAY + HOUR, on_site=True)
    with pytest.raises(PermissionDenied):
        actions.close(whistle.number, actor=who, at=MONDAY + HOUR)


def test_w5_the_check_is_on_the_spot_and_not_by_the_claimer():
    whistle = walks.claimed()
    with pytest.raises(WhistleRefused, match="到现场"):
        actions.verify_pass(whistle.number, actor=walks.verifier(), at=MONDAY + HOUR, on_site=False)
    whistle.claimers = [walks.verifier().person_id]
    whistle.save(update_fields=["claimers"])
    with pytest.raises(WhistleRefused, match="不能自己核查"):
        actions.verify_pass(whistle.number, actor=walks.verifier(), at=MONDAY + HOUR, on_site=True)


def test_a_failed_check_sends_the_named_unit_back_with_a_fresh_round():
    whistle = walks.claimed()
    order = walks.order(whistle, walks.fire())
    actions.verify_fail(whistle.number, actor=walks.verifier(), at=MONDAY + HOUR, words="还有烟。", order_ids=[order.pk])
    whistle = fresh(whistle)
    assert (whistle.status, whistle.round) == (WhistleStatus.IN_PROGRESS, 2)
    assert walks.rows(whistle) == [("arrive", "OFFICE_HANDLER")]
    actions.arrive(whistle.number, order.pk, actor=walks.of_body(walks.fire()), at=MONDAY + 2 * HOUR, how=ArrivedHow.ON_SITE)
    actions.claim_done(whistle.number, order.pk, actor=walks.of_body(walks.fire()), at=MONDAY + 2 * HOUR, words="这次好了。")
    assert fresh(whistle).status == WhistleStatus.DONE_CLAIMED


def test_a_closed_whistle_reopens_with_the_same_units():
    whistle = walks.closed()
    actions.reopen(whistle.number, actor=walks.desk(), at=MONDAY + DAY, words="又着了。")
    whistle = fresh(whistle)
    assert (whistle.status, whistle.matter.closed_at, whistle.verified_at) == (WhistleStatus.IN_PROGRESS, None, None)
    assert walks.rows(whistle) == [("arrive", "OFFICE_HANDLER")] * 2


# --- W6, W7 -----------------------------------------------------------------------------------------------------------


def test_w6_the_street_rates_each_unit_and_low_scores_need_reasons():
    whistle = walks.closed()
    order = walks.order(whistle, walks.fire())
    with pytest.raises(WhistleRefused, match="请写明理由"):
        actions.appraise_unit(whistle.number, order.pk, actor=walks.desk(), at=MONDAY + DAY, scores=walks.scores(ON_TIME=2))
    actions.appraise_unit(whistle.number, order.pk, actor=walks.desk(), at=MONDAY + DAY, scores=walks.scores(ON_TIME=2), reasons="晚到十分钟。")
    actions.answer_appraisal(whistle.number, order.pk, actor=walks.of_body(walks.fire()), at=MONDAY + DAY, words="路上封闭施工。")
    with pytest.raises(WhistleRefused, match="申辩过"):
        actions.answer_appraisal(whistle.number, order.pk, actor=walks.of_body(walks.fire()), at=MONDAY + DAY, words="再说一次")
    with pytest.raises(WhistleRefused, match="已经评过"):
        actions.appraise_unit(whistle.number, order.pk, actor=walks.desk(), at=MONDAY + DAY, scores=walks.scores())
    with pytest.raises(PermissionDenied):
        actions.appraise_unit(whistle.number, order.pk, actor=walks.of_body(walks.fire()), at=MONDAY + DAY, scores=walks.scores())


def test_w7_each_unit_rates_the_whistle_and_says_why_where_it_says_no():
    whistle = walks.closed()
    order = walks.order(whistle, walks.fire())
    who = walks.of_body(walks.fire())
    with pytest.raises(WhistleRefused):
        actions.appraise_whistle(whistle.number, order.pk, actor=who, at=MONDAY + DAY, needed=False, clear=True, addressed=True)
    actions.appraise_whistle(whistle.number, order.pk, actor=who, at=MONDAY + DAY, needed=False, clear=True, addressed=True, words="街道自己能办。")
    with pytest.raises(WhistleRefused, match="已经评过"):
        actions.appraise_whistle(whistle.number, order.pk, actor=who, at=MONDAY + DAY, needed=True, clear=True, addressed=True)


def test_when_both_sides_have_said_everything_the_record_is_whole():
    whistle = walks.closed()
    for order in DispatchOrder.objects.filter(matter_id=whistle.pk):
        actions.appraise_unit(whistle.number, order.pk, actor=walks.desk(), at=MONDAY + DAY, scores=walks.scores(4))
        who = walks.of_body(order.office_id)
        actions.appraise_whistle(whistle.number, order.pk, actor=who, at=MONDAY + DAY, needed=True, clear=True, addressed=True)
    assert fresh(whistle).status == WhistleStatus.APPRAISED
    assert not running(whistle)
    assert walks.rows(whistle) == []


# --- W8, W9 -----------------------------------------------------------------------------------------------------------


def test_w8_a_repeat_at_the_same_place_is_linked_and_the_third_suggests_a_key_issue():
    for n in range(2):
        earlier = blown(at=MONDAY + n * DAY, units=(UnitAsked(walks.health(), True),))
        actions.claim_done(
            earlier.number, walks.lead(earlier).pk, at=MONDAY + n * DAY + HOUR, words="好了",
            actor=walks.arrived(earlier, walks.health(), at=MONDAY + n * DAY),
        )
    third = blown(at=MONDAY + 3 * DAY)
    assert WhistleLink.objects.filter(whistle=third).count() == 2
    draft = actions.suggest_key_issue(third.number, actor=walks.leader(), at=MONDAY + 4 * DAY)
    assert draft.type.code == "KEY_ISSUE"
    assert WhistleLink.objects.filter(whistle=draft).count() == 3


def test_w8_after_thirty_days_or_elsewhere_it_is_no_repeat():
    blown(units=(UnitAsked(walks.health(), True),))
    later = blown(at=MONDAY + 31 * DAY)
    assert not WhistleLink.objects.filter(whistle=later).exists()
    elsewhere = actions.draft(walks.call(turn=40, address="示例路 99 号"), actor=walks.desk(), at=MONDAY + DAY)
    assert not WhistleLink.objects.filter(whistle=elsewhere).exists()


def test_w9_a_position_is_kept_only_where_the_place_had_to_be_found():
    known = blown()
    order, who = walks.order(known, walks.fire()), walks.of_body(walks.fire())
    actions.arrive(known.number, order.pk, actor=who, at=MONDAY + MINUTE, how=ArrivedHow.ON_SITE, lon=111.7, lat=40.9)
    order.report_in.refresh_from_db()
    assert (order.report_in.lon, order.report_in.lat) == (None, None)
    unknown = blown(lon=None, lat=None, units=(UnitAsked(walks.health(), True),))
    actions.arrive(unknown.number, walks.lead(unknown).pk, actor=walks.of_body(walks.health()), at=MONDAY, how=ArrivedHow.ON_SITE, lon=111.7, lat=40.9)
    assert walks.lead(unknown).report_in.lon == 111.7


# --- the rest of the course -------------------------------------------------------------------------------------------


def test_suspending_stops_every_clock_and_resuming_gives_the_time_back():
    whistle = blown("ROUTINE")
    before = running(whistle, walks.lead(whistle))["WHISTLE_FINISH"].due_at
    until = MONDAY + 2 * DAY
    actions.suspend(whistle.number, actor=walks.desk(), at=MONDAY + HOUR, reason=SuspendReason.WEATHER, until=until, words="大风停工。")
    whistle = fresh(whistle)
    assert whistle.status == WhistleStatus.SUSPENDED
    assert all(clock.suspended_at for clock in running(whistle).values() if clock.code != "WHISTLE_PAUSE")
    assert whistle.matter.due_at is None
    assert walks.rows(whistle) == [("resume", "STREET_DESK")]
    actions.resume(whistle.number, actor=walks.desk(), at=until + HOUR)
    whistle = fresh(whistle)
    assert whistle.status == WhistleStatus.BLOWN
    assert running(whistle, walks.lead(whistle))["WHISTLE_FINISH"].due_at > before
    assert walks.rows(whistle) == [("acknowledge", "OFFICE_HANDLER")] * 2


def test_a_pause_needs_an_end_that_lies_ahead():
    whistle = blown("ROUTINE")
    with pytest.raises(WhistleRefused, match="90 天之内"):
        actions.suspend(whistle.number, actor=walks.desk(), at=MONDAY, reason=SuspendReason.WEATHER, until=MONDAY, words="大风")


def test_cancelling_releases_every_unit_and_needs_a_reason():
    whistle = blown()
    with pytest.raises(WhistleRefused):
        actions.cancel(whistle.number, actor=walks.desk(), at=MONDAY, reason=CancelReason.MISTAKEN, words="")
    actions.cancel(whistle.number, actor=walks.desk(), at=MONDAY + MINUTE, reason=CancelReason.MISTAKEN, words="看错了。")
    assert fresh(whistle).status == WhistleStatus.CANCELLED
    assert not DispatchOrder.objects.filter(matter_id=whistle.pk, ended_at=None).exists()
    assert not running(whistle)
    assert walks.rows(whistle) == []


def test_more_units_are_called_and_helpers_let_go():
    whistle = blown()
    actions.add_unit(whistle.number, UnitAsked(walks.health(), False, "救护"), actor=walks.desk(), at=MONDAY + MINUTE)
    new = walks.order(whistle, walks.health())
    assert running(whistle, new)["WHISTLE_ACK"].due_at == MONDAY + 6 * MINUTE
    with pytest.raises(WhistleRefused, match="已经叫了"):
        actions.add_unit(whistle.number, UnitAsked(walks.health()), actor=walks.desk(), at=MONDAY + MINUTE)
    with pytest.raises(WhistleRefused, match="主责单位不能先撤"):
        actions.release_unit(whistle.number, walks.lead(whistle).pk, actor=walks.desk(), at=MONDAY, words="撤")
    actions.release_unit(whistle.number, new.pk, actor=walks.desk(), at=MONDAY + 2 * MINUTE, words="没有伤员。")
    assert not running(whistle, new)


def test_a_team_out_on_an_emergency_is_not_summoned_again_before_its_summoner_lets_it_go():
    walks.one_crew(walks.fire())
    first = blown()
    with pytest.raises(ForceEngaged) as refused:
        blown(street=people.NEXT, actor=walks.desk(people.NEXT), units=(UnitAsked(walks.fire(), True),))
    assert refused.value.must_release == (walks.lead(first).pk,)
    assert Whistle.objects.count() == 1
    actions.cancel(first.number, actor=walks.desk(), at=MONDAY + MINUTE, reason=CancelReason.SOLVED, words="灭了。")
    assert blown(street=people.NEXT, actor=walks.desk(people.NEXT), units=(UnitAsked(walks.fire(), True),))


def test_a_crew_leaves_a_routine_task_for_an_emergency_and_its_summoner_is_told():
    walks.one_crew(walks.fire())
    first = blown("ROUTINE", units=(UnitAsked(walks.fire(), True),))
    second = blown(street=people.NEXT, actor=walks.desk(people.NEXT), units=(UnitAsked(walks.fire(), True),))
    walks.delivered(MONDAY + MINUTE)
    told = Notice.objects.filter(code="whistles.called_away", matter_id=first.pk)
    assert told.values_list("params", flat=True)[0] == {"number": first.number}
    assert walks.desk().post_id in set(told.values_list("post_id", flat=True))
    assert not Notice.objects.filter(code="whistles.called_away", matter_id=second.pk).exists()


def test_whoever_asked_for_the_crew_is_told_when_it_is_free():
    first = blown(units=(UnitAsked(walks.fire(), True),))
    order = walks.lead(first)
    ask_release(order.pk, actor=walks.desk(people.NEXT), at=MONDAY + MINUTE, priority=Priority.LIFE)
    who = walks.arrived(first, walks.fire(), at=MONDAY + 2 * MINUTE)
    walks.delivered(MONDAY + 4 * MINUTE)
    assert order.release_requests.get().status == ReleaseStatus.ASKED
    actions.claim_done(first.number, order.pk, actor=who, at=MONDAY + 5 * MINUTE, words="好了。")
    walks.delivered(MONDAY + 6 * MINUTE)
    assert order.release_requests.get().status == ReleaseStatus.GRANTED
    assert Notice.objects.filter(code="forces.freed", post_id=walks.desk(people.NEXT).post_id).count() == 1


def test_two_desks_close_the_same_whistle_and_the_second_is_told_who_was_first():
    whistle = walks.claimed()
    actions.verify_pass(whistle.number, actor=walks.verifier(), at=MONDAY + HOUR, on_site=True)
    actions.close(whistle.number, actor=walks.desk(), at=MONDAY + HOUR)
    with pytest.raises(MoveRefused) as refused:
        actions.close(whistle.number, actor=walks.leader(), at=MONDAY + HOUR)
    assert "已由" in refused.value.reason


def test_w10_is_on_the_record_of_the_whistle():
    whistle = blown()
    order = walks.lead(whistle)
    actions.climb(whistle.pk, order.pk, Cause.ACK, due_at=MONDAY + 5 * MINUTE, at=MONDAY + 5 * MINUTE)
    assert [one.level for one in Escalation.objects.filter(order=order)] == ["INSTITUTION", "LEADER"]
    assert walks.entries(whistle)[-2:] == ["whistles.escalated"] * 2
