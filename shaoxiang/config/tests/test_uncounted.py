"""Work a street refused as on no list counts in no assessment (A7): every figure that could be read as a judgement leaves it out, or says it beside."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.admission import actions as admission
from shaoxiang.admission.models import RefusalNotice
from shaoxiang.admission.tests.walks import WORDS, liaison, office, taken_back
from shaoxiang.admission.vocabulary import Breach, WorkKind
from shaoxiang.cases.forms.lists import FilterForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.lists import listed
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import HOUR, LINE_TYPE, reported
from shaoxiang.coordination import actions as coordination
from shaoxiang.coordination.tests import test_tasks as coordinated
from shaoxiang.coordination.tests.conftest import DAY, desk, raised
from shaoxiang.dispatch.vocabulary import OrderState
from shaoxiang.duties.queries.figures import figures_of
from shaoxiang.duties.rules.periods import period_of
from shaoxiang.empowerment.models import CaseGround, HandedPower
from shaoxiang.empowerment.queries.usage import from_cases
from shaoxiang.empowerment.tests import conftest as empowered
from shaoxiang.grids import queries as grids
from shaoxiang.grids.actions.tasks import assign_task
from shaoxiang.grids.queries.standing import overview
from shaoxiang.insight.queries.board import board_of, shelf
from shaoxiang.insight.tests.compose import Called, made_late, teams, whistle
from shaoxiang.insight.vocabulary import Part
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.matter.counting import among, uncounted
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.templatetags.shaoxiang import uncounted as said_on_a_page
from shaoxiang.places.models import Grid
from shaoxiang.simulation.queries.names import departments
from shaoxiang.simulation.queries.recorded import observed
from shaoxiang.whistles.forms.lists import FilterForm as WhistleFilter
from shaoxiang.whistles.models import UnitAppraisal, Whistle
from shaoxiang.whistles.queries.bands import band_of
from shaoxiang.whistles.queries.lists import listed as whistles_listed
from shaoxiang.whistles.tests import walks
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
MONTH = period_of("2026-11", date(2026, 11, 29))
BEFORE = timedelta(hours=3)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path
    shelf.forget()


def refused(kind: WorkKind, number: str) -> RefusalNotice:
    work = admission.Work(kind, "示例", WORDS, liaison().unit_id, timezone.localdate(), number=number)
    return admission.refuse(work, actor=desk(), at=timezone.now())


@pytest.fixture(autouse=True)
def _taken_back(district):
    taken_back()


def late_case(**where) -> Case:
    case = reported(LINE_TYPE, at=timezone.now() - timedelta(days=6), **where)
    made_late(case.matter, by=HOUR, now=timezone.now())
    return case


def of_the_rule(code: str) -> dict:
    return {one.code: one for one in figures_of(code, MONTH)}


def key_of(body_id: int, *scopes: Scope) -> dict[str, str]:
    token = make_key(f"示例{body_id}", list(scopes), body_id=body_id, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    return {"Authorization": f"Bearer {token}"}


# --- which matters ------------------------------------------------------------------------------------------------------


def test_it_does_not_count_while_the_refusal_is_open_or_stands_and_counts_again_when_it_is_on_a_list():
    case, other = reported(LINE_TYPE, at=timezone.now() - HOUR), reported(LINE_TYPE, at=timezone.now() - HOUR)
    assert among([case.pk, other.pk]) == set()
    notice = refused(WorkKind.CASE, case.number)
    assert among([case.pk, other.pk]) == {case.pk}
    admission.escalate(notice.number, words=WORDS, actor=liaison(), at=timezone.now())
    admission.rule_listed(notice.number, item_kind="STREET_DUTY", item_code=walks.item(), words=WORDS, actor=office(), at=timezone.now())
    assert among([case.pk, other.pk]) == set()


def test_it_never_counts_once_the_refusal_is_upheld():
    case = reported(LINE_TYPE, at=timezone.now() - HOUR)
    notice = refused(WorkKind.CASE, case.number)
    admission.escalate(notice.number, words=WORDS, actor=liaison(), at=timezone.now())
    admission.rule_stands(notice.number, breach=Breach.CORRECTION, words=WORDS, actor=office(), at=timezone.now())
    assert among([case.pk]) == {case.pk}
    assert said_on_a_page(case.pk, None) == {"uncounted": True}
    assert said_on_a_page(None) == {"uncounted": False}


def test_a_row_that_names_no_matter_counts():
    free = walks.blown()
    case = reported(LINE_TYPE, at=timezone.now() - HOUR)
    refused(WorkKind.CASE, case.number)
    assert list(Whistle.objects.exclude(uncounted("pk", "case_id"))) == [free]
    Whistle.objects.filter(pk=free.pk).update(case_id=case.pk)
    assert not Whistle.objects.exclude(uncounted("pk", "case_id")).exists()


# --- the board ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "where"), [
    ("STREET_DESK", {"street": people.HOME}), ("DISTRICT_DESK", {}), ("SUPERVISOR", {}), ("DEPARTMENT_LIAISON", {"body": "区住房和城乡建设局"}),
])
def test_the_board_says_how_many_of_the_late_ones_are_refused_and_opens_exactly_these(role, where):
    actor, case = people.actor(role, **where), late_case()
    late_case()
    called = [Called(one, OrderState.ORDERED, -40) for one in teams(1)]
    blown = whistle(called=called, at=timezone.now() - BEFORE, case_id=case.pk)
    before = board_of(actor).data(Part.LATE)
    assert (before.refused.n, before.refused_whistles.n) == (0, 0)
    refused(WorkKind.CASE, case.number)
    late = board_of(actor).data(Part.LATE)  # the news of the refusal reaches a board that is kept
    assert (late.late.n, late.refused.n) == (before.late.n, 1)
    assert sum(line.refused.n for line in late.lines if not line.inside) == 1
    for figure in (late.refused, *(line.refused for line in late.lines if line.refused.n and line.refused.url)):
        assert [row.pk for row in listed(actor, FilterForm(_query(figure.url)).chosen, now=timezone.now())] == [case.pk]
    if late.whistles.n:
        assert late.refused_whistles.n == 1
        assert [row.pk for row in whistles_listed(actor, WhistleFilter(_query(late.refused_whistles.url)).chosen, now=timezone.now())] == [blown.pk]
    if role != "DEPARTMENT_LIAISON":
        page = seated(actor).get(reverse("insight:board")).content.decode()
        assert "其中拒收" in page
        assert "街道已拒收的不计入任何考核" in page


def _query(url: str) -> QueryDict:
    return QueryDict(urlsplit(url).query)


def test_the_board_for_systems_says_it_too():
    case = late_case()
    refused(WorkKind.CASE, case.number)
    late = Client().get("/api/v1/board", headers=key_of(desk().unit_id, Scope.CASES_READ)).json()["late"]
    assert (late["late"], late["refused"], late["refused_whistles"]) == (1, 1, 0)
    assert [one["refused"] for one in late["by"] if one["late"]].count(1) >= 1


# --- whistles -----------------------------------------------------------------------------------------------------------


def test_how_much_a_street_whistles_is_judged_without_what_it_refused():
    case, _other = reported(LINE_TYPE, at=walks.MONDAY), reported(LINE_TYPE, at=walks.MONDAY)
    blown = walks.blown()
    now = walks.MONDAY + walks.DAY
    street_id = case.matter.street_id
    assert (band_of(street_id, now=now).cases, band_of(street_id, now=now).whistles) == (2, 1)
    Whistle.objects.filter(pk=blown.pk).update(case_id=case.pk)
    refused(WorkKind.CASE, case.number)
    assert (band_of(street_id, now=now).cases, band_of(street_id, now=now).whistles) == (1, 0)


def test_reports_and_appraisals_under_the_written_rules_leave_it_out_and_say_so():
    kept, about = walks.closed(), walks.closed(at=walks.MONDAY + 4 * walks.HOUR, turn=1)
    for one in (kept, about):
        walks.actions.appraise_unit(one.number, walks.lead(one).pk, actor=desk(), at=walks.MONDAY + 6 * walks.HOUR, scores=walks.scores())
    case = reported(LINE_TYPE, at=walks.MONDAY)
    Whistle.objects.filter(pk=about.pk).update(case_id=case.pk)
    assert [of_the_rule("COORDINATION")[name].rows.count() for name in ("blown", "summoned", "came", "on_time")] == [2, 4, 4, 4]
    refused(WorkKind.CASE, case.number)
    rule = of_the_rule("COORDINATION")
    assert [rule[name].rows.count() for name in ("blown", "summoned", "came", "on_time")] == [2, 4, 2, 2]  # what was done stays; what judges does not
    assert (rule["came"].left_out, rule["on_time"].left_out) == (2, 2)
    appraised = of_the_rule("ASSESSMENT")["units_appraised"]
    assert (appraised.rows.get().order.matter_id, appraised.left_out) == (kept.pk, 1)
    assert UnitAppraisal.objects.count() == 2
    assert "街道拒收了这件工作" in seated(desk()).get(reverse("whistles:whistle", args=[about.number])).content.decode()
    assert "街道拒收了这件工作" not in seated(desk()).get(reverse("whistles:whistle", args=[kept.number])).content.decode()


def test_the_model_of_arrivals_learns_nothing_from_it():
    case, _other = reported(LINE_TYPE, at=timezone.now() - DAY), reported(LINE_TYPE, at=timezone.now() - DAY)

    def seen() -> int:
        return len(observed(timezone.now() - 30 * DAY, timezone.now(), departments(timezone.localdate())).calls)

    assert seen() == 2
    refused(WorkKind.CASE, case.number)
    assert seen() == 1


# --- coordination, grids, handed powers ---------------------------------------------------------------------------------


def test_tasks_of_a_refused_item_are_in_no_figure_of_punctuality():
    item, (task,) = coordinated.given("DEP07")
    coordination.claim_task(task.pk, actor=coordinated.liaison(), at=coordinated.AFTER, words="示例")
    coordination.accept_task(task.pk, actor=desk(), at=coordinated.AFTER + HOUR)
    assert [of_the_rule("COORDINATION")[name].rows.count() for name in ("tasks", "accepted", "punctual")] == [1, 1, 1]
    refused(WorkKind.COORDINATION, item.number)
    rule = of_the_rule("COORDINATION")
    assert [rule[name].rows.count() for name in ("tasks", "accepted", "punctual")] == [1, 0, 0]
    assert (rule["accepted"].left_out, rule["punctual"].left_out) == (1, 1)
    assert "街道拒收了这件工作" in seated(desk()).get(reverse("coordination:item", args=[item.number])).content.decode()


def test_an_item_raised_from_a_refused_case_is_left_out_like_the_case():
    case = reported(LINE_TYPE, at=timezone.now() - HOUR)
    item = raised(source_matter_id=case.pk)
    refused(WorkKind.CASE, case.number)
    head = key_of(desk().unit_id, Scope.COORDINATION_READ)
    assert [one["uncounted"] for one in Client().get("/api/v1/coordination", headers=head).json()["items"]] == [True]
    assert Client().get(f"/api/v1/coordination/{item.number}", headers=head).json()["uncounted"]


def test_the_grids_at_a_glance_count_late_tasks_without_it():
    now, today = timezone.now(), timezone.localdate()
    grid = Grid.objects.get(pk=people.actor("GRID_WORKER", street=people.HOME).grid_ids[0])
    duty = grids.duties_in_force(today)[2].pk
    first, _second = (assign_task(grid.code, text="示例", duty=duty, due_on=today, actor=desk(), at=now) for _turn in range(2))
    Matter.objects.filter(kind="GRID_TASK").update(due_at=now - HOUR)
    refused(WorkKind.GRID_TASK, first.matter.number)
    found = overview(desk(), now=now, on=today)
    assert (found.tasks_late, found.tasks_refused) == (1, 1)
    assert "另有 1 件街道已拒收，不计" in seated(desk()).get(reverse("grids:overview")).content.decode()
    assert "街道拒收了这件工作" in seated(desk()).get(reverse("grids:task", args=[first.matter.number])).content.decode()


def test_the_use_of_a_handed_power_is_evaluated_without_it():
    empowered.in_force()
    power = HandedPower.objects.get(code=empowered.PENALTY, unit=empowered.unit())
    case = reported(LINE_TYPE, at=timezone.now() - HOUR)
    CaseGround.objects.create(case=case, power=power, grounded_on=empowered.TODAY)
    asked = ([power.code], [power.unit_id], empowered.TODAY - DAY, empowered.TODAY)
    assert from_cases(*asked) == {(power.code, power.unit_id): 1}
    refused(WorkKind.CASE, case.number)
    assert from_cases(*asked) == {}


# --- lists that are taken away, and the interface -----------------------------------------------------------------------


def test_exported_lists_have_a_column_that_says_it():
    case, other = reported(LINE_TYPE, at=timezone.now() - HOUR), reported(LINE_TYPE, at=timezone.now() - HOUR)
    blown = walks.blown(at=timezone.now() - HOUR)
    Whistle.objects.filter(pk=blown.pk).update(case_id=case.pk)
    refused(WorkKind.CASE, case.number)
    for route, said in (("cases:export", {case.number: "是", other.number: "否"}), ("whistles:export", {blown.number: "是"})):
        file = b"".join(seated(desk()).post(reverse(route, args=["csv"])).streaming_content).decode("utf-8-sig")
        head, *rows = [line.split(",") for line in file.splitlines()]
        assert head[-1].strip() == "不计入考核（街道已拒收）"
        assert {row[0]: row[-1].strip() for row in rows} == said


def test_the_interface_says_it_of_cases_and_whistles():
    case, other = reported(LINE_TYPE, at=timezone.now() - HOUR), reported(LINE_TYPE, at=timezone.now() - HOUR)
    blown = walks.blown(at=timezone.now() - HOUR)
    Whistle.objects.filter(pk=blown.pk).update(case_id=case.pk)
    refused(WorkKind.CASE, case.number)
    head = key_of(desk().unit_id, Scope.CASES_READ, Scope.WHISTLES_READ)
    cases = Client().get("/api/v1/cases", headers=head).json()["items"]
    assert {one["number"]: one["uncounted"] for one in cases} == {case.number: True, other.number: False}
    assert Client().get(f"/api/v1/cases/{case.number}", headers=head).json()["uncounted"]
    assert [one["uncounted"] for one in Client().get("/api/v1/whistles", headers=head).json()["items"]] == [True]
    assert Client().get(f"/api/v1/whistles/{blown.number}", headers=head).json()["uncounted"]


def test_the_lists_can_be_cut_to_it():
    case, other = reported(LINE_TYPE, at=timezone.now() - HOUR), reported(LINE_TYPE, at=timezone.now() - HOUR)
    refused(WorkKind.CASE, case.number)
    page = seated(desk()).get(reverse("cases:list"), {"uncounted": "1"}).content.decode()
    assert case.number in page
    assert other.number not in page


def test_a_department_that_takes_it_back_is_not_judged_by_it_either():
    case = reported(LINE_TYPE, at=timezone.now() - HOUR)
    notice = refused(WorkKind.CASE, case.number)
    admission.accept(notice.number, actor=liaison(), at=timezone.now())
    assert among([case.pk]) == {case.pk}
