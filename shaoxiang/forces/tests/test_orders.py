"""统一调度: one act, priority, load, release; who may, a colleague, a stranger; desk, journal, notices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.cases import actions as cases
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.desk import desk_page
from shaoxiang.cases.tests.walks import handler_of, reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.vocabulary import OrderState, Part, Priority
from shaoxiang.forces import actions
from shaoxiang.forces.models import Absence, ForceOrder, ReleaseRequest, Shift, Team
from shaoxiang.forces.queries import readiness
from shaoxiang.forces.queries.orders import moves_for, order_rows
from shaoxiang.forces.rules import ForceEngaged, ForceRefused
from shaoxiang.forces.tests.conftest import FIRE, HOUR, MONDAY, STATION, body, desk, district, head_of
from shaoxiang.forces.tests.conftest import handler_of as handler_in
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _no_roster(district):
    Shift.objects.all().delete()
    Absence.objects.all().delete()
    Team.objects.update(crews=1)


def send(case: Case, code: str = FIRE, priority: Priority = Priority.JOINT, by=None, at=MONDAY, **more) -> ForceOrder:
    row = actions.send_force(case.number, body(code).pk, priority=priority, task="请带测漏仪，要能当场停气", actor=by or desk(), at=at, **more)
    return ForceOrder.objects.select_related("order", "matter").get(pk=row.pk)


def awaited(row: ForceOrder) -> list[tuple[str, str, int | None]]:
    return list(DeskRow.objects.filter(OPEN, part_id=row.pk).values_list("what", "role", "office_id"))


def state(row: ForceOrder) -> str:
    return DispatchOrder.objects.get(pk=row.pk).state


def last(row: ForceOrder) -> Entry:
    return Entry.objects.filter(subject_kind="matter", subject_id=row.matter_id).order_by("-seq").first()


# -- the act

def test_a_desk_sends_a_force_by_one_act_and_the_lead_stays():
    case = reported()
    lead = running_lead(case.pk)
    row = send(case)
    assert (row.order.part, row.order.priority, row.order.mode, row.order.office_id) == (Part.COOPERATING, Priority.JOINT, "FORCE", body(FIRE).pk)
    assert running_lead(case.pk) == lead
    assert awaited(row) == [("force_acknowledge", "OFFICE_HANDLER", body(FIRE).pk)]
    assert case.pk in set(cases_for(handler_in(FIRE)).values_list("pk", flat=True))  # whoever is sent may read what it is about
    facts = last(row).facts
    assert (last(row).kind, facts["body"], facts["priority"]) == ("forces.ordered", body(FIRE).pk, "JOINT")
    assert "测漏仪" not in str(facts)


def test_the_row_on_the_forces_desk_leads_to_the_order_and_needs_one_click():
    row = send(reported())
    line = next(line for _urgency, lines in desk_page(handler_in(FIRE), now=MONDAY).groups for line in lines if line.row.part_id == row.pk)
    assert (line.address, line.act_address) == (f"/forces/orders/{row.pk}/", f"/forces/orders/{row.pk}/do/acknowledge/")


def test_the_force_says_every_step_itself_and_is_free_when_done():
    row, handler = send(reported()), handler_in(FIRE)
    actions.acknowledge(row.pk, actor=handler, at=MONDAY + HOUR)
    assert awaited(row) == [("force_arrive", "OFFICE_HANDLER", body(FIRE).pk)]
    actions.arrive(row.pk, actor=handler, at=MONDAY + HOUR)
    actions.begin_work(row.pk, actor=handler, at=MONDAY + HOUR)
    assert awaited(row) == [("force_done", "OFFICE_HANDLER", body(FIRE).pk)]
    assert readiness([body(FIRE).pk], at=MONDAY)[body(FIRE).pk].free == 0
    with pytest.raises(ForceRefused, match="做了什么"):
        actions.claim_done(row.pk, actor=handler, at=MONDAY + 2 * HOUR, words=" ")
    actions.claim_done(row.pk, actor=handler, at=MONDAY + 2 * HOUR, words="示例：已断气检漏，无隐患。")
    assert (awaited(row), state(row)) == ([], OrderState.DONE)
    assert readiness([body(FIRE).pk], at=MONDAY)[body(FIRE).pk].free == 1
    kinds = Entry.objects.filter(subject_id=row.matter_id, kind__startswith="forces.").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["forces.ordered", "forces.acknowledge", "forces.arrive", "forces.begin_work", "forces.claim_done"]


def test_an_agreed_time_stands_on_the_desk_until_the_force_is_there():
    row = send(reported(), agreed_at=MONDAY + 3 * HOUR)
    assert DeskRow.objects.get(OPEN, part_id=row.pk).due_at == MONDAY + 3 * HOUR
    actions.arrive(row.pk, actor=handler_in(FIRE), at=MONDAY + HOUR)
    assert DeskRow.objects.get(OPEN, part_id=row.pk).due_at is None
    assert row.matter.due_at == reported().matter.due_at  # the case keeps its own time


@pytest.mark.parametrize(("changes", "words"), [
    ({"task": "  "}, "请写明请它做什么"), ({"agreed_at": MONDAY - HOUR}, "现在以后"), ({"agreed_at": MONDAY + timedelta(days=31)}, "30 天"),
])
def test_what_cannot_be_asked_is_refused_with_its_cure(changes, words):
    case = reported()
    with pytest.raises(ForceRefused, match=words):
        actions.send_force(case.number, body(FIRE).pk, **{"priority": Priority.ROUTINE, "task": "示例", "actor": desk(), "at": MONDAY, **changes})
    assert not ForceOrder.objects.filter(matter=case.matter).exists()


def test_a_neighbours_station_a_second_order_and_an_ended_case_are_refused():
    case = reported()
    with pytest.raises(ForceRefused, match="不服务这个镇街"):
        send(case, f"S{people.NEXT}-DEP01")
    send(case)
    with pytest.raises(ForceRefused, match="已经在办"):
        send(case)
    actions.release(ForceOrder.objects.get().pk, actor=desk(), at=MONDAY)
    cases.withdraw(case.number, actor=people.resident(case.pk), at=MONDAY + HOUR)
    with pytest.raises(ForceRefused, match="已经办结"):
        send(case, at=MONDAY + HOUR)


def test_only_a_desk_sends_and_a_stranger_finds_no_case():
    case = reported()
    with pytest.raises(PermissionDenied):
        send(case, by=handler_of(case))
    with pytest.raises(Case.DoesNotExist):
        send(case, by=desk(people.NEXT))
    assert not ForceOrder.objects.exists()


def test_a_stranger_finds_no_order_and_a_colleague_of_the_lead_may_not_move_it():
    row = send(reported())
    for stranger in (desk(people.NEXT), handler_in(STATION), handler_in("DEP06-T2")):
        with pytest.raises(ForceOrder.DoesNotExist):
            actions.acknowledge(row.pk, actor=stranger, at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.acknowledge(row.pk, actor=desk(), at=MONDAY)
    assert set(order_rows(people.actor("DEPARTMENT_LIAISON", body="区消防救援大队"))) == {row}
    assert not order_rows(people.actor("DEPARTMENT_LIAISON", body="区住房和城乡建设局")).exists()
    assert (state(row), list(moves_for(row, handler_in(FIRE)))) == (OrderState.ORDERED, ["acknowledge", "arrive"])


def test_of_two_who_act_the_second_is_told():
    row = send(reported())
    actions.acknowledge(row.pk, actor=handler_in(FIRE), at=MONDAY)
    with pytest.raises(MoveRefused):
        actions.acknowledge(row.pk, actor=head_of(FIRE), at=MONDAY)


def test_the_case_goes_on_beside_it_and_takes_its_forces_along_at_the_end():
    case = reported()
    row = send(case)
    cases.sign(case.number, actor=handler_of(case), at=MONDAY + HOUR)
    assert awaited(row)  # the lead's step leaves the force's row alone
    cases.finish(case.number, actor=handler_of(case), at=MONDAY + HOUR, outcome="示例：清了", answer="示例：清了")
    cases.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=MONDAY + 2 * HOUR)
    cases.confirm(case.number, actor=people.resident(case.pk), at=MONDAY + 3 * HOUR)
    assert (awaited(row), state(row)) == ([], OrderState.RELEASED)


def test_another_lead_does_not_send_the_force_home():
    case = reported(type_code="")
    row = send(case, at=MONDAY)
    cases.classify(case.number, actor=desk(), at=MONDAY, type_code="0103")
    if Case.objects.get(pk=case.pk).status == "REPORTED":
        cases.accept(case.number, actor=desk(), at=MONDAY)
    cases.dispatch(case.number, actor=desk(), at=MONDAY)
    assert (state(row), len(awaited(row))) == (OrderState.ORDERED, 1)


# -- priority and release

def test_an_emergency_takes_the_crew_from_a_routine_task_and_its_street_is_told():
    first = send(reported(), priority=Priority.ROUTINE)
    second = send(reported(street=people.NEXT), priority=Priority.EMERGENCY, by=desk(people.NEXT))
    assert ForceOrder.objects.get(pk=first.pk).gave_way_to == second.pk
    assert last(second).facts["gives_way"] == first.pk


def test_an_engaged_force_is_refused_with_the_order_that_holds_it():
    first = send(reported(), priority=Priority.EMERGENCY)
    with pytest.raises(ForceEngaged) as refused:
        send(reported(street=people.NEXT), priority=Priority.LIFE, by=desk(people.NEXT))
    assert refused.value.must_release == (first.pk,)


def test_the_other_street_asks_and_the_summoner_releases():
    first = send(reported(), priority=Priority.EMERGENCY)
    asked = actions.ask_release(first.pk, actor=desk(people.NEXT), at=MONDAY, priority=Priority.LIFE)
    row = DeskRow.objects.get(OPEN, part_id=first.pk, what="force_release")
    assert (row.role, row.unit_id) == ("STREET_DESK", desk().unit_id)
    with pytest.raises(ForceRefused, match="正在等答复"):
        actions.ask_release(first.pk, actor=desk(people.NEXT), at=MONDAY, priority=Priority.LIFE)
    actions.release(first.pk, actor=desk(), at=MONDAY + HOUR)
    assert (state(first), ReleaseRequest.objects.get(pk=asked.pk).status, awaited(first)) == (OrderState.RELEASED, "GRANTED", [])
    assert send(reported(street=people.NEXT), priority=Priority.LIFE, by=desk(people.NEXT), at=MONDAY + HOUR)


def test_a_release_may_be_refused_with_a_reason():
    first = send(reported(), priority=Priority.EMERGENCY)
    asked = actions.ask_release(first.pk, actor=desk(people.NEXT), at=MONDAY, priority=Priority.LIFE)
    with pytest.raises(ForceRefused, match="为什么"):
        actions.refuse_release(asked.pk, actor=desk(), at=MONDAY, reason="")
    with pytest.raises(ReleaseRequest.DoesNotExist):
        actions.refuse_release(asked.pk, actor=desk(people.NEXT), at=MONDAY, reason="示例")
    actions.refuse_release(asked.pk, actor=desk(), at=MONDAY, reason="示例：还有人被困，约半小时")
    assert (state(first), [what for what, *_rest in awaited(first)]) == (OrderState.ORDERED, ["force_acknowledge"])


@pytest.mark.parametrize("who", [lambda: desk(people.NEXT), lambda: head_of(FIRE), lambda: handler_in(FIRE), lambda: desk()])
def test_an_emergency_is_released_by_the_summoners_street_or_the_district_alone(who):
    first = send(reported(), priority=Priority.EMERGENCY)
    actor = who()
    if actor.unit_id == desk().unit_id:
        actions.release(first.pk, actor=actor, at=MONDAY)
    else:
        with pytest.raises((PermissionDenied, ForceOrder.DoesNotExist)):
            actions.release(first.pk, actor=actor, at=MONDAY, words="示例")
        actions.release(first.pk, actor=district(), at=MONDAY)
    assert state(first) == OrderState.RELEASED


def test_the_forces_head_may_lay_down_what_is_not_urgent_and_says_why():
    first = send(reported(), priority=Priority.JOINT)
    with pytest.raises(ForceRefused, match="写明原因"):
        actions.release(first.pk, actor=head_of(FIRE), at=MONDAY)
    actions.release(first.pk, actor=head_of(FIRE), at=MONDAY, words="示例：装备故障")
    assert (state(first), last(first).facts["own"]) == (OrderState.RELEASED, True)


def test_nobody_asks_for_the_release_of_a_force_he_cannot_call():
    first = send(reported(), STATION, Priority.EMERGENCY)
    with pytest.raises(DispatchOrder.DoesNotExist):
        actions.ask_release(first.pk, actor=desk(people.NEXT), at=MONDAY, priority=Priority.LIFE)
    with pytest.raises(ForceRefused, match="直接解除"):
        actions.ask_release(first.pk, actor=desk(), at=MONDAY, priority=Priority.LIFE)


def test_those_concerned_are_told_once():
    now = timezone.now()
    send(reported(at=now), priority=Priority.ROUTINE, at=now)
    send(reported(at=now, street=people.NEXT), priority=Priority.EMERGENCY, by=desk(people.NEXT), at=now)
    entries = list(Entry.objects.filter(kind="forces.ordered"))
    deliver_pending(now=now + HOUR)
    for entry in entries:
        reactions.deliver(entry)  # at least once means perhaps twice
    told = list(Notice.objects.filter(code__startswith="forces.").values_list("code", "post_id"))
    assert len(told) == 5  # head and post on duty for each of two orders, and the desk whose crew gave way
    assert ("forces.gave_way", desk().post_id) in told
    assert ("forces.ordered", head_of(FIRE).post_id) in told
