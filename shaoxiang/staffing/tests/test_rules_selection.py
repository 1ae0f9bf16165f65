"""The selection of cadres as rules: nothing compares people, the days count, the flags only remark."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.clocks.rules import due
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.staffing.flows import SELECTION_FLOW
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.rules import selection as rules
from shaoxiang.staffing.rules.selection import Factors, Vote
from shaoxiang.staffing.vocabulary import Avoidance, Education, Level, Rank, SelectionStatus

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, tzinfo=UTC)
factors = st.builds(
    Factors, st.integers(1960, 2005), st.sampled_from(list(Education)), st.integers(0, 40), st.just("某省"), st.just("某省"), st.just("某街"),
)


def someone(**more) -> Factors:
    held = {"birth_year": 1985, "education": Education.BACHELOR, "grassroots_years": 12, "origin": "某省", "grew_up": "某省", "family": "某街"}
    return Factors(**{**held, **more})


ASKED = ["name", "unit", "age", "grassroots_years", "-name"]


@given(st.lists(factors, min_size=2, max_size=6), st.lists(factors, min_size=6, max_size=6), st.sampled_from(ASKED))
def test_the_order_of_candidates_never_depends_on_their_factors(first, second, by):
    """The same people with other factors stand in the same order, whatever order is asked for."""
    people = [(f"示例{turn % 3}", f"单位{turn % 2}", turn) for turn in range(len(first))]

    def order(held):
        rows = list(zip(people, held, strict=False))
        shown = rules.in_order(rows, by, name=lambda row: row[0][0], unit=lambda row: row[0][1], key=lambda row: row[0][2])
        return [row[0][2] for row in shown]

    assert order(first) == order(second)


def test_any_order_but_by_unit_is_the_order_by_name():
    rows = [("乙", "A"), ("甲", "B"), ("丙", "A")]
    shown = {by: [row[0] for row in rules.in_order(rows, by, name=lambda row: row[0], unit=lambda row: row[1], key=lambda row: 0)]
             for by in ("name", "unit", "age", "")}
    assert shown == {"name": ["丙", "乙", "甲"], "unit": ["丙", "乙", "甲"], "age": ["丙", "乙", "甲"], "": ["丙", "乙", "甲"]}
    assert rules.SORTS == ("name", "unit")


def test_factors_have_no_sum():
    """Two candidates cannot be compared by machine: the type has no order, no number of its own and no other field."""
    assert [field.name for field in fields(Factors)] == ["birth_year", "education", "grassroots_years", "origin", "grew_up", "family"]
    with pytest.raises(TypeError):
        _ = someone() < someone(grassroots_years=1)  # type: ignore[operator]


@given(factors)
def test_sealed_and_read_again_the_factors_are_the_same(held):
    assert Factors.of(held.texts()) == held


@pytest.mark.parametrize(("given", "field"), [
    ({"birth_year": 2012}, "birth_year"), ({"birth_year": 85}, "birth_year"), ({"birth_year": 2000, "grassroots_years": 20}, "grassroots_years"),
])
def test_factors_that_cannot_be_are_refused(given, field):
    with pytest.raises(StaffingRefused) as refused:
        rules.check_factors(someone(**given), TODAY)
    assert refused.value.field == field
    rules.check_factors(someone(), TODAY)


@pytest.mark.parametrize(("held", "rank", "level", "flags"), [
    ({"origin": "呼和浩特市新城区"}, Rank.PRINCIPAL, Level.STREET, (Avoidance.FROM_HERE,)),
    ({"grew_up": "新城区"}, Rank.PRINCIPAL, Level.STREET, (Avoidance.FROM_HERE,)),
    ({"family": "东风路某小区"}, Rank.PRINCIPAL, Level.STREET, (Avoidance.FAMILY_HERE,)),
    ({"origin": "新城区"}, Rank.DEPUTY, Level.STREET, ()),
    ({"origin": "新城区"}, Rank.PRINCIPAL, Level.DISTRICT, (Avoidance.FROM_HERE,)), ({"origin": "新城区"}, Rank.PRINCIPAL, None, ()),
    ({}, Rank.PRINCIPAL, Level.STREET, ()),
])
def test_place_avoidance_is_remarked_for_the_principal_leader(held, rank, level, flags):
    assert rules.avoidance(someone(**held), rank=rank, level=level, district="新城区", unit="东风路") == flags


@pytest.mark.parametrize(("published", "last"), [("2026-11-02T10:00+08:00", date(2026, 11, 9)), ("2026-09-30T10:00+08:00", date(2026, 10, 13))])
def test_five_working_days_are_counted_from_the_day_after(published, last):
    """Counted by hand on the State Council's calendar of 2026: 1 to 7 October are days off, 10 October is worked."""
    found = due(datetime.fromisoformat(published), rules.PUBLICITY, packaged_calendar())
    assert found.last_day == last


def test_nobody_is_appointed_before_the_publicity_is_over_or_while_an_objection_waits():
    for end in (None, NOW + timedelta(seconds=1)):
        with pytest.raises(StaffingRefused, match="五个工作日"):
            rules.check_published(end, NOW)
    rules.check_published(NOW, NOW)
    for waiting, upheld in ((1, 0), (0, 1)):
        with pytest.raises(StaffingRefused):
            rules.check_objections(waiting, upheld)
    rules.check_objections(0, 0)


@pytest.mark.parametrize(("start", "months", "end"), [
    (date(2026, 11, 2), 12, date(2027, 11, 2)), (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
])
def test_probation_ends_on_the_corresponding_day(start, months, end):
    assert rules.after_months(start, months) == end


@pytest.mark.parametrize(("rank", "posts", "leaders", "vacant", "field"), [
    (Rank.NONE, 0, 0, False, "post"), (Rank.DEPUTY, 2, 2, True, "rank"), (Rank.PRINCIPAL, 1, 0, True, ""), (Rank.NONE, 0, 0, True, ""),
])
def test_q3_a_motion_needs_a_vacancy(rank, posts, leaders, vacant, field):
    if not field:
        rules.check_post(rank, posts, leaders, vacant=vacant)
        return
    with pytest.raises(StaffingRefused) as refused:
        rules.check_post(rank, posts, leaders, vacant=vacant)
    assert refused.value.field == field


def test_every_step_can_be_ended_and_nothing_follows_the_end():
    assert all("end" in {move.name for move in SELECTION_FLOW.open_moves(step.value)} for step in SelectionStatus if step.value not in ("APPOINTED", "ENDED"))
    assert SELECTION_FLOW.open_moves("APPOINTED") == SELECTION_FLOW.open_moves("ENDED") == []


@pytest.mark.parametrize(("numbers", "field"), [
    ((9, 6, 5, 1, 0), ""), ((9, 5, 5, 0, 0), "present"), ((9, 6, 4, 2, 0), "agreed"), ((10, 7, 6, 0, 1), ""), ((10, 6, 6, 0, 0), "present"),
    ((10, 10, 5, 5, 0), "agreed"), ((3, 2, 2, 0, 0), ""), ((3, 2, 1, 1, 0), "agreed"), ((1, 1, 1, 0, 0), ""), ((0, 0, 0, 0, 0), "due"),
    ((9, 10, 10, 0, 0), "present"), ((9, 8, 6, 0, 0), "agreed"), ((9, 8, 9, -1, 0), "due"),
])
def test_a_meeting_decides_with_two_thirds_there_and_more_than_half_of_all_agreeing(numbers, field):
    if not field:
        rules.check_vote(Vote(*numbers))
        return
    with pytest.raises(StaffingRefused) as refused:
        rules.check_vote(Vote(*numbers))
    assert refused.value.field == field


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_whatever_passes_has_quorum_and_majority_by_fractions(due, present, agreed):
    vote = Vote(due, present, agreed, max(present - agreed, 0), 0)
    try:
        rules.check_vote(vote)
    except StaffingRefused:
        assert present > due or agreed > present or Fraction(present, due) < Fraction(2, 3) or Fraction(agreed, due) <= Fraction(1, 2)
    else:
        assert Fraction(present, due) >= Fraction(2, 3)
        assert Fraction(agreed, due) > Fraction(1, 2)


@pytest.mark.parametrize(("today", "months", "day"), [
    (date(2026, 11, 2), 12, date(2025, 11, 2)), (date(2026, 3, 31), 1, date(2025, 12, 31)), (date(2026, 5, 31), 3, date(2026, 2, 28)),
])
def test_the_term_of_keeping_is_at_least_three_months(today, months, day):
    assert rules.erased_before(today, months) == day


@pytest.mark.parametrize(("age", "band"), [(18, "UNTIL_35"), (35, "UNTIL_35"), (36, "UNTIL_45"), (45, "UNTIL_45"), (46, "OLDER"), (70, "OLDER")])
def test_every_age_is_in_one_band(age, band):
    assert rules.age_band(age).value == band


@pytest.mark.parametrize(("years", "band"), [(0, "UNTIL_2"), (2, "UNTIL_2"), (3, "UNTIL_5"), (5, "UNTIL_5"), (6, "UNTIL_10"), (10, "UNTIL_10"), (11, "MORE")])
def test_every_number_of_years_is_in_one_band(years, band):
    assert rules.years_band(years).value == band
