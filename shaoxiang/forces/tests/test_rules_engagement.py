from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.dispatch.rules import URGENT, rank, summon
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces.rules import availability, holds_crew, may_release
from shaoxiang.forces.vocabulary import Availability

LIFE, EMERGENCY, JOINT, ROUTINE = Priority


@pytest.mark.parametrize(("priority", "busy", "crews", "free", "gives_way", "must_release"), [
    (ROUTINE, [], 1, True, None, ()),
    (ROUTINE, [ROUTINE], 1, False, None, (0,)),
    (JOINT, [ROUTINE], 1, False, 0, ()),
    (EMERGENCY, [ROUTINE], 1, False, 0, ()),
    (LIFE, [EMERGENCY], 1, False, None, (0,)),
    (EMERGENCY, [LIFE, EMERGENCY], 2, False, None, (0, 1)),
    (JOINT, [EMERGENCY, ROUTINE], 2, False, 1, ()),
    (EMERGENCY, [EMERGENCY, ROUTINE], 1, False, None, (0,)),  # the routine task gave its crew away already
    (EMERGENCY, [], 0, False, None, ()),  # no crew can go
])
def test_a_crew_goes_to_the_more_urgent_call_and_never_leaves_an_emergency(priority, busy, crews, free, gives_way, must_release):
    answer = summon(priority, busy, crews)
    assert (answer.free, answer.gives_way, answer.must_release) == (free, gives_way, must_release)


@given(st.sampled_from(Priority), st.lists(st.sampled_from(Priority), max_size=6), st.integers(0, 4))
def test_whoever_gives_way_is_less_urgent_and_never_on_an_emergency(priority, busy, crews):
    busy = sorted(busy, key=rank)
    answer = summon(priority, busy, crews)
    if answer.gives_way is not None:
        other = busy[answer.gives_way]
        assert other not in URGENT
        assert rank(other) > rank(priority)
        assert answer.gives_way < crews
    assert answer.free == (len(busy) < crews)


@pytest.mark.parametrize(("kind", "mode", "priority", "held"), [
    ("CASE", "STATIONED", ROUTINE, False),  # a file on a station's desk
    ("CASE", "STATIONED", LIFE, True),
    ("CASE", "FORCE", ROUTINE, True),  # sent by one act
    ("WHISTLE", "", ROUTINE, True),
])
def test_a_routed_case_is_work_on_a_desk_not_a_crew_on_the_road(kind, mode, priority, held):
    assert holds_crew(kind, mode, priority) is held


@pytest.mark.parametrize(("crews", "busy", "absent", "said"), [
    (2, [ROUTINE], 0, Availability.FREE), (1, [ROUTINE], 0, Availability.ON_TASK), (1, [LIFE, ROUTINE], 0, Availability.ON_EMERGENCY),
    (0, [], 1, Availability.ABSENT), (1, [JOINT], 1, Availability.ON_TASK),
])
def test_availability_is_known_from_tasks_and_leave(crews, busy, absent, said):
    assert availability(crews, busy, absent=absent) is said


@pytest.mark.parametrize(("priority", "who", "may"), [
    (EMERGENCY, "summoner", True), (EMERGENCY, "district", True), (EMERGENCY, "head", False), (LIFE, "head", False), (ROUTINE, "head", True),
    (JOINT, "nobody", False),
])
def test_an_emergency_is_released_by_its_summoner_or_the_district_alone(priority, who, may):
    assert may_release(priority, summoner=who == "summoner", district=who == "district", head=who == "head") is may
