"""Given, signed, claimed, accepted or returned; extended before the day; late once on the supervisor's desk; the effect checked by another."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.coordination import actions, queries
from shaoxiang.coordination.actions.escalation import item_late
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.tests.conftest import (
    DAY,
    HOUR,
    MONDAY,
    awaited,
    body,
    desk,
    fresh,
    kinds,
    leader,
    liaison,
    opened,
    raised,
    sharing,
    task,
)
from shaoxiang.coordination.vocabulary import MeetingLevel
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
AFTER = MONDAY + 2 * DAY


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def given(*bodies: str, due: date = date(2026, 11, 12)) -> tuple[CoordinationCase, list[CoordinationTask]]:
    """An item decided on: one task for each."""
    item = raised(unit_ids=[body(code) for code in bodies])
    opened(item)
    actions.decide(item.number, sharing(*(task(body(code), due) for code in bodies)), actor=desk(), at=MONDAY + DAY)
    return fresh(item), list(item.tasks.order_by("pk"))


def again(one: CoordinationTask) -> CoordinationTask:
    return CoordinationTask.objects.get(pk=one.pk)


def row(one: CoordinationTask) -> DeskRow:
    return DeskRow.objects.get(OPEN, part_id=one.pk)


def test_each_task_lies_on_its_units_desk_with_its_own_day():
    item, (housing, urban) = given("DEP07", "DEP12")
    for one, code in ((housing, "DEP07"), (urban, "DEP12")):
        mine = desk_of(liaison(code)).get()
        assert (mine.matter_id, mine.part_id, mine.what) == (item.pk, one.pk, "sign_task")
        clock = RunningClock.objects.get(matter_id=item.pk, part_id=one.pk)
        assert timezone.localtime(clock.due_at).date() == date(2026, 11, 13)  # 24:00 of the twelfth
        assert mine.due_at == clock.due_at == fresh(item).matter.due_at
    assert set(queries.tasks_for(liaison())) == {housing}
    assert set(queries.tasks_for(desk())) == {housing, urban}
    assert not queries.tasks_for(desk(people.NEXT)).exists()


def test_from_the_signature_to_the_effect():
    item, (housing, urban) = given("DEP07", "DEP12")
    actions.sign_task(housing.pk, actor=liaison(), at=AFTER)
    assert (again(housing).state, row(housing).what) == ("SIGNED", "claim_task")
    actions.claim_task(housing.pk, actor=liaison(), at=AFTER + HOUR, words="示例：路面补好")
    assert (again(housing).state, row(housing).what, row(housing).role) == ("DONE_CLAIMED", "accept_task", "STREET_DESK")
    assert not RunningClock.objects.filter(part_id=housing.pk, stopped_at__isnull=True).exists()
    actions.accept_task(housing.pk, actor=desk(), at=AFTER + 2 * HOUR)
    assert fresh(item).status == "TASKS"
    actions.claim_task(urban.pk, actor=liaison("DEP12"), at=AFTER + HOUR, words="示例：围挡撤了")  # whoever claims has seen it
    actions.accept_task(urban.pk, actor=leader(), at=AFTER + 3 * HOUR)
    assert (fresh(item).status, awaited(item.pk)) == ("EFFECT_CHECK", [("close", "STREET_DESK")])
    assert RunningClock.objects.get(matter_id=item.pk, stopped_at__isnull=True).code == "COORD_EFFECT"
    actions.close(item.number, actor=desk(), at=AFTER + DAY, words="示例：去看了，路平了")
    ended = fresh(item)
    assert (ended.status, ended.is_open, awaited(item.pk)) == ("CLOSED", False, [])
    assert kinds(item.pk)[-1] == "coordination.closed"


def test_who_may():
    _item, (housing, _urban) = given("DEP07", "DEP12")
    with pytest.raises(PermissionDenied):  # he sees the item, the task is another's
        actions.sign_task(housing.pk, actor=liaison("DEP12"), at=AFTER)
    for stranger in (desk(people.NEXT), liaison("DEP06")):
        with pytest.raises(CoordinationTask.DoesNotExist):
            actions.sign_task(housing.pk, actor=stranger, at=AFTER)
    actions.claim_task(housing.pk, actor=liaison(), at=AFTER, words="示例")
    for actor in (liaison(), liaison("DEP12"), people.actor("SUPERVISOR")):
        with pytest.raises(PermissionDenied):
            actions.accept_task(housing.pk, actor=actor, at=AFTER)
    assert again(housing).state == "DONE_CLAIMED"


def test_nobody_accepts_or_checks_his_own_claim():
    item, (own,) = given("S150102001")
    actions.claim_task(own.pk, actor=desk(), at=AFTER, words="示例：街道自己办了")
    with pytest.raises(CoordinationRefused, match="不能自己验收"):
        actions.accept_task(own.pk, actor=desk(), at=AFTER)
    actions.accept_task(own.pk, actor=leader(), at=AFTER)
    with pytest.raises(CoordinationRefused):
        actions.close(item.number, actor=desk(), at=AFTER, words="示例：好")
    actions.close(item.number, actor=leader(), at=AFTER, words="示例：好")


def test_what_is_returned_is_done_again_by_the_same_day():
    item, (housing,) = given("DEP07")
    actions.claim_task(housing.pk, actor=liaison(), at=AFTER, words="示例：补了一半")
    with pytest.raises(CoordinationRefused):
        actions.return_task(housing.pk, actor=desk(), at=AFTER, words=" ")
    actions.return_task(housing.pk, actor=desk(), at=AFTER + HOUR, words="示例：东侧还没有补")
    now = again(housing)
    assert (now.state, now.returned, now.due_on, row(housing).what) == ("RETURNED", 1, date(2026, 11, 12), "claim_task")
    clock = RunningClock.objects.get(part_id=housing.pk, stopped_at__isnull=True)
    assert timezone.localtime(clock.due_at).date() == date(2026, 11, 13)
    actions.claim_task(housing.pk, actor=liaison(), at=AFTER + DAY, words="示例：东侧也补了")
    actions.accept_task(housing.pk, actor=desk(), at=AFTER + DAY)
    assert fresh(item).status == "EFFECT_CHECK"


def test_an_extension_keeps_the_first_day_in_sight():
    item, (housing,) = given("DEP07")
    with pytest.raises(PermissionDenied):
        actions.extend_task(housing.pk, actor=liaison(), at=AFTER, until=date(2026, 11, 20), reason="示例：等材料")
    actions.extend_task(housing.pk, actor=desk(), at=AFTER, until=date(2026, 11, 20), reason="示例：等材料")
    now = again(housing)
    assert (now.due_on, now.first_due_on, now.extensions.get().from_on) == (date(2026, 11, 20), date(2026, 11, 12), date(2026, 11, 12))
    clock = RunningClock.objects.get(part_id=housing.pk, stopped_at__isnull=True)
    assert row(housing).due_at == clock.due_at == fresh(item).matter.due_at
    assert timezone.localtime(clock.due_at).date() == date(2026, 11, 21)
    with pytest.raises(CoordinationRefused, match="到期以前"):
        actions.extend_task(housing.pk, actor=desk(), at=MONDAY + 30 * DAY, until=date(2026, 12, 20), reason="示例：又等")


def test_a_late_task_is_put_before_the_supervisor_once():
    item, (housing,) = given("DEP07")
    deliver_pending(now=MONDAY + DAY)
    late = MONDAY + 20 * DAY
    sweep(now=late)
    deliver_pending(now=late)
    for entry in Entry.objects.filter(subject_id=item.pk, kind="clocks.overdue"):
        reactions.deliver(entry)
    assert [what for what, _role in awaited(item.pk)].count("supervise_task") == 1
    supervisor = people.actor("SUPERVISOR")
    assert (item.pk, housing.pk) in set(desk_of(supervisor).values_list("matter_id", "part_id"))
    assert kinds(item.pk).count("coordination.task_late") == 1
    actions.supervise(item.number, actor=supervisor, at=late + HOUR, words="示例：请三天内办完")
    assert "supervise_task" not in [what for what, _role in awaited(item.pk)]


def test_an_item_nobody_arranges_is_put_before_the_supervisor_once():
    item = raised(level=MeetingLevel.MONTHLY)
    late = MONDAY + 20 * DAY
    sweep(now=late)
    deliver_pending(now=late)
    assert [what for what, _role in awaited(item.pk)].count("supervise") == 1
    assert item_late(item.pk, at=late) is False


def test_no_effect_and_it_is_met_about_again():
    item, (housing,) = given("DEP07")
    actions.claim_task(housing.pk, actor=liaison(), at=AFTER, words="示例：补好")
    actions.accept_task(housing.pk, actor=desk(), at=AFTER)
    actions.reopen(item.number, actor=desk(), at=AFTER + DAY, words="示例：又塌了")
    now = fresh(item)
    assert (now.status, now.round, now.meeting, awaited(item.pk)) == ("RAISED", 2, None, [("put_on_agenda", "STREET_LEADER")])
    assert now.minutes.count() == 1


def test_going_up_drops_what_still_runs():
    item, (housing,) = given("DEP07")
    actions.escalate(item.number, actor=desk(), at=AFTER, words="示例：迟迟不办")
    assert (again(housing).state, fresh(item).level, awaited(item.pk)) == ("DROPPED", "MONTHLY", [("put_on_agenda", "DISTRICT_DESK")])
    assert not RunningClock.objects.filter(part_id=housing.pk, stopped_at__isnull=True).exists()
    with pytest.raises(MoveRefused):
        actions.claim_task(housing.pk, actor=liaison(), at=AFTER, words="示例")


def test_a_task_taken_back_counts_as_settled():
    item, (housing, urban) = given("DEP07", "DEP12")
    actions.claim_task(housing.pk, actor=liaison(), at=AFTER, words="示例")
    actions.accept_task(housing.pk, actor=desk(), at=AFTER)
    actions.drop_task(urban.pk, actor=desk(), at=AFTER, words="示例：不用围挡了")
    assert fresh(item).status == "EFFECT_CHECK"
