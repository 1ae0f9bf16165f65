"""Who holds a street holds what became of others in it: one rule for rows and for moves."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.kernel.access import NOTHING, Actor, ActorKind, Grant, allowed, visible
from shaoxiang.kernel.matter.models import Matter

GRANTS = (Grant({"DESK"}, {"street_id": "street_id"}),)


def desk(**held):
    return Actor(ActorKind.PERSON, frozenset({"DESK"}), **held)


def test_rows_of_the_streets_that_came_to_it_are_seen():
    holder = desk(street_id=9, former_street_ids=(3, 4))
    assert visible(holder, GRANTS) == Q(street_id__in=(9, 3, 4))
    assert [allowed(holder, GRANTS, Matter(street_id=key)) for key in (9, 3, 4, 5)] == [True, True, True, False]


def test_without_a_street_of_ones_own_there_are_none():
    assert visible(desk(former_street_ids=(3,)), GRANTS) == NOTHING
    assert visible(desk(street_id=9), GRANTS) == Q(street_id=9)
