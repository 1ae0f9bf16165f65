"""代理: who may stand in for whom, and on which days; by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.institutions.rules import DeputyRefused, Held, Plan, check_deputy, check_end, covered

TODAY = date(2026, 3, 2)
LONG = date(2024, 1, 1)


def day(number):
    return TODAY + timedelta(days=number)


SEAT = Held(10, LONG, None, frozenset({"OFFICE_HEAD"}))
OWN = Held(20, LONG, None, frozenset({"OFFICE_HANDLER"}))
PLAN = Plan(SEAT, principal=1, deputy=2, since=day(0), until=day(7), by=1)


def refused(plan=PLAN, own=(OWN,), stands_in=(), taken=()):
    """The field of the refusal; None where it goes through."""
    try:
        check_deputy(plan, own=own, stands_in=stands_in, taken=taken, today=TODAY)
    except DeputyRefused as why:
        return why.field
    return None


AUDITED = replace(PLAN, seat=replace(SEAT, roles=frozenset({"AUDIT_ADMIN"})))
SECURITY, SYSTEM = frozenset({"SECURITY_ADMIN"}), frozenset({"SYSTEM_ADMIN"})


@pytest.mark.parametrize(("said", "field", "case"), [
    ("a week from today", None, {}),
    ("today alone", None, {"plan": replace(PLAN, until=day(1))}),
    ("yesterday", "since", {"plan": replace(PLAN, since=day(-1))}),
    ("the last day before the first", "last", {"plan": replace(PLAN, until=day(0))}),
    ("a year and a day of leap", None, {"plan": replace(PLAN, until=day(366))}),
    ("longer", "last", {"plan": replace(PLAN, until=day(367))}),
    ("begins in more than a year", "since", {"plan": replace(PLAN, since=day(367), until=day(368))}),
    ("himself", "deputy", {"plan": replace(PLAN, deputy=1)}),
    ("arranged by the leader", None, {"plan": replace(PLAN, by=3)}),
    ("arranged by a key", None, {"plan": replace(PLAN, by=None)}),
    ("the leader for himself", "deputy", {"plan": replace(PLAN, by=2)}),
    ("the principal leaves before the end", "since", {"plan": replace(PLAN, seat=replace(SEAT, until=day(6)))}),
    ("the principal leaves on the day after", None, {"plan": replace(PLAN, seat=replace(SEAT, until=day(7)))}),
    ("the principal comes later", "since", {"plan": replace(PLAN, seat=replace(SEAT, since=day(1)))}),
    ("no post of his own", "deputy", {"own": ()}),
    ("his post ends before", "deputy", {"own": (replace(OWN, until=day(6)),)}),
    ("one post ends and the next begins the same day", None, {"own": (replace(OWN, until=day(3)), replace(OWN, post=21, since=day(3)))}),
    ("a day between his posts", "deputy", {"own": (replace(OWN, until=day(3)), replace(OWN, post=21, since=day(4)))}),
    ("he sits in this post", "deputy", {"own": (OWN, replace(OWN, post=10))}),
    ("he sat there before", None, {"own": (OWN, replace(OWN, post=10, until=day(0)))}),
    ("somebody stands in on the last day", "since", {"taken": (Held(10, day(6), day(9)),)}),
    ("somebody stands in from the day after", None, {"taken": (Held(10, day(7), day(9)),)}),
    ("somebody stood in until yesterday", None, {"taken": (Held(10, day(-9), day(0)),)}),
    ("somebody without end", "since", {"taken": (Held(10, day(-9), None),)}),
    ("two administrators", "deputy", {"plan": AUDITED, "own": (replace(OWN, roles=SECURITY),)}),
    ("administrator beside a business post", None, {"plan": AUDITED}),
    ("two administrators by standing in twice", "deputy", {"plan": AUDITED, "stands_in": (Held(30, day(6), day(8), SYSTEM),)}),
    ("the other one after it", None, {"plan": AUDITED, "stands_in": (Held(30, day(7), day(8), SYSTEM),)}),
])
def test_who_may_stand_in(said, field, case):
    assert refused(**case) == field, said


@pytest.mark.parametrize(("since", "until", "on", "field"), [
    (-3, 7, 0, None), (-3, 7, 1, None), (-3, 7, 6, None), (-3, 7, 7, "on"), (-3, 7, -1, "on"), (-3, None, 40, None),
    (0, 7, 0, None), (3, 7, 0, None), (3, 7, 3, None), (3, 7, 4, "on"),
])
def test_it_ends_from_today_on_and_before_it_would(since, until, on, field):
    try:
        check_end(since=day(since), until=None if until is None else day(until), on=day(on), today=TODAY)
        found = None
    except DeputyRefused as why:
        found = why.field
    assert found == field


SPANS = st.lists(st.tuples(st.integers(-5, 20), st.one_of(st.none(), st.integers(1, 15))).map(
    lambda pair: Held(1, day(pair[0]), None if pair[1] is None else day(pair[0] + pair[1]))), max_size=5)


@given(SPANS, st.integers(0, 10), st.integers(1, 10))
def test_covered_is_every_single_day_held(spans, since, length):
    days = [day(since + number) for number in range(length)]
    held = all(any(one.since <= each and (one.until is None or each < one.until) for one in spans) for each in days)
    assert covered(spans, days[0], days[-1] + timedelta(days=1)) == held
