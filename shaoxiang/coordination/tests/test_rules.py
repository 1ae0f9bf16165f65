"""Quorum, levels, and who may rule on what: tables, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.coordination import rules
from shaoxiang.coordination.flows import COORDINATION_FLOW, MEETING_FLOW, TASK_FLOW
from shaoxiang.coordination.rules import CoordinationRefused, Decision, Dissenting, Setting, TaskGiven
from shaoxiang.coordination.vocabulary import ENDED, RUNNING, Agreement, CoordinationStatus, MeetingLevel, Quorum, Source, Verdict

TODAY = date(2026, 11, 2)
STREET, OFFICE, HOUSING, URBAN = 1, 2, 70, 120
TASK = TaskGiven(HOUSING, "示例：补路面", date(2026, 11, 12))


@pytest.mark.parametrize(("quorum", "table"), [
    (Quorum.HALF, {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4, 9: 5, 10: 6}),
    (Quorum.TWO_THIRDS, {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 9: 6}),
    (Quorum.ALL, {1: 1, 2: 2, 7: 7}),
    (Quorum.CHAIR, {0: 1, 1: 1, 9: 1}),
])
def test_how_many_units_must_be_there(quorum, table):
    assert {summoned: rules.needed(quorum, summoned) for summoned in table} == table


@given(st.sampled_from(Quorum), st.lists(st.sampled_from(["PRESENT", "ABSENT", "EXCUSED", "AWAITED"]), min_size=1, max_size=40), st.booleans())
def test_a_quorum_needs_the_chair_and_never_more_than_all(quorum, marks, chair):
    counted = rules.count(quorum, marks, chair_present=chair)
    assert 1 <= counted.needed <= counted.summoned
    assert counted.reached == (chair and counted.present >= counted.needed)
    assert rules.count(quorum, ["PRESENT"] * len(marks), chair_present=True).reached
    if quorum == Quorum.HALF:
        assert 2 * counted.needed > counted.summoned


def test_levels_go_up_to_the_district_and_no_further():
    found, level = [], MeetingLevel.DAILY
    while level is not None:
        found.append(level)
        level = rules.next_level(level)
    assert found == list(MeetingLevel)
    assert rules.level_for(MeetingLevel.WEEKLY, 7) == MeetingLevel.WEEKLY
    assert rules.level_for(MeetingLevel.WEEKLY, None) == MeetingLevel.MONTHLY


@pytest.mark.parametrize("source", list(Source))
def test_who_waits_for_a_whistle_waits_three_days(source):
    assert rules.LIMITS[rules.meet_clock(source)].amount == (3 if source in (Source.NO_ANSWER, Source.KEY_ISSUE) else 10)


def sharing(**changes) -> Decision:
    return Decision(**{"verdict": Verdict.TASKS, "words": "示例：分工", "lead_id": HOUSING, "tasks": (TASK,), **changes})


@pytest.mark.parametrize(("decision", "field"), [
    (sharing(words=" "), "words"), (sharing(words="字" * 4001), "words"), (sharing(lead_id=None), "lead_id"), (sharing(tasks=()), "tasks"),
    (sharing(cooperating=(HOUSING,)), "cooperating"), (sharing(tasks=(replace(TASK, what=""),)), "tasks"),
    (sharing(tasks=(replace(TASK, due_on=date(2026, 11, 1)),)), "tasks"), (sharing(tasks=(TASK,) * 21), "tasks"),
    (sharing(dissent=(Dissenting(URBAN, ""),)), "dissent"), (Decision(Verdict.NO_ACTION, ""), "words"),
    (Decision(Verdict.RULE_COMPETENCE, "示例", lead_id=HOUSING), "type_code"),
])
def test_a_decision_says_who_what_and_when(decision, field):
    with pytest.raises(CoordinationRefused) as refused:
        rules.check_decision(decision, today=TODAY)
    assert refused.value.field == field


def test_a_decision_that_says_it_is_taken():
    for decision, move in (
        (sharing(), "decide_tasks"), (Decision(Verdict.NO_ACTION, "示例"), "no_action"), (Decision(Verdict.ESCALATE, "示例"), "escalate"),
        (Decision(Verdict.RULE_COMPETENCE, "示例", lead_id=HOUSING, type_code="0103"), "rule"),
        (Decision(Verdict.RULE_COMPETENCE, "示例", lead_id=HOUSING, type_code="0103", tasks=(TASK,)), "decide_tasks"),
    ):
        rules.check_decision(decision, today=TODAY)
        assert rules.move_of(decision) == move


def rules_on(lead: int, *cooperating: int, dissent: tuple[int, ...] = (), **changes) -> Decision:
    says = tuple(Dissenting(one, "示例") for one in dissent)
    return Decision(
        **{"verdict": Verdict.RULE_COMPETENCE, "words": "示例", "lead_id": lead, "cooperating": cooperating, "dissent": says, "type_code": "0103", **changes},
    )


def at(level: MeetingLevel, *present: int, by_street: bool = False, staffing: bool = False) -> Setting:
    return Setting(level, by_street, frozenset({STREET, OFFICE}) if by_street else frozenset(), frozenset(present), frozenset({HOUSING, URBAN}), staffing)


WEEKLY, JOINT, DISTRICT = MeetingLevel.WEEKLY, MeetingLevel.MONTHLY, MeetingLevel.DISTRICT


@pytest.mark.parametrize(("decision", "where", "field"), [
    (rules_on(OFFICE), at(WEEKLY, by_street=True), None),  # its own office, there or not
    (rules_on(HOUSING), at(WEEKLY, by_street=True), "lead_id"),  # a department that did not come
    (rules_on(HOUSING), at(JOINT, HOUSING, by_street=True), None),  # came and agrees
    (rules_on(HOUSING, dissent=(HOUSING,)), at(JOINT, HOUSING, by_street=True), "lead_id"),  # came and does not
    (rules_on(OFFICE, everywhere=True), at(WEEKLY, by_street=True), "everywhere"),
    (rules_on(HOUSING), at(JOINT), None),  # the district rules
    (rules_on(HOUSING, URBAN), at(JOINT), "agreement"),  # between departments: agreed or decided?
    (rules_on(HOUSING, URBAN, agreement=Agreement.AGREED), at(JOINT), None),
    (rules_on(HOUSING, URBAN, agreement=Agreement.AGREED, dissent=(URBAN,)), at(JOINT), "agreement"),
    (rules_on(HOUSING, URBAN, agreement=Agreement.DECIDED), at(JOINT, staffing=True), "agreement"),  # only the district's meeting
    (rules_on(HOUSING, URBAN, agreement=Agreement.DECIDED), at(DISTRICT), "agreement"),  # not before the staffing office has spoken
    (rules_on(HOUSING, URBAN, agreement=Agreement.DECIDED), at(DISTRICT, staffing=True), None),
    (sharing(cooperating=(URBAN,)), at(JOINT), None),  # sharing work out is no ruling on competence
])
def test_who_may_rule_on_whose_duty(decision, where, field):
    if field is None:
        rules.check_ruling(decision, where)
        return
    with pytest.raises(CoordinationRefused) as refused:
        rules.check_ruling(decision, where)
    assert refused.value.field == field


@pytest.mark.parametrize(("today", "until", "reason", "field"), [
    (date(2026, 11, 10), date(2026, 11, 20), "示例", None), (date(2026, 11, 12), date(2026, 11, 20), "示例", None),  # the last day is still before
    (date(2026, 11, 13), date(2026, 11, 20), "示例", "until"), (date(2026, 11, 10), date(2026, 11, 12), "示例", "until"),
    (date(2026, 11, 10), date(2026, 11, 20), " ", "reason"),
])
def test_an_extension_comes_before_the_day(today, until, reason, field):
    if field is None:
        rules.check_extension(due_on=date(2026, 11, 12), until=until, today=today, reason=reason)
        return
    with pytest.raises(CoordinationRefused) as refused:
        rules.check_extension(due_on=date(2026, 11, 12), until=until, today=today, reason=reason)
    assert refused.value.field == field


def test_whoever_claimed_does_not_judge():
    rules.may_judge(5, [4])
    with pytest.raises(CoordinationRefused):
        rules.may_judge(4, [4])


@pytest.mark.parametrize(("last", "days", "answer"), [
    (None, 92, 0), (date(2026, 8, 2), 92, None), (date(2026, 8, 1), 92, 93), (date(2026, 1, 1), 0, None),
])
def test_a_quarter_without_a_joint_meeting_is_said(last, days, answer):
    assert rules.overdue_rhythm(last, today=TODAY, days=days) == answer


def test_every_status_can_be_left_and_every_end_is_reached():
    for flow, ends in ((COORDINATION_FLOW, set(ENDED)), (MEETING_FLOW, {"MINUTED", "CANCELLED"}), (TASK_FLOW, {"ACCEPTED", "DROPPED"})):
        targets = {move.target for move in flow if move.target is not None}
        for status in flow.statuses:
            moves = {move.name for move in flow.open_moves(status) if move.target is not None}
            assert bool(moves) != (status in ends), status
        assert ends <= targets
    assert set(RUNNING) | set(ENDED) == set(CoordinationStatus)
