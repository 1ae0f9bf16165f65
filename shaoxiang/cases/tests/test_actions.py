from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.cases import actions
from shaoxiang.cases.models import CallBack, Case
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests.walks import HOUR, LINE_TYPE, MONDAY, STREET_TYPE, fresh, handled, handler_of, reported, verified
from shaoxiang.cases.vocabulary import AppealKind, CallBackResult, CaseStatus, ClosureLevel, DeclineReason, ExclusionReason, Satisfaction, Source
from shaoxiang.cases.vocabulary import SuspendReason as Why
from shaoxiang.dispatch.models import DispatchOrder, Objection
from shaoxiang.dispatch.queries import running_lead, running_orders
from shaoxiang.dispatch.rules import ObjectionRefused, Sent
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind, Part, Ruling
from shaoxiang.duties.models import DispatchCatalogueEntry
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.rules import ExtensionRefused
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry, Head
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def kinds(case):
    return list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq").values_list("kind", flat=True))


def awaited(case):
    return {(row.what, row.role) for row in DeskRow.objects.filter(OPEN, matter_id=case.pk)}


def running(case):
    return set(RunningClock.objects.filter(matter_id=case.pk, stopped_at__isnull=True).values_list("code", flat=True))


# --- intake -----------------------------------------------------------------------------------------------------------


def test_a_clear_case_goes_straight_to_its_owner():
    case = reported()
    lead = running_lead(case.pk)
    assert case.status == CaseStatus.DISPATCHED
    assert kinds(case) == ["cases.reported", "cases.accept", "cases.dispatch"]
    entries = Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq")
    assert [entry.actor_kind for entry in entries] == ["RESIDENT", "SYSTEM", "SYSTEM"]
    assert (case.matter.unit_id, case.matter.office_id) == (lead.unit_id, lead.office_id)
    assert lead.post_id is not None
    assert lead.ground[0]["code"] == "PLACE"
    assert running(case) >= {"CASE_SIGN", "CASE_HANDLE"}
    assert case.matter.due_at == min(RunningClock.objects.filter(matter_id=case.pk).values_list("due_at", flat=True))
    assert [row.matter_id for row in desk_of(handler_of(case))] == [case.pk]


def test_a_cooperative_duty_is_led_by_the_department_and_the_street_assists():
    case = reported(LINE_TYPE)
    orders = running_orders(case.pk)
    home = street_unit(case.matter.street_id)
    assert orders[0].part == Part.LEAD
    assert orders[0].unit_id != home
    assert home in {order.unit_id for order in orders[1:]}


def test_without_a_type_the_street_decides_and_sees_suggestions():
    case = reported("")
    assert case.status == CaseStatus.REPORTED
    assert awaited(case) == {("accept", Role.STREET_DESK)}
    assert case.matter.unit_id == street_unit(case.matter.street_id)
    assert case.suggested[0]["type_code"].startswith("B01")
    assert case.suggested[0]["words"]


def test_outside_the_district_it_is_kept_and_the_district_decides():
    case = reported(lon=116.4, lat=39.9)
    assert case.outside
    assert case.matter.street_id is None
    assert awaited(case) == {("accept", Role.DISTRICT_DESK)}
    assert case.matter.unit_id == command_center()


def test_without_a_point_it_is_kept_too():
    case = reported(lon=None, lat=None)
    assert not case.outside
    assert awaited(case) == {("accept", Role.DISTRICT_DESK)}


def test_a_grid_chosen_from_a_list_is_a_place():
    from shaoxiang.places.queries import place_book

    grid = next(iter(place_book().grids.values()))
    assert reported(lon=None, lat=None, grid_id=grid.id).matter.grid_id == grid.id


@pytest.mark.parametrize(("changes", "field"), [({"description": " \n"}, "description"), ({"description": "字" * 5001}, "description"),
                                                ({"lat": None}, "lon"), ({"lon": 200.0}, "lon")])
def test_what_cannot_be_taken_names_the_field_and_leaves_nothing(changes, field):
    with pytest.raises(ReportRefused) as refused:
        reported(**changes)
    assert refused.value.field == field
    assert not Case.objects.exists()
    assert not Entry.objects.filter(subject_kind="matter").exclude(kind="duties.version_kept").exists()


def test_direction_overrides_go_and_emoji_stay():
    assert reported(description="井盖\u202e坏了\x00🕳️").description == "井盖坏了🕳️"


def test_danger_is_marked_at_once():
    assert "119" in reported("", description="楼道里燃气泄漏，味道很大").danger


def test_reporting_needs_few_statements(django_assert_max_num_queries):
    reported()
    with django_assert_max_num_queries(16):
        reported()


def test_numbers_of_a_day_are_all_different():
    assert len({reported().number for _turn in range(5)}) == 5


# --- the main line ----------------------------------------------------------------------------------------------------


def test_from_report_to_close():
    case = verified()
    assert case.status == CaseStatus.VERIFIED
    assert awaited(case) == {("close", "SYSTEM"), ("call_back", Role.CALL_BACK)}
    actions.confirm(case.number, actor=people.resident(case.pk), at=MONDAY + 5 * HOUR, satisfaction=Satisfaction.GOOD)
    case = fresh(case)
    assert (case.status, case.satisfaction, case.closure_level) == (CaseStatus.CLOSED, "4", ClosureLevel.STREET)
    assert case.matter.closed_at is not None
    assert not awaited(case)
    assert not running(case)
    assert not running_orders(case.pk)
    assert Head.objects.get(subject_kind="matter", subject_id=case.pk).count == len(kinds(case))


def test_the_handler_may_not_verify_his_own_work_whatever_post_he_acts_in():
    case, handler = handled()
    from dataclasses import replace

    verifier = people.actor("VERIFIER", street=people.HOME)
    himself = replace(verifier, person_id=handler.person_id)
    with pytest.raises(PermissionDenied):
        actions.verify_pass(case.number, actor=himself, at=MONDAY + 3 * HOUR)


def test_a_stranger_does_not_find_the_case():
    case, _handler = handled()
    with pytest.raises(Case.DoesNotExist):
        actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.NEXT), at=MONDAY + 3 * HOUR)


def test_a_colleague_sees_it_but_may_not_sign():
    case = reported()
    with pytest.raises(PermissionDenied):
        actions.sign(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=MONDAY)


def test_the_second_of_two_is_told_who_was_first():
    case = reported()
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=MONDAY)
    with pytest.raises(MoveRefused) as refused:
        actions.sign(case.number, actor=handler, at=MONDAY)
    assert handler.name in refused.value.reason


def test_a_failed_verification_goes_back_with_a_clock():
    case, _handler = handled()
    actions.verify_fail(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=MONDAY + 3 * HOUR, words="井盖松动")
    case = fresh(case)
    assert case.status == CaseStatus.HANDLING
    assert running(case) == {"CASE_REDO"}
    assert {what for what, _role in awaited(case)} == {"finish"}


def test_a_patrol_find_settled_on_the_spot_ends_with_the_verification():
    worker = people.actor("GRID_WORKER", street=people.HOME)
    from shaoxiang.places.queries import place_book

    grid = place_book().grid(worker.grid_ids[0])
    case = reported("", actor=worker, source=Source.PATROL, kind=AppealKind.PATROL, lon=None, lat=None, grid_id=grid.id, reporter={})
    actions.settle(case.number, actor=worker, at=MONDAY, outcome="已清理")
    with pytest.raises(PermissionDenied):
        actions.verify_pass(case.number, actor=worker, at=MONDAY)
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=MONDAY + HOUR)
    case = fresh(case)
    assert (case.status, case.closure_level) == (CaseStatus.CLOSED, ClosureLevel.GRID)
    assert kinds(case)[-1] == "cases.close"


# --- the desk ---------------------------------------------------------------------------------------------------------


def test_the_desk_accepts_classifies_and_dispatches():
    case, desk = reported(""), people.actor("STREET_DESK", street=people.HOME)
    actions.accept(case.number, actor=desk, at=MONDAY)
    with pytest.raises(ReportRefused):
        actions.dispatch(case.number, actor=desk, at=MONDAY)
    actions.classify(case.number, actor=desk, at=MONDAY, type_code=STREET_TYPE)
    actions.dispatch(case.number, actor=desk, at=MONDAY)
    assert fresh(case).status == CaseStatus.DISPATCHED
    assert running(case) >= {"CASE_SIGN", "CASE_HANDLE"}
    assert "CASE_DISPATCH" not in running(case)


def test_designating_another_unit_needs_words():
    case, desk = reported(""), people.actor("DISTRICT_DESK")
    actions.accept(case.number, actor=desk, at=MONDAY)
    department = Sent(people.assignment("DEPARTMENT_LIAISON").post.body.unit_id or people.assignment("DEPARTMENT_LIAISON").post.body_id)
    with pytest.raises(ReportRefused):
        actions.dispatch(case.number, actor=desk, at=MONDAY, lead=department)
    actions.dispatch(case.number, actor=desk, at=MONDAY, lead=department, words="经协商由该部门办理")
    assert running_lead(case.pk).unit_id == department.unit_id
    assert fresh(case).ground[0]["code"] == "DESIGNATED"


def test_recalled_before_it_is_signed_and_not_after():
    case, desk = reported(), people.actor("STREET_DESK", street=people.HOME)
    actions.recall(case.number, actor=desk, at=MONDAY)
    assert fresh(case).status == CaseStatus.ACCEPTED
    assert running_lead(case.pk) is None
    actions.dispatch(case.number, actor=desk, at=MONDAY)
    assert DispatchOrder.objects.filter(matter_id=case.pk, part=Part.LEAD).count() == 2
    actions.sign(case.number, actor=handler_of(case), at=MONDAY)
    with pytest.raises(MoveRefused):
        actions.recall(case.number, actor=desk, at=MONDAY)


def test_a_question_is_answered_on_the_spot():
    case = reported(kind=AppealKind.CONSULT)
    assert case.status == CaseStatus.REPORTED
    actions.answer(case.number, actor=people.actor("STREET_DESK", street=people.HOME), at=MONDAY, words="周一至周五都可以办理。")
    assert fresh(case).status == CaseStatus.CLOSED
    with pytest.raises(MoveRefused):
        actions.reopen(case.number, actor=people.resident(case.pk), at=MONDAY, words="没说清楚")


def test_declining_needs_words_the_resident_will_read():
    case, desk = reported(""), people.actor("STREET_DESK", street=people.HOME)
    with pytest.raises(ReportRefused):
        actions.decline(case.number, actor=desk, at=MONDAY, reason=DeclineReason.OUTSIDE, words=" ")
    actions.decline(case.number, actor=desk, at=MONDAY, reason=DeclineReason.OUTSIDE, words="请向回民区反映。")
    assert fresh(case).answer == "请向回民区反映。"
    assert not running(case)
    assert not awaited(case)


def test_supervision_is_written_and_recorded():
    case = reported()
    written = actions.supervise(case.number, actor=people.actor("SUPERVISOR"), at=MONDAY, kind=NoteKind.SUPERVISE, words="请今天办好。")
    assert written.text == "请今天办好。"
    assert kinds(case)[-1] == "cases.supervise"


# --- handing back -----------------------------------------------------------------------------------------------------


def hand_back(case, *, at=MONDAY + HOUR, item="D-C01", words="不属于本单位职责"):
    return actions.hand_back(case.number, actor=handler_of(case), at=at, cited_list=CitedList.DUTY_LIST, cited_item=item, words=words)


@pytest.mark.parametrize(
    ("item", "words", "error"), [("D-X99", "理由", ReportRefused), ("", "理由", ReportRefused), ("D-C01", "", ObjectionRefused)]
)
def test_an_objection_cites_an_item_and_gives_a_reason(item, words, error):
    case = reported(LINE_TYPE)
    with pytest.raises(error):
        hand_back(case, item=item, words=words)


def test_an_objection_stops_only_the_objectors_clock():
    case = reported(LINE_TYPE)
    hand_back(case)
    handling = RunningClock.objects.get(matter_id=case.pk, code="CASE_HANDLE")
    assert handling.suspended_at is not None
    assert "CASE_RULE" in running(case)
    assert awaited(case) == {("uphold", Role.DISTRICT_DESK)}


def test_the_street_does_not_rule_on_a_departments_objection():
    case = reported(LINE_TYPE)
    hand_back(case)
    with pytest.raises(PermissionDenied):
        actions.dismiss(case.number, actor=people.actor("STREET_DESK", street=people.HOME), at=MONDAY + 2 * HOUR, words="由你单位负责。")


def test_the_street_rules_between_its_own_offices():
    case = reported(STREET_TYPE)
    hand_back(case)
    assert awaited(case) == {("uphold", Role.STREET_DESK)}
    actions.dismiss(case.number, actor=people.actor("STREET_DESK", street=people.HOME), at=MONDAY + 2 * HOUR, words="由本办负责。")


def test_a_dismissed_objection_is_final():
    case = reported(LINE_TYPE)
    hand_back(case)
    actions.dismiss(case.number, actor=people.actor("DISTRICT_DESK"), at=MONDAY + 2 * HOUR, words="清单写明由你单位负责。")
    case = fresh(case)
    assert case.status == CaseStatus.HANDLING
    assert RunningClock.objects.get(matter_id=case.pk, code="CASE_HANDLE").suspended_at is None
    with pytest.raises(ObjectionRefused):
        hand_back(case, at=MONDAY + 3 * HOUR)


def test_an_upheld_objection_sends_on_keeps_history_and_teaches_the_catalogue():
    case = reported(LINE_TYPE)
    first = running_lead(case.pk)
    hand_back(case)
    other = next(unit for unit in (one.post.body.unit_id or one.post.body_id for one in liaisons()) if unit != first.unit_id)
    actions.uphold(case.number, actor=people.actor("DISTRICT_DESK"), at=MONDAY + 2 * HOUR, words="经协调由该单位负责。", lead=Sent(other))
    case = fresh(case)
    assert case.status == CaseStatus.DISPATCHED
    assert case.matter.unit_id == other
    assert Objection.objects.get().ruling == Ruling.REASSIGNED
    assert DispatchCatalogueEntry.objects.filter(type__code=LINE_TYPE, lead_id=other).exists()
    assert DispatchOrder.objects.filter(matter_id=case.pk, pk=first.pk, ended_at__isnull=False).exists()
    assert reported(LINE_TYPE, at=MONDAY + 4 * HOUR).matter.unit_id == other


def liaisons():
    from shaoxiang.institutions.models import Assignment

    return [one for one in Assignment.objects.select_related("post__body") if Role.DEPARTMENT_LIAISON in one.post.roles]


def test_the_third_bounce_is_the_districts():
    case = reported(STREET_TYPE)
    Case.objects.filter(pk=case.pk).update(bounces=2)
    hand_back(fresh(case))
    assert awaited(case) == {("uphold", Role.DISTRICT_DESK)}
    assert Entry.objects.filter(subject_id=case.pk, kind="cases.hand_back").get().facts["escalated"] is True


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_suspension_adds_exactly_itself():
    case = reported()
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=MONDAY)
    before = RunningClock.objects.get(matter_id=case.pk, code="CASE_HANDLE").due_at
    actions.suspend(case.number, actor=handler, at=MONDAY + timedelta(minutes=30), reason=Why.WEATHER, words="大雪，雪停后恢复")
    actions.resume(case.number, actor=handler, at=MONDAY + timedelta(days=2))
    after = RunningClock.objects.get(matter_id=case.pk, code="CASE_HANDLE").due_at
    assert after - before == timedelta(days=1)  # Tuesday is left out; Monday, the day of the start, is not counted anyway
    assert fresh(case).suspend_reason == ""


def test_an_extension_beyond_the_cap_is_refused():
    case = reported()
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=MONDAY)
    head = people.actor("OFFICE_HEAD", street=people.HOME, body=office_name(case))
    clock = RunningClock.objects.get(matter_id=case.pk, code="CASE_HANDLE")
    with pytest.raises(ExtensionRefused):
        actions.extend(case.number, actor=head, at=MONDAY + timedelta(minutes=5), amount=clock.extension_cap + 1, words="工程量大")
    actions.extend(case.number, actor=head, at=MONDAY + timedelta(minutes=5), amount=clock.extension_cap, words="工程量大")
    assert RunningClock.objects.get(pk=clock.pk).due_at > clock.due_at


def office_name(case):
    from shaoxiang.institutions.models import Body

    return Body.objects.get(pk=case.matter.office_id).name


# --- the end ----------------------------------------------------------------------------------------------------------


def test_call_back_solved_closes():
    case = verified()
    actions.call_back(case.number, actor=people.actor("CALL_BACK", street=people.HOME), at=MONDAY + 5 * HOUR, result=CallBackResult.SOLVED)
    assert fresh(case).status == CaseStatus.CLOSED


def test_call_back_not_solved_reopens_with_the_same_unit():
    case = verified()
    unit = case.matter.unit_id
    caller = people.actor("CALL_BACK", street=people.HOME)
    actions.call_back(case.number, actor=caller, at=MONDAY + 5 * HOUR, result=CallBackResult.NOT_SOLVED, remark="井盖还响")
    case = fresh(case)
    assert (case.status, case.reopened, case.matter.unit_id) == (CaseStatus.HANDLING, 1, unit)
    assert running(case) == {"CASE_REDO"}


def test_three_unanswered_calls_are_enough():
    case, caller = verified(), people.actor("CALL_BACK", street=people.HOME)
    for day in range(3):
        actions.call_back(case.number, actor=caller, at=MONDAY + timedelta(days=day, hours=5), result=CallBackResult.UNREACHED)
    assert CallBack.objects.filter(case=case).count() == 3
    assert awaited(case) == {("close", "SYSTEM")}


def test_the_window_closes_what_nobody_contests_once():
    case = verified()
    assert actions.close_expired(now=case.window_ends_at - timedelta(seconds=1)) == 0
    assert actions.close_expired(now=case.window_ends_at) == 1
    assert actions.close_expired(now=case.window_ends_at) == 0
    assert fresh(case).status == CaseStatus.CLOSED


def test_reopened_inside_the_window_and_not_after():
    case = verified()
    actions.confirm(case.number, actor=people.resident(case.pk), at=MONDAY + 5 * HOUR)
    with pytest.raises(MoveRefused):
        actions.reopen(case.number, actor=people.resident(case.pk), at=case.window_ends_at, words="又坏了")
    actions.reopen(case.number, actor=people.resident(case.pk), at=MONDAY + 6 * HOUR, words="又坏了")
    case = fresh(case)
    assert (case.status, case.matter.closed_at, case.reopened) == (CaseStatus.HANDLING, None, 1)
    assert running_lead(case.pk) is not None


def test_another_residents_code_opens_nothing():
    case = verified()
    with pytest.raises(Case.DoesNotExist):
        actions.confirm(case.number, actor=people.resident(case.pk + 1), at=MONDAY)


def test_withdrawn_by_the_one_who_reported():
    case = reported()
    actions.withdraw(case.number, actor=people.resident(case.pk), at=MONDAY)
    assert fresh(case).status == CaseStatus.WITHDRAWN
    assert not running(case)


def test_rated_once():
    case = verified()
    me = people.resident(case.pk)
    actions.confirm(case.number, actor=me, at=MONDAY + 5 * HOUR)
    actions.rate(case.number, actor=me, at=MONDAY + 6 * HOUR, satisfaction=Satisfaction.VERY_GOOD)
    with pytest.raises(MoveRefused):
        actions.rate(case.number, actor=me, at=MONDAY + 7 * HOUR, satisfaction=Satisfaction.POOR)
    assert fresh(case).satisfaction == "5"


def test_an_exclusion_needs_a_second_person():
    case, desk = reported(""), people.actor("STREET_DESK", street=people.HOME)
    actions.accept(case.number, actor=desk, at=MONDAY)
    actions.propose_exclusion(case.number, actor=desk, at=MONDAY, reason=ExclusionReason.REPEAT, words="与上月同一件，没有新情况")
    with pytest.raises(PermissionDenied):
        actions.confirm_exclusion(case.number, actor=desk, at=MONDAY, words="不再办理")
    actions.confirm_exclusion(case.number, actor=people.actor("DISTRICT_DESK"), at=MONDAY + HOUR, words="您反映的事已在上月答复。")
    case = fresh(case)
    assert case.status == CaseStatus.CLOSED
    assert case.excluded_at is not None
    assert case.answer


def test_the_reporters_data_get_their_term_when_the_case_ends_and_lose_it_when_it_runs_again():
    from shaoxiang.kernel.identity.models import VaultRecord

    case = verified()
    me = people.resident(case.pk)
    actions.confirm(case.number, actor=me, at=MONDAY + 5 * HOUR)
    assert VaultRecord.objects.get(pk=case.reporter_id).blur_after == MONDAY + 5 * HOUR + timedelta(days=730)
    actions.reopen(case.number, actor=me, at=MONDAY + 6 * HOUR, words="又坏了")
    assert VaultRecord.objects.get(pk=case.reporter_id).blur_after is None


def test_the_counter_keeps_sight_of_what_it_registered_without_a_place():
    from shaoxiang.cases.queries import cases_for

    counter = people.actor("COUNTER", street=people.HOME)
    case = reported("", actor=counter, source=Source.COUNTER, lon=None, lat=None)
    assert cases_for(counter).filter(pk=case.pk).exists()
    assert not cases_for(people.actor("COUNTER", street=people.NEXT)).filter(pk=case.pk).exists()
