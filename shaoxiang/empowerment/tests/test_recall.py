"""Use, evaluation and recall: figures of their day, both rules for running cases, and nothing new after the day."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.cases.tests.walks import reported
from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.actions import NotYet
from shaoxiang.empowerment.models import CaseGround
from shaoxiang.empowerment.queries.overturned import FROM_RECORD, from_record
from shaoxiang.empowerment.queries.usage import forget
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.tests.conftest import (
    CHINGGIS,
    DAY,
    NOON,
    PENALTY,
    TODAY,
    certified,
    fresh,
    housing,
    in_force,
    justice,
    leader,
    staffing,
    unit,
)
from shaoxiang.empowerment.tests.test_actions import awaited, kinds
from shaoxiang.empowerment.vocabulary import DecisionStatus as S
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SECOND = "P54"


def used(code: str = PENALTY, at=NOON):
    case = reported(at=at, street=CHINGGIS)
    actions.ground_case(case.number, code, actor=leader(), at=at)
    return case


def taken_back(made, rule="FINISH", on=TODAY + DAY, receiving=None, powers=None, actor=None):
    return actions.recall(made.number, effective_on=on, reason="示例：用得少", running_case_rule=rule, receiving=receiving, actor=actor or justice(), at=NOON,
                          powers=powers)


def test_a_case_stands_on_a_power_its_street_holds():
    in_force()
    case = used()
    assert Entry.objects.filter(subject_id=case.pk, kind="empowerment.case_grounded").count() == 1
    with pytest.raises(EmpowermentRefused):  # twice
        actions.ground_case(case.number, PENALTY, actor=leader(), at=NOON)
    with pytest.raises(EmpowermentRefused, match="没有"):  # not handed
        actions.ground_case(case.number, SECOND, actor=leader(), at=NOON)
    elsewhere = reported(at=NOON)
    with pytest.raises(EmpowermentRefused):  # the next street holds nothing
        actions.ground_case(elsewhere.number, PENALTY, actor=leader(people.HOME), at=NOON)
    with pytest.raises(PermissionDenied):
        actions.ground_case(case.number, PENALTY, actor=housing(), at=NOON)


def test_with_one_officer_left_nothing_is_filed():
    in_force()
    certified(CHINGGIS, TODAY, TODAY - DAY)
    case = reported(at=NOON, street=CHINGGIS)
    with pytest.raises(NotYet):
        actions.ground_case(case.number, PENALTY, actor=leader(), at=NOON)
    assert not CaseGround.objects.exists()


def test_running_cases_are_finished_by_the_street_where_the_rule_says_so():
    made = in_force()
    case = used()
    recall = taken_back(made)
    assert recall.running_then == 1
    assert fresh(made).status == S.IN_FORCE  # until the day
    assert queries.holds(unit().pk, PENALTY, TODAY) is not None
    actions.watch(now=NOON + DAY)
    assert fresh(made).status == S.RECALLED
    assert list(running(fresh(made).matter)) == []
    assert queries.holds(unit().pk, PENALTY, TODAY + DAY) is None
    assert CaseGround.objects.get().handed_over_at is None
    assert not Entry.objects.filter(subject_id=case.pk, kind="empowerment.case_handed_over").exists()
    later = reported(at=NOON + DAY, street=CHINGGIS)
    with pytest.raises(EmpowermentRefused, match="收回"):
        actions.ground_case(later.number, PENALTY, actor=leader(), at=NOON + DAY)


def test_running_cases_go_to_the_department_with_an_entry_each_where_the_rule_says_so():
    made = in_force()
    cases = [used() for _turn in range(2)]
    taken_back(made, "HAND_OVER", receiving=housing().unit_id)
    assert actions.watch(now=NOON) == 0  # not yet
    assert actions.watch(now=NOON + DAY) == 1
    assert actions.watch(now=NOON + DAY) == 0  # once
    for case in cases:
        entry = Entry.objects.get(subject_id=case.pk, kind="empowerment.case_handed_over")
        assert entry.facts["receiving"] == housing().unit_id
    assert set(CaseGround.objects.values_list("handed_to_id", flat=True)) == {housing().unit_id}


def test_a_recall_of_today_works_at_once_and_of_one_line_leaves_the_rest():
    made = in_force(PENALTY, SECOND)
    CaseGround.objects.all().delete()
    one = made.powers.get(code=SECOND)
    with pytest.raises(EmpowermentRefused):  # on its own first day
        taken_back(made, on=TODAY, powers=[one.pk])
    taken_back(made, on=TODAY + DAY, powers=[one.pk])
    actions.watch(now=NOON + DAY)
    assert fresh(made).status == S.IN_FORCE
    assert queries.holds(unit().pk, PENALTY, TODAY + DAY) is not None
    assert queries.holds(unit().pk, SECOND, TODAY + DAY) is None
    with pytest.raises(EmpowermentRefused):
        taken_back(made, powers=[one.pk])  # once taken back, not again


def test_a_recall_is_the_districts_never_backdated_and_never_without_a_reason():
    made = in_force()
    for actor in (leader(), housing()):
        with pytest.raises(PermissionDenied):
            taken_back(made, actor=actor)
    with pytest.raises(EmpowermentRefused):
        taken_back(made, on=TODAY - DAY)
    with pytest.raises(EmpowermentRefused):
        taken_back(made, "HAND_OVER")
    with pytest.raises(EmpowermentRefused):
        actions.recall(made.number, effective_on=TODAY + DAY, reason="", running_case_rule="FINISH", receiving=None, actor=justice(), at=NOON)
    assert "empowerment.recall" not in kinds(made)


# --- evaluation ---------------------------------------------------------------------------------------------------------


def test_an_evaluation_keeps_the_figures_of_its_day_and_the_next_is_counted_from_the_conclusion():
    made = in_force(PENALTY, SECOND)
    used()
    actions.evaluate(made.number, findings="示例：用得上", actor=justice(), at=NOON)
    used()
    figures = {one["code"]: (one["used"], one["overturned"]) for one in made.evaluations.get().figures}
    assert figures == {PENALTY: (1, 0), SECOND: (0, 0)}
    assert awaited(made) == [("conclude", "JUSTICE_BUREAU", justice().unit_id)]
    assert list(running(fresh(made).matter)) == []
    actions.keep(made.number, words="示例：保留", actor=justice(), at=NOON)
    assert fresh(made).status == S.KEPT
    assert [clock.code for clock in running(fresh(made).matter)] == ["EMP_EVALUATE"]
    assert made.evaluations.get().conclusion == "KEEP"
    with pytest.raises(MoveRefused):
        actions.keep(made.number, words="示例", actor=justice(), at=NOON)


def test_an_amendment_changes_how_a_power_is_held_and_when_it_is_looked_at():
    made = in_force()
    actions.evaluate(made.number, findings="示例", actor=justice(), at=NOON)
    same = {"includes_inspection": True, "includes_compulsion": False, "exclusive": True, "send_back_rule": "ON_REQUEST", "evaluate_months": 12}
    with pytest.raises(EmpowermentRefused):
        actions.amend(made.number, words="示例", **same, actor=justice(), at=NOON)
    actions.amend(made.number, words="示例", **{**same, "exclusive": False, "evaluate_months": 6}, actor=justice(), at=NOON)
    found = fresh(made)
    assert (found.status, found.exclusive) == (S.AMENDED, False)
    assert [clock.amount for clock in running(found.matter)] == [6]


def test_the_evaluation_comes_to_the_desk_of_justice_when_it_nears():
    made = in_force()
    warn_at = fresh(made).matter.warn_at
    actions.watch(now=warn_at - DAY)
    assert "evaluate" not in [row[0] for row in awaited(made)]
    actions.watch(now=warn_at)
    assert ("evaluate", "JUSTICE_BUREAU", justice().unit_id) in awaited(made)


def test_usage_counts_every_source_and_says_where_nobody_counts():
    made = in_force(PENALTY, SECOND)
    used()
    lines = list(made.powers.all())
    assert [(one.code, one.used, one.overturned, one.never) for one in queries.usage(lines, TODAY)] == [(PENALTY, 1, 0, False), (SECOND, 0, 0, True)]
    assert [one.used for one in queries.usage(lines, TODAY + 365 * DAY)] == [0, 0]  # a year later the use is out of the window
    assert [one.used for one in queries.usage(lines, TODAY + 364 * DAY)] == [1, 0]
    try:
        queries.register_usage("示例来源", lambda codes, units, since, until: {(SECOND, unit().pk): 3})
        queries.register_overturned("示例来源", lambda codes, units, since, until: {(SECOND, unit().pk): 1})
        assert [(one.used, one.overturned) for one in queries.usage(lines, TODAY)] == [(1, 0), (3, 1)]
    finally:
        forget("示例来源")
    forget(FROM_RECORD)
    try:
        assert [one.overturned for one in queries.usage(lines, TODAY)] == [None, None], "nobody counts, which is not nought"
    finally:
        queries.register_overturned(FROM_RECORD, from_record)


def test_support_of_the_department_is_recorded_after_the_handing_over():
    made = in_force()
    actions.support(made.number, kind="ASSISTANCE", held_on=TODAY, given_by="示例", topic="示例：协助检测", explained=False, actor=housing(), at=NOON)
    assert made.trainings.count() == 2
    with pytest.raises(PermissionDenied):
        actions.support(made.number, kind="SUPPORT", held_on=TODAY, given_by="示例", topic="示例", explained=False, actor=leader(), at=NOON)
    assert staffing().unit_id != housing().unit_id
