"""What news touches which part, how long a part is good, what a reader already has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.insight.queries.tail import SEEN, Tail
from shaoxiang.insight.rules import OLDEST, Scope, Surge, Touch, duty_of, good_until, missing, stamp, surge, touches
from shaoxiang.insight.vocabulary import Duty, Part, ScopeKind

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
DISTRICT, STREET = Scope(ScopeKind.DISTRICT), Scope(ScopeKind.STREET, 5)
UNIT, OFFICE = Scope(ScopeKind.UNIT, 21), Scope(ScopeKind.OFFICE, 69)
WHISTLE = Touch(1, "WHISTLE", 5, frozenset({21}), frozenset({69}))


@pytest.mark.parametrize(("scope", "touched"), [(DISTRICT, True), (STREET, True), (UNIT, True), (OFFICE, True), (Scope(ScopeKind.STREET, 6), False),
                                                (Scope(ScopeKind.UNIT, 22), False), (Scope(ScopeKind.OFFICE, 70), False)])
def test_news_touches_whom_it_concerns_and_nobody_else(scope, touched):
    assert touches(Part.WHISTLES, WHISTLE, scope) is touched


@pytest.mark.parametrize(("kind", "parts"), [
    ("CASE", {Part.DECIDE, Part.LATE}), ("WHISTLE", {Part.DECIDE, Part.LATE, Part.WHISTLES}), ("COORDINATION", {Part.DECIDE}), ("MEDIATION", set()),
])
def test_each_kind_of_matter_touches_its_parts(kind, parts):
    assert {part for part in Part if touches(part, Touch(1, kind, 5), DISTRICT)} == parts


def test_a_decision_may_be_awaited_of_an_office_that_was_not_called():
    draft = Touch(1, "WHISTLE", 5)
    assert touches(Part.DECIDE, draft, OFFICE)
    assert not touches(Part.WHISTLES, draft, OFFICE)
    assert not touches(Part.DECIDE, Touch(1, "CASE", 5), OFFICE)


def test_a_force_out_in_another_street_touches_the_forces_of_this_one():
    elsewhere = Touch(1, "CASE", 6, frozenset({21}), frozenset({69}))
    assert touches(Part.FORCES, elsewhere, STREET, {69, 70})
    assert not touches(Part.FORCES, elsewhere, STREET, {70})
    assert not touches(Part.LATE, elsewhere, STREET, {69})


def test_what_is_about_no_matter_touches_everything():
    assert all(touches(part, Touch(1), STREET) for part in Part)


def test_a_part_is_good_until_the_next_light_changes_and_five_minutes_at_most():
    soon = NOW + timedelta(seconds=20)
    assert good_until(Part.LATE, NOW, [None, NOW - timedelta(hours=1), soon, NOW + timedelta(hours=1)]) == soon
    assert good_until(Part.LATE, NOW, []) == NOW + OLDEST


@pytest.mark.parametrize(("at", "until"), [((30, 0), (35, 0)), ((34, 59), (35, 0)), ((35, 0), (40, 0)), ((59, 59), (60, 0))])
def test_a_shift_that_begins_on_the_clock_is_seen_on_the_clock(at, until):
    hour = NOW.replace(minute=0)
    now, then = (hour + timedelta(minutes=minutes, seconds=seconds) for minutes, seconds in (at, until))
    assert good_until(Part.FORCES, now, []) == then


digests = st.fixed_dictionaries({part: st.text("0123456789abcdef", min_size=12, max_size=12) for part in Part})


@given(digests, st.sets(st.sampled_from(list(Part))))
def test_a_reader_gets_exactly_the_parts_that_changed(held, changed):
    now = {part: ("x" + digest if part in changed else digest) for part, digest in held.items()}
    assert set(missing(stamp("zh", held), "zh", now)) == changed
    assert missing(f"W/{stamp('zh', held)}", "zh", held) == []


@pytest.mark.parametrize("tag", ["", '"zh"', "*", '"zh.a.b.c.d.e"', "\x00"])
def test_a_tag_that_cannot_be_read_gets_everything(tag):
    assert missing(tag, "zh", dict.fromkeys(Part, "a")) == list(Part)


def test_another_language_or_layout_gets_everything():
    held = dict.fromkeys(Part, "a")
    assert missing(stamp("zh", held), "enw", held) == list(Part)


@pytest.mark.parametrize(("today", "yesterday", "said"), [
    (9, 0, None), (10, 0, Surge.DOUBLE), (30, 20, Surge.HALF), (29, 20, None), (40, 20, Surge.DOUBLE), (20, 40, None), (110, 100, None),
])
def test_a_surge_is_said_only_when_it_is_one(today, yesterday, said):
    assert surge(today, yesterday) is said


@pytest.mark.parametrize(("free", "urgent", "duty"), [(1, False, Duty.FREE), (0, False, Duty.BUSY), (0, True, Duty.URGENT), (2, True, Duty.URGENT)])
def test_a_force_on_an_emergency_is_that_whatever_it_has_left(free, urgent, duty):
    assert duty_of(free, urgent) is duty


def tail(*ids: int) -> Tail:
    return Tail(tuple(sorted(ids, reverse=True)))


def test_entries_that_became_visible_late_are_news():
    """PostgreSQL commits out of order: 7 may appear when 8 was seen already."""
    assert tail(5, 6, 7, 8).since(tail(5, 6, 8)) == (7,)
    assert tail(1, 2, 3).since(tail()) == (3, 2, 1)
    assert tail(4).since(tail(4)) == ()


@given(st.integers(0, 400), st.integers(0, 400))
def test_nothing_written_since_passes_unseen(before, more):
    """Either every new entry is named, or it is said that some may be missing."""

    def seen(last: int) -> Tail:
        return Tail(tuple(range(last, max(last - SEEN, 0), -1)))

    news = seen(before + more).since(seen(before))
    if news is None:
        assert more >= SEEN
    else:
        assert set(news) == set(range(before + 1, before + more + 1))
