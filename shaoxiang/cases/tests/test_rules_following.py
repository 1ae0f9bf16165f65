"""Who assists when the lists name others: a table, and what must hold of any change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.cases.rules.following import Helper, HelpersAfter, helpers_after, office_of
from shaoxiang.dispatch.rules import Sent

LEAD = Sent(1, 10)
A, B, C = Sent(1, 11), Sent(1, 12), Sent(1, 13)  # offices of the lead's unit
X, Y = Sent(2), Sent(3)  # departments


def helping(*offices, done=()):
    return [Helper(number, office_of(one), one in done) for number, one in enumerate(offices, start=1)]


@pytest.mark.parametrize(("what", "helpers", "before", "after", "more", "expected"), [
    ("nothing changed", helping(A), [A], [A], {}, HelpersAfter()),
    ("another office of the unit", helping(A), [A], [B], {}, HelpersAfter((1,), (B,))),
    ("nobody instead", helping(A), [A], [], {}, HelpersAfter((1,))),
    ("one of two", helping(A, B), [A, B], [B], {}, HelpersAfter((1,))),
    ("one more: what runs is not enlarged", helping(A), [A], [A, B], {}, HelpersAfter()),
    ("both change places", helping(A, B), [A, B], [B, C], {}, HelpersAfter((1,), (C,))),
    ("another unit instead waits", helping(X), [X], [Y], {}, HelpersAfter(waits=((1, Y),))),
    ("another unit instead, decided", helping(X), [X], [Y], {"across": True}, HelpersAfter((1,), (Y,))),
    ("inside the unit first, the other waits", helping(X, A), [X, A], [B, Y], {}, HelpersAfter((2,), (B,), ((1, Y),))),
    ("who assists leads now", helping(A), [A], [], {"lead": A, "lead_was": office_of(LEAD)}, HelpersAfter((1,))),
    ("they change parts", helping(A), [A], [LEAD], {"lead": A, "lead_was": office_of(LEAD)}, HelpersAfter((1,), (LEAD,))),
    ("the lead assists a third", helping(A), [A], [LEAD], {"lead": B, "lead_was": office_of(LEAD)}, HelpersAfter((1,), (LEAD,))),
    ("the lead leaves altogether", helping(A), [A], [A], {"lead": B, "lead_was": office_of(LEAD)}, HelpersAfter()),
    ("chosen by the desk", helping(C), [A], [B], {}, HelpersAfter()),
    ("the successor is there already", helping(A, B), [A], [B], {}, HelpersAfter((1,))),
    ("done its part", helping(A, done=(A,)), [A], [B], {}, HelpersAfter()),
    ("done its part, leads now", helping(A, done=(A,)), [A], [], {"lead": A, "lead_was": office_of(LEAD)}, HelpersAfter((1,))),
])
def test_who_assists_afterwards(what, helpers, before, after, more, expected):
    assert helpers_after(helpers, before, after, **{"lead": LEAD, **more}) == expected, what


OFFICES = st.lists(st.sampled_from([A, B, C, X, Y, LEAD]), unique=True, max_size=5)


@given(OFFICES, OFFICES, OFFICES, st.sampled_from([LEAD, A, X]), st.booleans())
def test_nobody_is_on_a_case_twice_and_only_the_named_come(there, before, after, lead, across):
    helpers = helping(*there)
    found = helpers_after(helpers, before, [one for one in after if one != lead], lead=lead, lead_was=office_of(B) if lead != B else None, across=across)
    running = [one.office for one in helpers if one.order_id not in found.ends] + [office_of(one) for one in found.begins]
    assert len(running) == len(set(running))
    assert office_of(lead) not in running
    assert set(found.begins) <= set(after)
    assert not {order for order, _to in found.waits} & set(found.ends)
    assert len(found.begins) <= len(found.ends) + 1, "a running case is not enlarged but by its old lead"


@given(OFFICES, OFFICES, OFFICES, st.booleans())
def test_a_second_look_finds_nothing_left(there, before, after, across):
    """What was done is done: the same lists again move nobody (batches are repeated)."""
    helpers, after = helping(*(one for one in there if one != LEAD)), [one for one in after if one != LEAD]
    found = helpers_after(helpers, before, after, lead=LEAD, across=across)
    left = [one for one in helpers if one.order_id not in found.ends]
    left += [Helper(100 + number, office_of(one)) for number, one in enumerate(found.begins)]
    again = helpers_after(left, before, after, lead=LEAD, across=across)
    assert not again.begins
    assert not again.ends
