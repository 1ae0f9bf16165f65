"""What may be taken back before its day, why, and by whom."""

from __future__ import annotations

from datetime import date

import pytest

from shaoxiang.duties.rules import retracting
from shaoxiang.kernel.hands import Hand

BEGINS, REASON = date(2026, 12, 1), "示例：附件印错了一页，条目和会上定的不一样"


@pytest.mark.parametrize(("begins", "newest", "has_before", "words"), [
    (BEGINS, True, True, ""), (date(2026, 11, 2), True, True, "已经生效"), (date(2026, 11, 1), True, True, "已经生效"), (None, True, True, "已经生效"),
    (BEGINS, False, True, "后面的那一版"), (BEGINS, True, False, "第一版"),
])
def test_what_may_still_be_taken_back(begins, newest, has_before, words):
    found = retracting.bars(begins, date(2026, 11, 2), newest=newest, has_before=has_before)
    assert (words in found) if words else found == ""


def test_the_reason_is_a_reason_and_the_second_person_another():
    assert "十个字" in retracting.bad_reason("错了")
    assert retracting.bad_reason(REASON) == ""
    assert retracting.not_second(Hand(7, 1), Hand(8, 1)), "the same person in another post"
    assert not retracting.not_second(Hand(7, 1), Hand(8, 2))
