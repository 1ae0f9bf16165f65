"""The period figures are cut to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.duties.rules.periods import months, period_of, years

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(("asked", "kept", "since", "last"), [
    ("30d", "30d", date(2026, 10, 31), TODAY), ("365d", "365d", date(2025, 11, 30), TODAY),
    ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)), ("2020", "2020", date(2020, 1, 1), date(2020, 12, 31)),
    ("2026-11", "2026-11", date(2026, 11, 1), date(2026, 11, 30)), ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2025-12", "2025-12", date(2025, 12, 1), date(2025, 12, 31)),
    *[(odd, "90d", date(2026, 9, 1), TODAY) for odd in ("", "31d", "2027", "2026-12", "2026-13", "0000", "1999-12", "abc", "2026-1", "９０d")],
])
def test_a_period_is_days_a_year_or_a_month_and_what_cannot_be_read_is_the_usual_one(asked, kept, since, last):
    period = period_of(asked, TODAY)
    assert (period.asked, period.since, period.last) == (kept, since, last)


@given(st.dates(date(2001, 1, 1), date(2100, 12, 31)), st.dates(date(2001, 1, 1), date(2100, 12, 31)))
def test_every_month_and_year_offered_can_be_asked_for(begun, today):
    for month in months(begun, today):
        assert period_of(f"{month:%Y-%m}", today).since == month <= today
    assert len(months(begun, today)) <= 24
    for year in years(begun, today):
        assert period_of(year, today).asked == year
    assert years(begun, today)[0] == str(today.year)
