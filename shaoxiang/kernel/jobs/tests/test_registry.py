from datetime import UTC, datetime, time, timedelta

import pytest

from shaoxiang.kernel.jobs import Job, register

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in Asia/Shanghai


def nothing(*, now):
    pass


def test_a_job_comes_again_after_its_interval():
    assert Job("a", nothing, every=timedelta(minutes=5)).next_after(NOON) == NOON + timedelta(minutes=5)


@pytest.mark.parametrize(("at", "expected"), [
    (time(13, 0), datetime(2026, 3, 2, 5, 0, tzinfo=UTC)),
    (time(12, 0), datetime(2026, 3, 3, 4, 0, tzinfo=UTC)),
    (time(2, 30), datetime(2026, 3, 2, 18, 30, tzinfo=UTC)),
])
def test_a_daily_job_keeps_the_wall_clock_of_shanghai(at, expected):
    assert Job("a", nothing, daily_at=at).next_after(NOON) == expected


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 60), (3, 120), (20, 3600)])
def test_a_failed_job_comes_back_ever_later(failures, seconds):
    assert Job("a", nothing, every=timedelta(days=1)).retry_after(NOON, failures) == NOON + timedelta(seconds=seconds)


def test_a_failed_job_never_comes_later_than_its_turn():
    assert Job("a", nothing, every=timedelta(seconds=10)).retry_after(NOON, 9) == NOON + timedelta(seconds=10)


@pytest.mark.parametrize("wrong", [{}, {"every": timedelta(1), "daily_at": time(1)}, {"every": timedelta(0)}])
def test_a_job_is_due_either_every_so_long_or_at_a_time_of_day(wrong):
    with pytest.raises(ValueError, match=r"give either|longer than"):
        register("wrong", nothing, **wrong)
