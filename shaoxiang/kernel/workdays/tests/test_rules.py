import csv
from datetime import date, datetime, time

import pytest

from shaoxiang.kernel.workdays.queries import packaged_calendar, packaged_days
from shaoxiang.kernel.workdays.rules import (
    SHANGHAI,
    Calendar,
    DayEntry,
    OutsideCalendar,
    Schedule,
    Season,
    Span,
    YearNotice,
    days_of,
)
from shaoxiang.kernel.workdays.vocabulary import DayKind

CAL = packaged_calendar()


def test_the_packaged_table_knows_its_years():
    assert CAL.announced == frozenset(range(2018, 2027))
    assert len(packaged_days()) == 3287
    assert CAL.entry(date(2026, 2, 17)) == DayEntry(date(2026, 2, 17), False, DayKind.HOLIDAY, "春节")
    assert CAL.entry(date(2026, 2, 14)).kind is DayKind.SWAP_WORKDAY


def test_a_year_not_announced_is_monday_to_friday_without_guessed_holidays():
    assert CAL.is_workday(date(2027, 1, 1))
    assert not CAL.is_workday(date(2027, 1, 2))
    assert CAL.entry(date(2027, 10, 1)) == DayEntry(date(2027, 10, 1), True, DayKind.WORKDAY)


def test_one_day_entered_early_announces_no_year():
    early = Calendar([*packaged_days(), DayEntry(date(2027, 1, 1), False, DayKind.HOLIDAY, "元旦")])
    assert 2027 not in early.announced
    assert not early.is_workday(date(2027, 1, 1))
    assert early.is_guessed(date(2027, 1, 4).toordinal(), date(2027, 1, 4).toordinal())


def test_the_notice_of_a_year_announces_it():
    notice = YearNotice(2027, {date(2027, 1, 1): "元旦"}, frozenset({date(2027, 1, 9)}))
    whole = Calendar([*packaged_days(), *days_of(notice)])
    assert 2027 in whole.announced
    assert (whole.is_workday(date(2027, 1, 1)), whole.is_workday(date(2027, 1, 9))) == (False, True)


@pytest.mark.parametrize(
    "notice",
    [
        YearNotice(2027, {date(2026, 12, 31): "元旦"}),
        YearNotice(2027, {date(2027, 1, 9): "元旦"}, frozenset({date(2027, 1, 9)})),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(notice):
    with pytest.raises(ValueError, match="放假通知"):
        days_of(notice)


@pytest.mark.parametrize(("day", "count", "found"), [
    ("2026-03-02", 1, "2026-03-03"), ("2026-03-02", 0, "2026-03-02"), ("2026-03-02", -1, "2026-02-28"),
    ("2026-02-16", 1, "2026-02-24"), ("2026-02-16", -1, "2026-02-14"), ("2026-03-07", -1, "2026-03-06"),
])
def test_the_nth_working_day_both_ways(day, count, found):
    assert CAL.nth_after(date.fromisoformat(day).toordinal(), count) == date.fromisoformat(found).toordinal()


@pytest.mark.parametrize("call", [
    lambda: CAL.is_workday(date(1999, 12, 31)), lambda: CAL.nth_after(CAL.last, 1), lambda: CAL.nth_after(CAL.first, -1),
    lambda: CAL.hours().instant(10**12),
])
def test_outside_the_calendar_is_said(call):
    with pytest.raises(OutsideCalendar, match="2000"):
        call()


def test_a_season_over_new_year_has_its_own_hours():
    winter = Season((10, 1), (4, 30), (Span.of(time(9), time(12)), Span.of(time(14), time(17))))
    plain = (Span.of(time(8, 30), time(12)), Span.of(time(14, 30), time(18)))
    hours = Calendar(packaged_days(), [Schedule("COUNTER", "窗口", plain, (winter,))]).hours("COUNTER")
    noon = datetime(2026, 4, 30, 12, tzinfo=SHANGHAI)  # Thursday, the last winter day; 1 to 5 May is a holiday
    assert hours.instant(hours.position(noon) + 4 * 3600) == datetime(2026, 5, 6, 9, 30, tzinfo=SHANGHAI)
    assert [winter.holds(date(2026, month, 1)) for month in (1, 4, 5, 9, 10)] == [True, True, False, False, True]


def test_positions_and_instants_are_each_others_inverse():
    hours = CAL.hours()
    for position in range(1, 40_000_000, 777_777):
        assert hours.position(hours.instant(position)) == position


def test_the_packaged_file_agrees_with_the_library_it_is_refreshed_from():
    from shaoxiang.kernel.workdays.actions import notice_from_library

    for year in (2020, 2026):
        worked = {entry.date for entry in days_of(notice_from_library(year)) if entry.is_workday}
        assert worked == {entry.date for entry in packaged_days() if entry.date.year == year and entry.is_workday}
    with pytest.raises(NotImplementedError):
        notice_from_library(2040)


def test_a_table_that_is_read_back_is_the_same(tmp_path):
    from shaoxiang.kernel.workdays.queries import read_table

    path = tmp_path / "days.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["date", "is_workday", "kind", "name"])
        rows.writerow(["2027-01-01", "0", "holiday", "元旦"])
    assert read_table(path) == [DayEntry(date(2027, 1, 1), False, DayKind.HOLIDAY, "元旦")]
