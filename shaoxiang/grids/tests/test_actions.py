from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from shaoxiang.cases.tests.walks import reported
from shaoxiang.duties.queries import standing
from shaoxiang.duties.queries.standing import Admitted
from shaoxiang.grids import actions, queries
from shaoxiang.grids.actions.lists import DutyLine
from shaoxiang.grids.models import AdmittedWork, GridPartyBranch, GridPerson, GridStandard, GridTask, PatrolPlan, PatrolRecord, WorkerDuty
from shaoxiang.grids.rules import WORKER, RoleLine, TaskRefused
from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.institutions.queries import forget_book
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.places.models import Grid
from tests import papers, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

@pytest.fixture(autouse=True)
def _kept(district):
    papers.keep("示例编发〔2026〕3号")



def assigned(grid, desk, now, later, duty=None, **changes) -> GridTask:
    given = {"text": "示例：看看东门的灯亮不亮。", "duty": duty.pk if duty else None, "due_on": later} | changes
    return actions.assign_task(grid.code, actor=desk, at=now, **given)


def last(subject_kind: str, subject_id: int) -> Entry:
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-seq").first()


# --- tasks ------------------------------------------------------------------------------------------------------------


def test_a_task_under_a_duty_lands_on_the_workers_desk_with_its_last_day(grid, desk, worker, now, later, duty):
    task = assigned(grid, desk, now, later, duty)
    assert task.matter.number.startswith("WG")
    row = desk_of(worker).get(matter_id=task.pk)
    assert (row.what, timezone.localtime(row.due_at).date()) == ("finish", later + timedelta(days=1))  # 24:00 of the last day
    entry = last("matter", task.pk)
    assert entry.kind == "grids.assign"
    assert entry.rule == f"网格员职责清单 v{duty.version} 第{duty.number}条"
    assert "东门" not in str(entry.facts)


def test_a_task_on_no_list_is_refused_and_nothing_is_written(grid, desk, worker, now, later):
    with pytest.raises(TaskRefused) as caught:
        assigned(grid, desk, now, later)
    assert "职责准入" in caught.value.reason
    assert not GridTask.objects.exists()
    assert not Matter.objects.filter(kind="GRID_TASK").exists()
    assert not desk_of(worker).exists()


def test_an_admitted_number_opens_the_gate_for_its_street_and_its_days(grid, desk, now, today, later):
    staffing = people.actor("STAFFING_OFFICE")
    actions.admit_work("ZR-T-1", title="示例", street_id=grid.community.street_id, valid_from=today, valid_to=today + timedelta(days=2), decided_by="编办",
                       document="示例编发〔2026〕3号", actor=staffing, at=now)
    task = assigned(grid, desk, now, later, admitted="ZR-T-1")
    assert task.admitted.number == "ZR-T-1"
    with pytest.raises(TaskRefused):
        actions.assign_task(grid.code, text="示例", admitted="ZR-T-1", due_on=today + timedelta(days=9), actor=desk, at=now + timedelta(days=2))
    other = Grid.objects.filter(community__street__code=people.NEXT, valid_to=None).first()
    with pytest.raises(TaskRefused):
        actions.assign_task(other.code, text="示例", admitted="ZR-T-1", due_on=later, actor=people.actor("STREET_DESK", street=people.NEXT), at=now)


def test_the_database_holds_one_ground_only(grid, desk, now, later, duty):
    task = assigned(grid, desk, now, later, duty)
    with pytest.raises(IntegrityError), transaction.atomic():
        GridTask.objects.filter(pk=task.pk).update(duty=None)


def test_who_may_assign_a_colleague_and_a_stranger(grid, desk, worker, stranger, now, later, duty):
    assigned(grid, desk, now, later, duty)
    with pytest.raises(PermissionDenied):
        assigned(grid, worker, now, later, duty)
    with pytest.raises(Grid.DoesNotExist):
        assigned(grid, stranger, now, later, duty)
    with pytest.raises(Grid.DoesNotExist):
        assigned(grid, people.actor("DEPARTMENT_HEAD"), now, later, duty)


def test_a_task_needs_a_worker_words_and_a_day_to_come(grid, desk, now, today, later, duty):
    with pytest.raises(TaskRefused) as caught:
        assigned(grid, desk, now, today - timedelta(days=1), duty)
    assert caught.value.field == "due_on"
    with pytest.raises(TaskRefused):
        assigned(grid, desk, now, later, duty, text="  ")
    GridPerson.objects.filter(grid=grid, role=WORKER).update(valid_to=today)
    with pytest.raises(TaskRefused) as caught:
        assigned(grid, desk, now, later, duty)
    assert caught.value.field == "grid"


def test_the_worker_finishes_and_the_desk_confirms(grid, desk, worker, now, later, duty):
    task = assigned(grid, desk, now, later, duty)
    number = task.matter.number
    with pytest.raises(TaskRefused):
        actions.take_move(number, "finish", actor=worker, at=now)
    actions.take_move(number, "finish", actor=worker, at=now, words="都亮。")
    assert not desk_of(worker).filter(matter_id=task.pk).exists()
    assert desk_of(desk).get(matter_id=task.pk).what == "accept_done"
    done = actions.take_move(number, "accept_done", actor=desk, at=now)
    assert (done.matter.status, done.outcome) == ("CLOSED", "DONE")
    assert done.matter.closed_at == now
    assert not desk_of(desk).filter(matter_id=task.pk).exists()


def test_what_is_on_no_list_goes_back_with_one_tap_to_the_leaders_desk(grid, desk, worker, leader, now, later, duty):
    task = assigned(grid, desk, now, later, duty)
    actions.take_move(task.matter.number, "return_unlisted", actor=worker, at=now)
    assert desk_of(leader).get(matter_id=task.pk).what == "uphold"
    assert last("matter", task.pk).kind == "grids.return_unlisted"
    closed = actions.take_move(task.matter.number, "withdraw", actor=leader, at=now)
    assert (closed.matter.status, closed.outcome) == ("CLOSED", "WITHDRAWN")


def test_the_leader_may_uphold_only_under_a_duty_in_force(grid, desk, worker, leader, now, today, later, duty):
    task = assigned(grid, desk, now, later, duty)
    number = task.matter.number
    actions.take_move(number, "return_unlisted", actor=worker, at=now)
    with pytest.raises(PermissionDenied):
        actions.take_move(number, "uphold", actor=desk, at=now, duty=duty.pk)
    old = WorkerDuty.objects.create(version=99, number=1, title="旧", valid_from=today - timedelta(days=9), valid_to=today)
    with pytest.raises(TaskRefused):
        actions.take_move(number, "uphold", actor=leader, at=now, duty=old.pk)
    again = actions.take_move(number, "uphold", actor=leader, at=now, duty=duty.pk)
    assert again.matter.status == "ASSIGNED"
    assert desk_of(worker).filter(matter_id=task.pk).exists()


def test_others_neither_finish_nor_see_a_workers_task(grid, desk, worker, stranger, now, later, duty):
    task = assigned(grid, desk, now, later, duty)
    number = task.matter.number
    with pytest.raises(PermissionDenied):
        actions.take_move(number, "finish", actor=desk, at=now, words="代填")
    with pytest.raises(GridTask.DoesNotExist):
        actions.take_move(number, "withdraw", actor=stranger, at=now)
    colleague = people.actor("GRID_WORKER", street=people.HOME, skip=1)
    with pytest.raises(GridTask.DoesNotExist):
        actions.take_move(number, "finish", actor=colleague, at=now, words="示例")
    actions.take_move(number, "finish", actor=worker, at=now, words="示例")
    with pytest.raises(MoveRefused):
        actions.take_move(number, "return_unlisted", actor=worker, at=now)


def body_of(post_id: int) -> int:
    return Post.objects.get(pk=post_id).body_id


def test_the_worker_and_the_leader_are_told(grid, desk, worker, leader, now, later, duty):
    task = assigned(grid, desk, now, later, duty)
    actions.take_move(task.matter.number, "return_unlisted", actor=worker, at=now)
    deliver_pending(now=now + timedelta(minutes=1))
    told = set(Notice.objects.filter(matter_id=task.pk).values_list("code", "post_id"))
    assert {("grids.task_for_you", worker.post_id), ("grids.task_returned", leader.post_id)} <= told
    assert {body_of(post) for code, post in told if code == "grids.task_returned"} == {body_of(leader.post_id)}  # its deputies too, and no other street


# --- people -----------------------------------------------------------------------------------------------------------


def test_a_new_worker_answers_for_the_grid_and_the_one_gone_no_more(grid, desk, worker, spare_post, now, today):
    row = GridPerson.objects.get(grid=grid, role=WORKER, valid_to=None)
    actions.end_person(row.pk, actor=desk, at=now)
    assert worker.post_id in Post.grids.through.objects.filter(grid_id=grid.pk).values_list("post_id", flat=True)  # nobody else: nothing falls between
    assert grid.pk in {place.id for place in queries.vacant(today)}
    actions.add_person(grid.code, WORKER, post_id=spare_post.pk, employment="PART_TIME", actor=desk, at=now)
    assert list(Post.grids.through.objects.filter(grid_id=grid.pk).values_list("post_id", flat=True)) == [spare_post.pk]
    assert grid.pk not in {place.id for place in queries.vacant(today)}
    assert last("grid", grid.pk).kind == "grids.person_set"


def test_a_resident_role_is_a_name_and_never_a_telephone(grid, desk, now):
    for name in ("示例·赵大姐 13912345678", "13912345678"):
        with pytest.raises(actions.Refused) as caught:
            actions.add_person(grid.code, "UNIT_CHIEF", name=name, actor=desk, at=now)
        assert caught.value.field == "name"
    actions.add_person(grid.code, "UNIT_CHIEF", name="示例·新大姐", covers="9号楼", actor=desk, at=now)


@pytest.mark.parametrize(("role", "given", "field"), [
    ("MAYOR", {"name": "示例"}, "role"), ("UNIT_CHIEF", {}, "post_id"), (WORKER, {"name": "示例"}, "post_id"),
])
def test_an_entry_that_cannot_be_says_which_field(grid, desk, now, role, given, field):
    with pytest.raises(actions.Refused) as caught:
        actions.add_person(grid.code, role, actor=desk, at=now, **given)
    assert caught.value.field == field


def test_a_post_of_another_street_is_refused_and_a_stranger_finds_no_grid(grid, desk, stranger, now):
    with pytest.raises(actions.Refused):
        actions.add_person(grid.code, WORKER, post_id=stranger.post_id, employment="FULL_TIME", actor=desk, at=now)
    with pytest.raises(Grid.DoesNotExist):
        actions.add_person(grid.code, "UNIT_CHIEF", name="示例", actor=stranger, at=now)
    with pytest.raises(PermissionDenied):
        actions.add_person(grid.code, "UNIT_CHIEF", name="示例", actor=people.actor("GRID_WORKER", street=people.HOME), at=now)


def test_a_worker_whose_post_is_empty_leaves_the_grid_vacant(grid, worker, today):
    assert grid.pk not in {place.id for place in queries.vacant(today)}
    Assignment.objects.filter(post_id=worker.post_id).update(valid_to=today)
    forget_book()
    assert grid.pk in {place.id for place in queries.vacant(today)}
    assert queries.worker_post(grid.pk, today) is None


def test_a_branch_is_replaced_and_keeps_its_other_grids(grid, desk, now, today):
    before = GridPartyBranch.objects.get(grids=grid, valid_to=None)
    covered = set(before.grids.values_list("pk", flat=True))
    after = actions.set_branch(grid.code, name="新支部（示例）", members=21, secretary_id=None, actor=desk, at=now)
    before.refresh_from_db()
    assert before.valid_to == today
    assert set(after.grids.values_list("pk", flat=True)) == covered


# --- lists ------------------------------------------------------------------------------------------------------------


def test_the_standard_is_configuration_with_versions(grid, desk, administrator, now, today):
    roles = [RoleLine("GRID_CHIEF", "网格长"), RoleLine("GUIDE", "引导员")]
    given = {"teams": 0, "places": 0, "supervision_phone": "0471-0001111", "document": "示例", "actor": administrator, "at": now}
    with pytest.raises(PermissionDenied):
        actions.set_standard(roles, **(given | {"actor": desk}))
    row = actions.set_standard(roles, **given)
    assert (row.version, GridStandard.objects.get(version=1).valid_to) == (2, today)
    line = next(line for line in queries.standing_lines(desk, on=today) if line.grid.id == grid.pk)
    assert line.standing.missing == ("GUIDE",)
    assert queries.card(grid.code, today).supervision_phone == "0471-0001111"
    assert actions.set_standard(roles[:1], **given).version == 2  # twice in a day: still that day's version


def test_a_new_list_of_duties_holds_from_tomorrow_and_running_tasks_keep_theirs(grid, desk, administrator, now, today, later, duty):
    task = assigned(grid, desk, now, later, duty)
    actions.publish_duties([DutyLine("只做这一件", basis="示例编发〔2026〕3号")], actor=administrator, at=now)
    assert len(queries.duties_in_force(today)) == 10
    assert [row.title for row in queries.duties_in_force(today + timedelta(days=1))] == ["只做这一件"]
    with pytest.raises(actions.Refused), transaction.atomic():
        actions.publish_duties([DutyLine("再改", basis="示例编发〔2026〕3号")], actor=administrator, at=now)
    task.refresh_from_db()
    assert task.duty_id == duty.pk


def test_only_the_staffing_office_admits_and_a_number_is_given_once(desk, now, today):
    staffing = people.actor("STAFFING_OFFICE")
    given = {"title": "示例", "street_id": None, "valid_from": today, "valid_to": None, "decided_by": "编办", "document": "示例编发〔2026〕3号", "at": now}
    with pytest.raises(PermissionDenied):
        actions.admit_work("N-1", actor=desk, **given)
    row = actions.admit_work("N-1", actor=staffing, **given)
    with pytest.raises(actions.Refused):
        actions.admit_work("N-1", actor=staffing, **given)
    actions.end_admitted(row.pk, actor=staffing, at=now + timedelta(days=1))
    assert AdmittedWork.objects.get(pk=row.pk).valid_to == today + timedelta(days=1)


@pytest.mark.parametrize(("number", "document", "field"), [
    ("任意-1", "", "document"), ("任意-1", "领导要求", "document"), ("ZR20260101-0001", "", "number"), ("ZR20260101-0001", "示例编发〔2026〕3号", "number"),
])
def test_any_number_is_not_an_admission(now, today, number, document, field):
    with pytest.raises(actions.Refused, match="职责准入") as refused:
        actions.admit_work(number, title="协助催缴车船税", street_id=None, valid_from=today, valid_to=None, decided_by="编办", document=document,
                           actor=people.actor("STAFFING_OFFICE"), at=now)
    assert refused.value.field == field
    assert not AdmittedWork.objects.exists()


def test_under_a_temporary_admission_the_work_ends_with_it(grid, now, today, monkeypatch):
    ends, asked = today + timedelta(days=9), []
    monkeypatch.setattr(standing, "_registers", {})
    standing.register_admissions("example", r"ZR[0-9]{8}-[0-9]{4}", lambda number, work: asked.append(work) or Admitted(number, until=ends))
    given = {"title": "示例", "street_id": grid.community.street_id, "valid_from": today, "decided_by": "编办", "document": "", "at": now,
             "actor": people.actor("STAFFING_OFFICE")}
    with pytest.raises(actions.Refused) as refused:
        actions.admit_work("ZR20260101-0001", valid_to=ends + timedelta(days=1), **given)
    assert refused.value.field == "valid_to"
    assert actions.admit_work("ZR20260101-0001", valid_to=None, **given).valid_to == ends
    assert asked[-1] == standing.Work(street_id=grid.community.street_id, on=today, grid=True, title="示例")


@pytest.mark.parametrize("basis", ["", "领导要求", "ZR20260101-0001"])
def test_a_line_that_was_not_on_the_list_is_no_duty_without_an_admission_or_a_document(administrator, now, today, basis):
    present = [DutyLine(row.title, row.text, row.basis, row.title_en) for row in queries.duties_in_force(today)]
    with pytest.raises(actions.Refused, match="协助催缴车船税") as refused:
        actions.publish_duties([*present, DutyLine("协助催缴车船税", basis=basis)], actor=administrator, at=now)
    assert refused.value.field == "duties"
    assert len(actions.publish_duties([*present, DutyLine("协助催缴车船税", basis="示例编发〔2026〕3号")], actor=administrator, at=now)) == len(present) + 1


def test_lines_that_were_there_are_reworded_reordered_and_dropped_freely(administrator, now, today):
    present = [DutyLine(row.title, row.text, row.basis, row.title_en) for row in queries.duties_in_force(today)]
    first = DutyLine(f"{present[0].title}。", present[0].text)
    assert len(actions.publish_duties([*present[5:], first], actor=administrator, at=now)) == len(present) - 4


def test_the_first_list_founds_itself(administrator, now):
    WorkerDuty.objects.all().delete()
    assert len(actions.publish_duties([DutyLine("入户走访")], actor=administrator, at=now)) == 1


# --- patrols ----------------------------------------------------------------------------------------------------------


def test_a_patrol_is_a_day_and_words_with_the_cases_it_found(grid, worker, desk, now, today):
    plan = PatrolPlan.objects.filter(grid=grid, valid_to=None).first()
    case = reported(at=now - timedelta(hours=1))
    row = actions.record_patrol(plan.pk, on=today, looked_at=[plan.points[0], "没有的地方"], found="REPORTED", note="", numbers=[case.number.lower()],
                                actor=worker, at=now)
    assert row.looked_at == [plan.points[0]]
    assert [matter.number for matter in row.matters.all()] == [case.number]
    with pytest.raises(PermissionDenied):
        actions.record_patrol(plan.pk, on=today, looked_at=[], found="FINE", note="", numbers=[], actor=desk, at=now)


def test_a_patrol_keeps_no_hour_no_position_and_nobody():
    names = {field.name for field in PatrolRecord._meta.get_fields()}
    assert names == {"id", "plan", "on", "looked_at", "found", "note", "matters", "sample"}


@pytest.mark.parametrize(("given", "field"), [
    ({"numbers": ["SJ20990101-0001"]}, "numbers"), ({"found": "REPORTED"}, "numbers"), ({"note": "电话 13912345678"}, "note"),
])
def test_a_patrol_that_cannot_be_says_which_field(grid, worker, now, today, given, field):
    plan = PatrolPlan.objects.filter(grid=grid).first()
    with pytest.raises(actions.Refused) as caught:
        actions.record_patrol(plan.pk, **({"on": today, "looked_at": [], "found": "FINE", "note": "", "numbers": []} | given), actor=worker, at=now)
    assert caught.value.field == field


def test_a_case_of_another_street_is_not_found_by_a_patrol(grid, worker, now, today):
    case = reported(at=now - timedelta(hours=1), street=people.NEXT)
    plan = PatrolPlan.objects.filter(grid=grid).first()
    with pytest.raises(actions.Refused):
        actions.record_patrol(plan.pk, on=today, looked_at=[], found="REPORTED", note="", numbers=[case.number], actor=worker, at=now)
    with pytest.raises(actions.Refused):
        actions.record_patrol(plan.pk, on=today + timedelta(days=1), looked_at=[], found="FINE", note="", numbers=[], actor=worker, at=now)
