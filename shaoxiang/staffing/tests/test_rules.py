"""Q1 to Q10 of the mechanisms, each by hand. No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.staffing import rules
from shaoxiang.staffing.rules import Asked, Line, StaffingRefused, Standing
from shaoxiang.staffing.vocabulary import Level, QuotaType, Rank

LOCK = date(2020, 3, 24)
TODAY = date(2026, 11, 2)
ADMIN, INSTITUTIONAL = QuotaType.ADMINISTRATIVE.value, QuotaType.INSTITUTIONAL.value
OPENING = Line(1, 7, ADMIN, 40, LOCK)
LATEST = date(2027, 11, 2)
RAISED = Line(2, 7, ADMIN, 5, date(2024, 1, 1))


def asked(delta: int, *, corrects: Line | None = None, on: date = TODAY, kind: str = ADMIN, right: int | None = None, read_in: str = "编委1号",
          recorded_under: str = "编委1号") -> Asked:
    """A correction says what the paper has: what is left of the line, unless `right` says otherwise."""
    if right is None and corrects is not None:
        right = max(0, corrects.delta + delta)
    return Asked(7, kind, delta, on, corrects, right, read_in, recorded_under)


def check(wanted: Asked, lines=(OPENING, RAISED), lock: date | None = LOCK) -> None:
    rules.check_change(wanted, lines, lock, TODAY)


def refused_at(wanted: Asked, **given) -> str:
    with pytest.raises(StaffingRefused) as refused:
        check(wanted, **given)
    return refused.value.field


def test_q1_a_correction_of_another_type_is_refused():
    assert refused_at(asked(1, corrects=RAISED, kind=INSTITUTIONAL)) == "corrects"


def test_q1_a_free_quota_of_one_type_is_none_of_another():
    """Each type has a ledger of its own: the standing asked of is that of the type."""
    with pytest.raises(StaffingRefused):
        rules.check_appointment(Standing(0, 0), Rank.NONE, 0, 0, post_is_vacant=True)


@pytest.mark.parametrize(("quota", "heads", "free", "over"), [(5, 3, 2, 0), (5, 5, 0, 0), (5, 6, 0, 1), (0, 2, 0, 2)])
def test_q2_q10_vacant_and_over_staffed_are_told(quota, heads, free, over):
    assert (Standing(quota, heads).free, Standing(quota, heads).over) == (free, over)


def test_q2_no_leader_above_the_leadership_posts():
    rules.check_appointment(Standing(5, 3), Rank.DEPUTY, 4, 3, post_is_vacant=True)
    with pytest.raises(StaffingRefused) as refused:
        rules.check_appointment(Standing(5, 3), Rank.DEPUTY, 4, 4, post_is_vacant=True)
    assert refused.value.field == "rank"


@pytest.mark.parametrize(("heads", "vacant", "field"), [(5, True, "quota_type"), (4, False, "post_id")])
def test_q3_an_appointment_needs_a_free_quota_and_a_vacancy(heads, vacant, field):
    with pytest.raises(StaffingRefused) as refused:
        rules.check_appointment(Standing(5, heads), Rank.NONE, 0, 0, post_is_vacant=vacant)
    assert refused.value.field == field


@pytest.mark.parametrize("on", [LOCK, TODAY, TODAY + timedelta(days=400), LOCK - timedelta(days=1), date(2010, 1, 1)])
def test_q4_no_decrease_under_the_lock_whatever_its_date(on):
    assert refused_at(asked(-1, on=on)) == "delta"


def test_q4_a_correction_undoes_at_most_the_wrong_entry():
    check(asked(-5, corrects=RAISED))
    assert refused_at(asked(-6, corrects=RAISED)) == "delta"
    undone = Line(3, 7, ADMIN, -4, TODAY, corrects_id=2)
    assert refused_at(asked(-1, corrects=RAISED, right=0), lines=(OPENING, RAISED, undone)) == "corrects"  # a line is corrected once


@pytest.mark.parametrize(("said", "field"), [
    ({"right": -1}, "right_figure"), ({"right": 3}, "delta"), ({"right": 5}, "delta"), ({"read_in": "编委2号"}, "read_in"), ({"read_in": " "}, "read_in"),
    ({"read_in": "", "recorded_under": ""}, "read_in"),
])
def test_q4_a_correction_mends_a_slip_and_is_no_new_decision(said, field):
    check(asked(-1, corrects=RAISED, right=4))
    check(asked(-1, corrects=RAISED, right=4, read_in="原件3号", recorded_under=""))
    assert refused_at(asked(-1, corrects=RAISED, **{"right": 4, **said})) == field


@pytest.mark.parametrize("reason", ["压缩编制", "示例：按上级要求核减两名"])
def test_q4_what_is_cut_is_not_corrected(reason):
    rules.check_correction_words("示例：会议定的是三名，录入时写成了五名")
    with pytest.raises(StaffingRefused) as refused:
        rules.check_correction_words(reason)
    assert refused.value.field == "reason"


def test_whoever_is_on_a_streets_quota_does_not_work_in_the_district_without_a_secondment():
    rules.check_works_where(Level.STREET, "STREET_OFFICE")
    rules.check_works_where(Level.DISTRICT, "STREET_OFFICE")  # sent down
    rules.check_works_where(Level.DISTRICT, "DEPARTMENT")
    for above in ("DEPARTMENT", "COMMAND_CENTER", "PUBLIC_UTILITY", "DISTRICT_ORGAN"):
        with pytest.raises(StaffingRefused) as refused:
            rules.check_works_where(Level.STREET, above)
        assert refused.value.field == "post_id"


def test_q4_what_stood_when_the_lock_fell_is_never_corrected_down():
    assert refused_at(asked(-1, corrects=OPENING)) == "corrects"


def test_q4_a_correction_is_not_dated_before_the_wrong_entry():
    assert refused_at(asked(-1, corrects=RAISED, on=date(2023, 12, 31))) == "effective_on"


def test_q4_before_its_first_day_a_lock_locks_nothing_yet():
    coming = TODAY + timedelta(days=30)
    check(asked(-1), lock=coming)
    assert refused_at(asked(-1, on=coming), lock=coming) == "delta"


def test_q5_the_floor_is_the_highest_total_since_the_lock_without_what_was_wrong():
    assert rules.floor([OPENING, RAISED], LOCK) == 45
    assert rules.floor([OPENING, RAISED, Line(3, 7, ADMIN, -5, TODAY, corrects_id=2)], LOCK) == 40
    assert rules.floor([OPENING], None) is None


@given(st.lists(st.tuples(st.integers(-9, 9).filter(bool), st.integers(0, 900), st.integers(0, 6)), max_size=14))
def test_q4_q5_no_sequence_of_allowed_changes_ever_falls_below_the_lock(steps):
    lines = [OPENING]
    for number, (delta, days, cited) in enumerate(steps, start=2):
        wrong = lines[cited] if delta < 0 and cited < len(lines) else None
        wanted = asked(delta, on=LOCK + timedelta(days=days), corrects=wrong)
        try:
            check(wanted, lines=lines)
        except StaffingRefused:
            continue
        lines.append(Line(number, 7, ADMIN, delta, wanted.effective_on, wanted.corrects.id if wanted.corrects else None))
    assert min(rules.total(lines, LOCK + timedelta(days=day)) for day in range(0, 901, 30)) >= 40
    assert (rules.floor(lines, LOCK) or 0) >= 40


@pytest.mark.parametrize(("source", "target", "document", "fine"), [
    (Level.DISTRICT, Level.DISTRICT, "", True), (Level.DISTRICT, Level.STREET, "", False), (Level.DISTRICT, Level.STREET, "示例编字〔2026〕1号", True),
    (Level.DISTRICT, Level.STREET, "x", False), (Level.STREET, Level.DISTRICT, "上级同意", False),
])
def test_q6_between_levels_only_with_approval_from_above(source, target, document, fine):
    if fine:
        rules.check_between_levels(source, target, document)
    else:
        with pytest.raises(StaffingRefused):
            rules.check_between_levels(source, target, document)


def test_q7_a_street_is_not_asked_for_a_matching_body_or_plate():
    rules.check_matching(True, Level.DISTRICT)
    with pytest.raises(StaffingRefused):
        rules.check_matching(True, Level.STREET)


@pytest.mark.parametrize("kind", ["EMERGENCY_TEAM", "INTERNAL_OFFICE", "COMMUNITY_COMMITTEE", ""])
def test_q9_what_only_coordinates_or_belongs_to_a_unit_has_no_quota_of_its_own(kind):
    with pytest.raises(StaffingRefused):
        rules.level_of(kind)


@pytest.mark.parametrize(("document", "ends", "field"), [
    ("", TODAY + timedelta(days=90), "exception_document"), ("示例〔2026〕1号", None, "valid_to"), ("示例〔2026〕1号", LATEST + timedelta(days=1), "valid_to"),
    ("示例〔2026〕1号", TODAY, "valid_to"), ("口头", TODAY + timedelta(days=90), "exception_document"),
])
def test_a_street_lends_nobody_upward_without_a_document_and_an_end(document, ends, field):
    with pytest.raises(StaffingRefused) as refused:
        rules.check_secondment(Level.STREET, Level.DISTRICT, document, TODAY, ends, LATEST)
    assert refused.value.field == field
    rules.check_secondment(Level.STREET, Level.DISTRICT, "示例编函〔2026〕3号", TODAY, TODAY + timedelta(days=90), LATEST)


DAY = timedelta(days=1)
LATER = Line(9, 7, ADMIN, 1, TODAY + 300 * DAY)


@pytest.mark.parametrize(("on", "lines", "lock", "reason"), [
    (TODAY, (OPENING, RAISED), LOCK, ""), (TODAY + DAY, (OPENING, RAISED), LOCK, ""), (TODAY + 366 * DAY, (OPENING,), LOCK, ""),
    (TODAY + 367 * DAY, (OPENING,), LOCK, "一年以内"), (date(2099, 1, 1), (OPENING,), None, "一年以内"),
    (TODAY - DAY, (OPENING, RAISED), LOCK, "拟稿"), (date(2019, 1, 1), (OPENING, RAISED), LOCK, "拟稿"),
    (TODAY, (), None, ""), (TODAY, (LATER,), None, "台账从"), (LATER.effective_on - DAY, (LATER,), None, "台账从"), (LATER.effective_on, (LATER,), None, ""),
    (TODAY, (OPENING, LATER), LOCK, ""),
])
def test_a_change_takes_effect_neither_before_its_draft_nor_before_the_ledger(on, lines, lock, reason):
    if not reason:
        rules.check_day(on, lines, lock, TODAY)
        return
    with pytest.raises(StaffingRefused, match=reason) as refused:
        rules.check_day(on, lines, lock, TODAY)
    assert refused.value.field == "effective_on"


NUMBER = "示例编委〔2026〕1号"


@pytest.mark.parametrize(("meeting", "effective", "number", "field"), [
    (TODAY, TODAY, NUMBER, ""), (TODAY, TODAY + DAY, NUMBER, ""), (TODAY - DAY, TODAY, NUMBER, ""), (TODAY - 2 * DAY, TODAY, NUMBER, "meeting_on"),
    (TODAY + DAY, TODAY + 2 * DAY, NUMBER, "meeting_on"), (TODAY, TODAY - DAY, NUMBER, "meeting_on"), (date(2018, 12, 31), TODAY, NUMBER, "meeting_on"),
    (TODAY, TODAY, " ", "meeting_number"), (TODAY, TODAY, "x", "meeting_number"), (TODAY, TODAY, "示例编委〔2099〕1号", "meeting_number"),
])
def test_a_meeting_is_held_after_the_draft_and_not_after_the_effect(meeting, effective, number, field):
    drafted_on = TODAY - DAY
    if not field:
        rules.check_meeting(meeting, number, effective, TODAY, drafted_on)
        return
    with pytest.raises(StaffingRefused) as refused:
        rules.check_meeting(meeting, number, effective, TODAY, drafted_on)
    assert refused.value.field == field


@pytest.mark.parametrize(("on", "fine"), [(TODAY - DAY, True), (TODAY, True), (TODAY + DAY, False), (date(2099, 1, 1), False)])
def test_the_ledger_is_written_on_the_day_and_not_before(on, fine):
    if fine:
        rules.check_due(on, TODAY)
    else:
        with pytest.raises(StaffingRefused):
            rules.check_due(on, TODAY)


@pytest.mark.parametrize(("delta", "after", "people", "over"), [(-1, 3, 3, 0), (-1, 2, 3, 1), (-10, 20, 28, 8), (1, 2, 3, 0), (-1, 5, 3, 0)])
def test_q2_a_cut_leaves_nobody_without_a_quota(delta, after, people, over):
    names = [f"示例{n}" for n in range(people)]
    if not over:
        rules.check_people(delta, after, names)
        return
    with pytest.raises(StaffingRefused, match=f"超出 {over} 人") as refused:
        rules.check_people(delta, after, names)
    assert "示例0" in str(refused.value)
