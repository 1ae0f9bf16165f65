"""What the page of a duty's item says of open cases."""

import pytest

from shaoxiang.cases.queries.related import open_on_item
from shaoxiang.cases.tests.walks import MONDAY, STREET_TYPE, reported
from shaoxiang.duties.queries.related import Item
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def test_open_cases_of_the_types_are_counted_in_ones_own_scope():
    reported()
    item = Item("STREET_DUTY", "D-C01", frozenset({STREET_TYPE}))
    [told] = open_on_item(people.actor("STREET_DESK", street=people.HOME), item, MONDAY.date())
    assert (told.note, told.route, told.query) == ("1", "cases:list", {"type": STREET_TYPE, "light": "OPEN"})
    [stranger] = open_on_item(people.actor("STREET_DESK", street=people.NEXT), item, MONDAY.date())
    assert (stranger.note, stranger.route) == ("全区 1 件，您能看 0 件", ""), "none of one's own is not none"
    reported(street=people.NEXT)
    [half] = open_on_item(people.actor("STREET_DESK", street=people.NEXT), item, MONDAY.date())
    assert (half.note, half.route) == ("全区 2 件，您能看 1 件", "cases:list")
    assert open_on_item(people.actor("STREET_DESK", street=people.HOME), item._replace(types=frozenset()), MONDAY.date()) == []
