"""Who may sit in a post: every reason by hand. No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shaoxiang.staffing.rules import seating
from shaoxiang.staffing.rules.seating import Held, Seat
from shaoxiang.staffing.vocabulary import QuotaType, Rank

ON = date(2026, 11, 2)
ADMIN, INSTITUTIONAL = QuotaType.ADMINISTRATIVE.value, QuotaType.INSTITUTIONAL.value
DEPUTY, PRINCIPAL, NONE = Rank.DEPUTY.value, Rank.PRINCIPAL.value, Rank.NONE.value
LEADER = Seat(7, ADMIN, frozenset({DEPUTY}))
CLERK = Seat(7, ADMIN)


def held(unit: int = 7, kind: str = ADMIN, rank: str = NONE, since: date = ON) -> Held:
    return Held(unit, kind, rank, since)


@pytest.mark.parametrize(("seat", "holding", "lent", "reason"), [
    (LEADER, None, False, seating.NOT_ON_QUOTA), (CLERK, None, False, seating.NOT_ON_QUOTA),
    (LEADER, held(rank=DEPUTY), False, ""), (LEADER, held(), False, seating.OTHER_RANK), (LEADER, held(rank=PRINCIPAL), False, seating.OTHER_RANK),
    (CLERK, held(), False, ""), (CLERK, held(rank=DEPUTY), False, ""), (CLERK, held(kind=INSTITUTIONAL), False, seating.OTHER_TYPE),
    (Seat(7), held(kind=INSTITUTIONAL), False, ""),
    (CLERK, held(unit=8), False, seating.OTHER_UNIT), (CLERK, held(unit=8), True, ""), (CLERK, None, True, ""),
    (CLERK, held(since=ON + timedelta(days=1)), False, seating.LATER), (CLERK, held(since=ON - timedelta(days=1)), False, ""),
    (CLERK, held(unit=8, since=ON + timedelta(days=1)), False, seating.NOT_ON_QUOTA),
])
def test_a_post_goes_to_whoever_is_appointed_there_or_lent_there(seat, holding, lent, reason):
    assert seating.missing(seat, holding, ON, lent_here=lent) == reason
