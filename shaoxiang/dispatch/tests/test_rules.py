"""生命安全 > 应急 > 综合执法 > 日常, and nobody is summoned away from an emergency. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.dispatch.flows import ORDER_FLOW, UNDER_WAY
from shaoxiang.dispatch.rules import URGENT, must_escalate, rank, summon
from shaoxiang.dispatch.vocabulary import OrderState, Priority

LIFE, EMERGENCY, JOINT, ROUTINE = Priority
TASKS = st.lists(st.sampled_from(list(Priority)), max_size=6)


@pytest.mark.parametrize(
    ("priority", "busy_with", "crews", "allowed", "gives_way", "must_release"),
    [
        (ROUTINE, [], 1, True, None, ()),
        (ROUTINE, [ROUTINE], 2, True, None, ()),
        (ROUTINE, [ROUTINE], 1, False, None, (0,)),  # first come, first served among equals
        (JOINT, [ROUTINE], 1, True, 0, ()),
        (EMERGENCY, [JOINT, ROUTINE], 2, True, 1, ()),  # the least urgent gives way
        (EMERGENCY, [EMERGENCY], 1, False, None, (0,)),
        (LIFE, [EMERGENCY], 1, False, None, (0,)),  # not even for a life without the first summoner's release
        (LIFE, [EMERGENCY, JOINT], 2, True, 1, ()),
        (LIFE, [], 0, False, None, ()),
    ],
)
def test_who_may_be_summoned_from_what(priority, busy_with, crews, allowed, gives_way, must_release):
    answer = summon(priority, busy_with, crews)
    assert (answer.allowed, answer.gives_way, answer.must_release) == (allowed, gives_way, must_release)


@given(st.sampled_from(list(Priority)), TASKS, st.integers(0, 4))
def test_an_emergency_never_gives_way_and_only_the_less_urgent_does(priority, busy_with, crews):
    answer = summon(priority, busy_with, crews)
    if answer.gives_way is not None:
        left = busy_with[answer.gives_way]
        assert left not in URGENT
        assert rank(left) > rank(priority)
    assert answer.free == (len(busy_with) < crews)
    if not answer.allowed:
        assert len(answer.must_release) == min(crews, len(busy_with))


@given(TASKS, st.integers(1, 4))
def test_the_more_urgent_is_never_refused_where_the_less_urgent_is_let(busy_with, crews):
    allowed = [summon(priority, busy_with, crews).allowed for priority in Priority]
    assert allowed == sorted(allowed, reverse=True)


@pytest.mark.parametrize(("bounces", "expected"), [(0, False), (2, False), (3, True), (4, True)])
def test_the_third_bounce_escalates(bounces, expected):
    assert must_escalate(bounces) is expected


def test_a_unit_that_is_done_moves_only_back_or_away():
    assert {move.name for move in ORDER_FLOW.open_moves(OrderState.DONE)} == {"rework", "release"}
    assert not ORDER_FLOW.open_moves(OrderState.RELEASED)
    assert OrderState.DONE not in UNDER_WAY
