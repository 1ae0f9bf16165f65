"""Capacity, order of days, recall: hand-counted tables."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.empowerment import rules
from shaoxiang.empowerment.flows import EMPOWERMENT_FLOW
from shaoxiang.empowerment.rules import Capacity, EmpowermentRefused, Lack, Prepared
from shaoxiang.empowerment.vocabulary import CapacityKind, DecisionStatus
from shaoxiang.forces.rules import Certificate

DAY = date(2026, 11, 4)
ONE = timedelta(days=1)
NUMBERS = count(1)
ALL = frozenset(kind.value for kind in CapacityKind)
DONE = Prepared(planned=True, based=True, trained=True, published=True)
PENALTY, APPROVAL = ("PENALTY",), ("APPROVAL",)


def officer(until: date, kind: str = "OFFICER", number: str = "") -> Certificate:
    """Each with a certificate of his own, unless a number is given."""
    return Certificate(kind, number or f"示例-{next(NUMBERS)}", DAY - 1800 * ONE, until)


@pytest.mark.parametrize(("held", "counted"), [
    ([], 0),
    ([officer(DAY + ONE), officer(DAY + ONE)], 2),
    ([officer(DAY), officer(DAY)], 2),  # the last day still counts
    ([officer(DAY), officer(DAY - ONE)], 1),  # lapsed the day before
    ([officer(DAY + ONE), officer(DAY + ONE), officer(DAY - ONE)], 2),
    ([officer(DAY + ONE), officer(DAY + ONE, "AUXILIARY")], 1),
    ([officer(DAY + ONE, number="示例-A"), officer(DAY + ONE, number="示例-A")], 1),  # two names on one certificate
    ([officer(DAY + ONE), Certificate("OFFICER")], 1),  # no certificate yet
    ([officer(DAY + ONE), Certificate("OFFICER", "示例-2", DAY + ONE, DAY + 100 * ONE)], 1),  # issued tomorrow
])
def test_officers_are_counted_by_the_certificates_of_the_day(held, counted):
    capacity = Capacity(1, tuple(held), ALL)
    assert rules.officers(capacity, DAY) == counted
    assert [one.lack for one in rules.shortages(capacity, PENALTY, DAY)] == ([] if counted >= 2 else [Lack.OFFICERS])


@pytest.mark.parametrize("kind", list(CapacityKind))
def test_each_line_that_nobody_confirmed_is_named(kind):
    capacity = Capacity(1, (officer(DAY), officer(DAY)), ALL - {kind.value})
    assert [one.lack.value for one in rules.shortages(capacity, PENALTY, DAY)] == [kind.value]
    assert [one.lack.value for one in rules.shortages(capacity, APPROVAL, DAY)] == ([] if kind is CapacityKind.FINES_ACCOUNT else [kind.value])


def test_an_approval_needs_neither_officers_nor_an_account():
    assert rules.shortages(Capacity(1, (), ALL - {CapacityKind.FINES_ACCOUNT.value}), APPROVAL, DAY) == []


@pytest.mark.parametrize(("prepared", "types", "lacks"), [
    (Prepared(), PENALTY, [Lack.PLAN, Lack.BASIS, Lack.TRAINING, Lack.NOTICE]),
    (Prepared(), APPROVAL, [Lack.PLAN, Lack.TRAINING, Lack.NOTICE]),
    (Prepared(planned=True, trained=True, published=True), PENALTY, [Lack.BASIS]),
    (Prepared(planned=True, trained=True, published=True), APPROVAL, []),
    (Prepared(planned=True, trained=True, published=True), ("APPROVAL", "PENALTY"), [Lack.BASIS]),  # one penalty among them is enough
    (DONE, PENALTY, []),
])
def test_what_keeps_a_decision_from_starting(prepared, types, lacks):
    able = Capacity(1, (officer(DAY), officer(DAY)), ALL)
    assert [one.lack for one in rules.obstacles([able], types, prepared, DAY)] == lacks


def test_every_lack_says_its_cure():
    for lack in Lack:
        assert "请" in lack.label, lack


def test_days_run_forwards():
    rules.check_order(("plan_on", DAY), ("basis_on", None), ("published_on", DAY), ("in_force_on", DAY + ONE))
    with pytest.raises(EmpowermentRefused) as refused:
        rules.check_order(("plan_on", DAY), ("published_on", DAY - ONE))
    assert refused.value.field == "published_on"
    with pytest.raises(EmpowermentRefused):
        rules.check_done("held_on", DAY + ONE, DAY)


@given(st.lists(st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1))), max_size=6))
def test_an_order_is_refused_exactly_where_a_day_lies_before_an_earlier_step(days):
    known = [day for day in days if day is not None]
    steps = [(str(turn), day) for turn, day in enumerate(days)]
    if known == sorted(known):
        rules.check_order(*steps)
    else:
        with pytest.raises(EmpowermentRefused):
            rules.check_order(*steps)


@pytest.mark.parametrize(("on", "rule", "receiving", "field"), [
    (DAY, "FINISH", None, ""), (DAY, "HAND_OVER", 5, ""), (DAY - ONE, "FINISH", None, "effective_on"), (DAY, "HAND_OVER", None, "receiving"),
])
def test_a_recall_is_never_backdated_and_says_who_receives(on, rule, receiving, field):
    if not field:
        rules.check_recall(on, DAY, DAY - 400 * ONE, rule, receiving, 2)
        return
    with pytest.raises(EmpowermentRefused) as refused:
        rules.check_recall(on, DAY, DAY - 400 * ONE, rule, receiving, 2)
    assert refused.value.field == field


def test_a_power_cannot_be_taken_back_before_it_held():
    with pytest.raises(EmpowermentRefused):
        rules.check_recall(DAY, DAY, DAY, "FINISH", None, 0)


@pytest.mark.parametrize(("since", "until", "holds"), [
    (None, None, False), (DAY, None, True), (DAY + ONE, None, False), (DAY - ONE, DAY, False), (DAY - ONE, DAY + ONE, True),
])
def test_a_power_holds_from_its_first_day_to_the_day_before_its_recall(since, until, holds):
    assert rules.holds(since, until, DAY) is holds


def test_no_step_is_skipped_and_every_status_is_reached():
    targets = {move.target for move in EMPOWERMENT_FLOW if move.target is not None} | {DecisionStatus.PROPOSED}
    assert targets == set(DecisionStatus)
    start = EMPOWERMENT_FLOW.by_name["start"]
    assert start.sources == (DecisionStatus.PUBLISHED,)
    assert EMPOWERMENT_FLOW.by_name["plan"].sources == (DecisionStatus.CAPACITY_CHECK,)


OPENED = date(2026, 8, 1)


@pytest.mark.parametrize(("began", "today", "entered"), [
    (date(2026, 7, 31), date(2026, 11, 30), True), (OPENED, date(2026, 11, 30), False), (date(2026, 9, 1), date(2027, 9, 1), False),
    (date(2026, 7, 2), OPENED, True), (date(2026, 7, 3), OPENED, False),
])
def test_only_what_was_in_force_before_the_house_is_entered(began, today, entered):
    """However long one waits: a decision of the house's own days goes the whole way."""
    if entered:
        rules.check_known(began, today, OPENED)
        return
    with pytest.raises(EmpowermentRefused) as refused:
        rules.check_known(began, today, OPENED)
    assert refused.value.field == "in_force_on"
