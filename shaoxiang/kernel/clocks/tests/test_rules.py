"""How time is counted, without a database. Days were counted by hand on the State Council's calendars."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.clocks.rules import ClockSpec, due, explain, warn_days
from shaoxiang.kernel.clocks.table import authored
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Unit
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI

CAL = packaged_calendar()
CASES = list(csv.DictReader((Path(__file__).parent / "data" / "deadline_cases.csv").open(encoding="utf-8")))
TABLE = authored()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def working(amount: int, **more) -> ClockSpec:
    return ClockSpec("T", "试", amount, Unit.DAY, DayType.WORKING, **more)


def calendar_days(amount: int, **more) -> ClockSpec:
    return ClockSpec("T", "试", amount, Unit.DAY, DayType.CALENDAR, **more)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['start']}+{case['working_days']}")
def test_the_three_hundred_cases(case):
    found = due(at(case["start"]), working(int(case["working_days"])), CAL)
    assert found.last_day == date.fromisoformat(case["due"])
    assert found.due_at == datetime.combine(found.last_day + timedelta(days=1), datetime.min.time(), SHANGHAI)


def test_there_are_three_hundred_cases():
    assert len(CASES) == 300


# code, start, last day. Counted by hand; see the note beside each.
BOUNDARIES = [
    (
        "PEN_EVIDENCE_HOLD",
        "2026-02-12 09:00",
        "2026-02-28",
    ),  # 13, 14 (swap), then holiday 15-23, 24-27, 28 (swap): the 7th
    ("PEN_HEARING_REQUEST", "2026-04-03 16:00", "2026-04-13"),  # Fri; Qingming 4-6; 7 8 9 10 13
    ("PEN_DELIVERY", "2026-09-24 10:00", "2026-10-12"),  # Mid-Autumn 25-27, 28-30, National 1-7, 8 9 10(swap) 12
    ("PEN_DECISION", "2026-03-02 10:00", "2026-06-01"),  # 90 calendar days: 31 May is a Sunday, moves to Monday
    ("PEN_PAY", "2026-04-18 10:00", "2026-05-06"),  # 3 May is in the Labour Day holiday (1-5)
    ("PEN_LIMITATION", "2024-02-29 10:00", "2026-02-28"),  # no 29th; 28 Feb 2026 is a worked Saturday: does not move
    ("PEN_LIMITATION_LONG", "2021-03-01 10:00", "2026-03-02"),  # 1 March 2026 is a Sunday
    ("LIC_CORRECTION", "2026-04-29 08:00", "2026-05-09"),  # 30; 6 7 8; 9 is a swap Saturday
    ("LIC_DECIDE", "2026-03-02 10:00", "2026-03-30"),
    ("LIC_DECIDE_JOINT", "2026-03-02 10:00", "2026-05-08"),  # 21 in March, 21 in April (Qingming Monday off), 6 7 8 May
    ("CMP_SEIZURE", "2026-04-01 10:00", "2026-05-06"),  # 30 calendar days reach 1 May, a holiday until the 5th
    ("CMP_URGE_COURT", "2026-06-12 10:00", "2026-06-29"),  # Dragon Boat Friday 19 June (19-21)
    (
        "CMP_COURT_APPLY",
        "2025-11-30 10:00",
        "2026-02-28",
    ),  # three months: no 30 February; the 28th is a worked Saturday
    ("REC_APPLY", "2026-03-03 10:00", "2026-05-06"),  # 2 May is in the holiday
    ("REC_REVIEW", "2026-03-06 10:00", "2026-03-13"),
    ("LIT_DIRECT", "2025-10-01 10:00", "2026-04-01"),
    ("LIT_DIRECT", "2025-08-31 10:00", "2026-02-28"),
    ("PET_ROUTE", "2026-03-06 10:00", "2026-03-23"),  # calendar: 21 March is a Saturday
    ("PET_OBJECT", "2026-03-06 10:00", "2026-03-13"),  # working days by its text
    ("PET_HANDLE", "2026-03-02 10:00", "2026-05-06"),  # 1 May
    ("FOI_ANSWER", "2026-03-02 10:00", "2026-03-30"),
    ("DEC_PUBLIC_COMMENT", "2026-03-02 10:00", "2026-04-01"),
    # lead times, counted backwards
    ("PEN_HEARING_NOTICE", "2026-03-20 09:00", "2026-03-11"),  # 19 18 17 16 13 12 11
    ("PEN_HEARING_NOTICE", "2026-10-12 09:00", "2026-09-24"),  # 10, 9, 8; 30, 29, 28; 24
    ("CMP_SUBSTITUTE", "2026-02-24 09:00", "2026-02-12"),  # 14 (swap), 13, 12
    ("LIC_RENEW_APPLY", "2026-03-31 09:00", "2026-02-28"),  # 1 March is a Sunday: back to the worked Saturday
    ("DEC_HEARING_MATERIALS", "2026-03-20 09:00", "2026-03-13"),
]


@pytest.mark.parametrize(("code", "start", "last"), BOUNDARIES)
def test_boundary_days_of_each_statute(code, start, last):
    assert due(at(start), TABLE[code].spec, CAL).last_day == date.fromisoformat(last)


HOURS = [
    # amount of working hours, start, end. 08:30-12:00 and 14:30-17:30: six and a half hours a day
    (2, "2026-03-02 10:00", "2026-03-02 12:00"),  # the end of the morning, not the start of the afternoon
    (2, "2026-03-02 10:30", "2026-03-02 15:00"),
    (4, "2026-03-02 16:30", "2026-03-03 11:30"),  # one hour, then three
    (4, "2026-03-06 17:30", "2026-03-09 15:00"),  # Friday evening: Monday
    (4, "2026-03-07 09:00", "2026-03-09 15:00"),  # Saturday
    (1, "2026-02-14 16:30", "2026-02-14 17:30"),  # a Saturday worked in exchange
    (1, "2026-02-14 17:00", "2026-02-24 09:00"),  # over the Spring Festival
    (13, "2026-03-02 08:30", "2026-03-03 17:30"),
    (1, "2026-03-02 13:00", "2026-03-02 15:30"),  # in the midday break
]


@pytest.mark.parametrize(("amount", "start", "end"), HOURS)
def test_working_hours(amount, start, end):
    spec = ClockSpec("T", "试", amount, Unit.WORKING_HOUR, DayType.WORKING)
    assert due(at(start), spec, CAL) [0] == at(end)


def test_clock_hours_run_through_holidays_and_carry_no_last_day():
    found = due(at("2026-02-14 22:10"), TABLE["CMP_URGENT_REPORT"].spec, CAL)
    assert found == (at("2026-02-15 22:10"), at("2026-02-15 16:10"), False, None)
    assert due(at("2026-02-14 22:10"), TABLE["WHI_EMERGENCY"].spec, CAL).due_at == at("2026-02-14 22:40")


@pytest.mark.parametrize(("amount", "left"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (8, 2), (9, 3), (15, 4), (20, 5), (60, 15), (90, 23)])
def test_a_clock_warns_in_its_last_quarter_and_never_less_than_two_days_unless_it_is_short(amount, left):
    assert warn_days(amount) == left
    found = due(at("2026-03-02 10:00"), calendar_days(amount, rolls=False), CAL)
    assert found.due_at - found.warn_at == timedelta(days=left)


def test_a_waiting_period_does_not_warn():
    found = due(at("2026-03-02 10:00"), TABLE["SRV_PUBLIC_NOTICE"].spec, CAL)
    assert found.warn_at == found.due_at


def test_an_extension_is_counted_with_the_whole():
    assert due(at("2026-03-02 10:00"), TABLE["LIC_DECIDE"].spec, CAL, extension=10).last_day == date(2026, 4, 14)
    assert due(at("2026-03-02 10:00"), TABLE["PET_HANDLE"].spec, CAL, extension=30).last_day == date(2026, 6, 1)


SUSPENSIONS = [
    # suspended, resumed, last day of five working days from Monday 2 March (else Monday the 9th)
    ("2026-03-04 09:00", "2026-03-04 17:00", "2026-03-09"),  # running at the end of the day: the day counts
    ("2026-03-04 09:00", "2026-03-05 09:00", "2026-03-10"),
    ("2026-03-04 00:00", "2026-03-05 00:00", "2026-03-10"),
    ("2026-03-06 10:00", "2026-03-09 10:00", "2026-03-10"),  # Friday left out, the weekend anyway, Monday counts
    ("2026-03-07 10:00", "2026-03-09 10:00", "2026-03-09"),  # a weekend adds nothing to working days
    ("2026-03-09 23:00", "2026-03-11 01:00", "2026-03-11"),  # suspended on its last day
    ("2026-03-10 00:00", "2026-03-20 00:00", "2026-03-09"),  # after it has ended
    ("2026-02-20 00:00", "2026-03-03 09:00", "2026-03-09"),  # before it began
]


@pytest.mark.parametrize(("begin", "end", "last"), SUSPENSIONS)
def test_what_a_suspension_leaves_out(begin, end, last):
    assert due(at("2026-03-02 10:00"), working(5), CAL, suspensions=[(at(begin), at(end))]).last_day == date.fromisoformat(last)


def test_two_suspensions_that_overlap_count_once_and_the_second_reaches_into_the_moved_end():
    first = (at("2026-03-04 09:00"), at("2026-03-06 09:00"))
    overlap = (at("2026-03-05 09:00"), at("2026-03-06 09:00"))
    after = (at("2026-03-11 09:00"), at("2026-03-12 09:00"))
    assert due(at("2026-03-02 10:00"), working(5), CAL, suspensions=[overlap, first]).last_day == date(2026, 3, 11)
    assert due(at("2026-03-02 10:00"), working(5), CAL, suspensions=[after, overlap, first]).last_day == date(2026, 3, 12)


def test_a_clock_suspended_while_its_last_day_moves_off_a_rest_day_ends_after_it_is_resumed():
    spec = calendar_days(5)  # Saturday the 7th moves to Monday the 9th, when the clock stands still
    assert due(at("2026-03-02 10:00"), spec, CAL).last_day == date(2026, 3, 9)
    stands = [(at("2026-03-09 09:00"), at("2026-03-11 09:00"))]
    assert due(at("2026-03-02 10:00"), spec, CAL, suspensions=stands).last_day == date(2026, 3, 11)


def test_years_not_announced_are_provisional():
    assert not due(at("2026-12-24 10:00"), working(5), CAL).provisional  # 31 December
    found = due(at("2026-12-24 10:00"), working(6), CAL)
    assert (found.provisional, found.last_day) == (True, date(2027, 1, 1))  # no holiday is guessed
    assert due(at("2026-12-30 10:00"), calendar_days(1), CAL).provisional is False
    assert due(at("2026-12-30 10:00"), calendar_days(5), CAL).provisional is True
    assert due(at("2026-12-30 10:00"), calendar_days(5, rolls=False), CAL).provisional is False
    assert due(at("2026-12-31 23:00"), TABLE["HOT_T2"].spec, CAL).provisional is False
    assert due(at("2026-12-31 17:00"), TABLE["WHI_ACK"].spec, CAL).provisional is True
    assert due(at("2027-01-08 10:00"), working(7, direction=Direction.BACKWARD), CAL).provisional is True


@pytest.mark.parametrize(
    "call",
    [
        lambda: due(datetime(2026, 3, 2), working(5), CAL),
        lambda: due(at("2026-03-02"), working(5), CAL, suspensions=[(at("2026-03-05"), at("2026-03-04"))]),
        lambda: due(at("2026-03-02"), working(5, direction=Direction.BACKWARD), CAL, suspensions=[(at("2026-03-01"), at("2026-03-02"))]),
        lambda: due(at("1999-12-31"), working(5), CAL),
        lambda: due(at("2099-12-30"), working(5), CAL),
        lambda: due(at("2026-03-02"), calendar_days(10**9, rolls=False), CAL),
        lambda: due(at("2026-03-02"), ClockSpec("T", "试", 10**9, Unit.MONTH, DayType.CALENDAR), CAL),
        lambda: due(at("2026-03-02"), ClockSpec("T", "试", 10**14, Unit.HOUR, DayType.CLOCK), CAL),
        lambda: ClockSpec("T", "试", 1, Unit.MONTH, DayType.WORKING),
        lambda: ClockSpec("T", "试", 1, Unit.WORKING_HOUR, DayType.CLOCK),
        lambda: ClockSpec("T", "试", -1, Unit.DAY, DayType.CALENDAR),
    ],
)
def test_what_cannot_be_counted_is_refused(call):
    with pytest.raises(ValueError):
        call()


def test_the_first_day_in_shanghai_decides_not_the_day_in_utc():
    from datetime import UTC

    late = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # already Tuesday the 3rd in Shanghai
    assert due(late, working(1), CAL).last_day == date(2026, 3, 4)


# --- laws ---------------------------------------------------------------------------------------------------------------

starts = st.datetimes(datetime(2018, 1, 2), datetime(2026, 6, 30)).map(lambda naive: naive.replace(tzinfo=SHANGHAI, microsecond=0))
amounts = st.integers(1, 120)
SHAPES = {
    "working days": lambda amount: working(amount),
    "calendar days": lambda amount: calendar_days(amount),
    "months": lambda amount: ClockSpec("T", "试", amount % 30, Unit.MONTH, DayType.CALENDAR),
    "hours": lambda amount: ClockSpec("T", "试", amount, Unit.HOUR, DayType.CLOCK),
    "working hours": lambda amount: ClockSpec("T", "试", amount, Unit.WORKING_HOUR, DayType.WORKING),
}
shapes = pytest.mark.parametrize("shape", list(SHAPES))


@shapes
@given(start=starts, later=st.timedeltas(timedelta(0), timedelta(days=400)), amount=amounts)
def test_a_later_start_never_ends_earlier(shape, start, later, amount):
    spec = SHAPES[shape](amount)
    assert due(start, spec, CAL).due_at <= due(start + later, spec, CAL).due_at


@shapes
@given(start=starts, amount=amounts, more=st.integers(0, 60))
def test_a_longer_clock_never_ends_earlier(shape, start, amount, more):
    one, other = due(start, SHAPES[shape](amount), CAL), due(start, SHAPES[shape](amount), CAL, extension=more)
    assert one.due_at <= other.due_at
    assert one.warn_at <= one.due_at
    assert start <= one.due_at


@st.composite
def pauses(draw):
    start = draw(starts)
    begin = start + draw(st.timedeltas(timedelta(0), timedelta(days=40)))
    return start, begin, begin + draw(st.timedeltas(timedelta(0), timedelta(days=60)))


@given(pause=pauses(), amount=st.integers(60, 120))
def test_a_suspension_adds_exactly_itself_to_calendar_days(pause, amount):
    start, begin, end = pause
    spec = calendar_days(amount, rolls=False)
    left_out = sum(
        1 for n in range(1, 120) if begin.date() <= start.date() + timedelta(days=n) < end.date()
    )
    assert due(start, spec, CAL, suspensions=[(begin, end)]).last_day == due(start, spec, CAL).last_day + timedelta(days=left_out)


@given(pause=pauses(), amount=st.integers(45, 120))
def test_a_suspension_adds_exactly_its_working_days(pause, amount):
    start, begin, end = pause
    days = [start.date() + timedelta(days=n) for n in range(1, 130)]
    left_out = sum(1 for day in days if begin.date() <= day < end.date() and CAL.is_workday(day))
    plain = due(start, working(amount + left_out), CAL).last_day
    assert due(start, working(amount), CAL, suspensions=[(begin, end)]).last_day == plain


@given(pause=pauses(), amount=st.integers(24 * 41, 24 * 60))
def test_a_suspension_adds_exactly_itself_to_hours(pause, amount):
    start, begin, end = pause
    spec = ClockSpec("T", "试", amount, Unit.HOUR, DayType.CLOCK)
    assert due(start, spec, CAL, suspensions=[(begin, end)]).due_at == due(start, spec, CAL).due_at + (end - begin)


@given(pause=pauses(), amount=st.integers(7 * 41, 7 * 60))
def test_a_suspension_adds_exactly_its_working_time(pause, amount):
    start, begin, end = pause
    spec = ClockSpec("T", "试", amount, Unit.WORKING_HOUR, DayType.WORKING)
    hours = CAL.hours()
    plain, held = due(start, spec, CAL).due_at, due(start, spec, CAL, suspensions=[(begin, end)]).due_at
    assert hours.position(held) - hours.position(plain) == hours.position(end) - hours.position(begin)


@given(start=starts, amount=amounts)
def test_forward_then_backward_returns(start, amount):
    day = CAL.next_worked(start.toordinal())
    start = datetime.combine(date.fromordinal(day), start.timetz())
    there = due(start, working(amount), CAL).last_day
    back = due(datetime.combine(there, start.timetz()), working(amount, direction=Direction.BACKWARD), CAL)
    assert back.last_day == start.date()
    there = due(start, calendar_days(amount, rolls=False), CAL).last_day
    back = due(datetime.combine(there, start.timetz()), calendar_days(amount, rolls=False, direction=Direction.BACKWARD), CAL)
    assert back.last_day == start.date()


@given(start=starts, amount=amounts)
def test_a_last_day_is_worked_and_ends_at_midnight(start, amount):
    found = due(start, calendar_days(amount), CAL)
    assert CAL.is_workday(found.last_day)
    assert found.due_at.timetz().replace(tzinfo=None) == datetime.min.time()
    assert found.last_day >= start.date() + timedelta(days=amount)


@given(start=starts, amount=amounts)
def test_the_fast_count_equals_walking_day_by_day(start, amount):
    day, left = start.date(), amount
    while left:
        day += timedelta(days=1)
        left -= CAL.is_workday(day)
    assert due(start, working(amount), CAL).last_day == day


@pytest.mark.parametrize("code", list(TABLE))
def test_every_clock_of_the_table_can_be_counted_and_explained(code):
    from django.utils.translation import override

    from shaoxiang.kernel.clocks.wording import explain_text

    spec = TABLE[code].spec
    found = due(at("2026-03-02 10:00"), spec, CAL)
    lines = explain(at("2026-03-02 10:00"), spec, CAL)
    for language in ("zh-hans", "en"):
        with override(language):
            texts = explain_text(lines)
            assert len(texts) == len(lines) >= 3
            assert not any("{" in text or "None" in text for text in texts)
    if found.last_day:
        with override("zh-hans"):
            assert f"{found.last_day.month}月{found.last_day.day}日" in " ".join(explain_text(lines))
    assert ("PROVISIONAL" in [line.code for line in lines]) == found.provisional
