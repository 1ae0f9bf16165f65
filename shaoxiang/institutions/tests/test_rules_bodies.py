"""沿革: what a body was on which day, whatever the order in which its changes are registered."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shaoxiang.institutions.rules import (
    ChangeRefused,
    Decision,
    Span,
    changed_from,
    check_closing,
    check_code,
    check_decision,
    check_name,
    check_not_past,
    check_parent,
    check_revision,
    value_on,
)

DAY = date(2026, 3, 2)
WHOLE = [Span(date(2020, 3, 24), None, {"name": "甲", "parent": 1})]


def day(number):
    return DAY + timedelta(days=number)


def told(spans):
    return [(span.since, span.until, *span.values.values()) for span in spans]


def test_a_change_cuts_the_span_and_the_old_name_keeps_its_days():
    assert told(changed_from(WHOLE, day(0), {"name": "乙"})) == [(date(2020, 3, 24), day(0), "甲", 1), (day(0), None, "乙", 1)]


def test_a_change_registered_late_ends_where_the_next_one_of_that_field_begins():
    later = changed_from(WHOLE, day(30), {"name": "丙"})
    assert told(changed_from(later, day(0), {"name": "乙"})) == [(date(2020, 3, 24), day(0), "甲", 1), (day(0), day(30), "乙", 1), (day(30), None, "丙", 1)]


def test_another_field_goes_on_through_a_later_change_of_name():
    later = changed_from(WHOLE, day(30), {"name": "丙"})
    assert told(changed_from(later, day(0), {"parent": 2}))[-1] == (day(30), None, "丙", 2)


def test_a_second_change_of_the_same_day_takes_the_place_of_the_first():
    twice = changed_from(changed_from(WHOLE, day(0), {"name": "乙"}), day(0), {"name": "丁"})
    assert told(twice)[1:] == [(day(0), None, "丁", 1)]


def test_changed_back_it_is_one_span_again():
    assert told(changed_from(changed_from(WHOLE, day(0), {"name": "乙"}), day(0), {"name": "甲"})) == told(WHOLE)


@pytest.mark.parametrize("on", [date(2020, 3, 23), date(1999, 1, 1)])
def test_before_it_was_set_up_nothing_changes(on):
    with pytest.raises(ChangeRefused, match="才设立"):
        changed_from(WHOLE, on, {"name": "乙"})


def test_after_it_was_closed_nothing_changes():
    with pytest.raises(ChangeRefused, match="已经撤销"):
        changed_from([Span(date(2020, 3, 24), day(0), {"name": "甲"})], day(0), {"name": "乙"})


changes = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["name", "parent"]), st.integers(0, 3)), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes)
def test_the_spans_always_follow_one_another_without_gap(given_changes):
    spans = WHOLE
    for on, field, value in given_changes:
        spans = changed_from(spans, day(on), {field: value})
    assert spans[0].since == WHOLE[0].since
    assert spans[-1].until is None
    assert all(one.until == two.since and dict(one.values) != dict(two.values) for one, two in pairwise(spans))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes)
def test_in_any_order_of_days_each_field_is_what_was_decided_for_it_last(given_changes):
    """Against the plain model: sort the decisions by day (the later registered of a day wins) and look back. Values all differ."""
    spans, decided = WHOLE, {}
    for number, (on, field, _value) in enumerate(given_changes):
        spans = changed_from(spans, day(on), {field: f"v{number}"})
        decided[field, on] = f"v{number}"
    for at in range(61):
        for field, first in WHOLE[0].values.items():
            known = [on for (named, on) in decided if named == field and on <= at]
            assert value_on(spans, day(at))[field] == (decided[field, max(known)] if known else first)


@pytest.mark.parametrize(("decision", "field"), [
    (Decision(DAY, "", "新编发〔2026〕3号"), "message"), (Decision(DAY, "  ", "x"), "message"), (Decision(DAY, "机构改革", " "), "document"),
])
def test_every_change_says_why_and_on_whose_word(decision, field):
    with pytest.raises(ChangeRefused) as refused:
        check_decision(decision)
    assert refused.value.field == field


def test_a_telephone_number_needs_no_document():
    check_decision(Decision(DAY, "换了号码"), needs_document=False)


@pytest.mark.parametrize(("act", "field"), [
    (lambda: check_code("dep-1", taken=False), "code"), (lambda: check_code("DEP1", taken=True), "code"), (lambda: check_code("D" * 41, taken=False), "code"),
    (lambda: check_name(" ", taken=False), "name"), (lambda: check_name("甲" * 81, taken=False), "name"), (lambda: check_name("甲", taken=True), "name"),
    (lambda: check_revision(1, 2), "revision"), (lambda: check_not_past(day(-1), DAY), "on"),
    (lambda: check_parent("INTERNAL_OFFICE", None, None, [], in_force=False), "parent"),
    (lambda: check_parent("INTERNAL_OFFICE", None, 2, [2], in_force=False), "parent"),
    (lambda: check_parent("INTERNAL_OFFICE", 7, 9, [9, 7, 1], in_force=True), "parent"),
    (lambda: check_closing(DAY, None, DAY, DAY), "on"), (lambda: check_closing(day(-9), day(5), day(3), DAY), "on"),
    (lambda: check_closing(day(-9), None, day(-1), DAY), "on"),
])
def test_what_is_refused_names_its_field(act, field):
    with pytest.raises(ChangeRefused) as refused:
        act()
    assert refused.value.field == field


def test_what_is_in_order_passes():
    check_code("S150102006-X", taken=False)
    check_parent("DEPARTMENT", None, None, [], in_force=False)
    check_parent("INTERNAL_OFFICE", 7, 9, [9, 1], in_force=True)
    check_closing(day(-9), None, day(3), DAY)
    check_not_past(DAY, DAY)
