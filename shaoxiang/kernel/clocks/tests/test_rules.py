"""How time is counted, without a database. Days were counted by hand on the State Council's calendars."""

import csv
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaoxiang.kernel.clocks import rules
from shaoxiang.kernel.clocks.rules import ClockSpec, due, explain, warn_days
from shaoxiang.kernel.clocks.table import authored
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Sense, Unit
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI, OutsideCalendar

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
    ("PEN_EVIDENCE_HOLD", "2026-02-12 09:00", "2026-02-28"),  # 13, 14 (swap), then holiday 15-23, 24-27, 28 (swap): the 7th
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
    ("CMP_COURT_APPLY", "2025-11-30 10:00", "2026-02-28"),  # three months: no 30 February; the 28th is a worked Saturday
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
