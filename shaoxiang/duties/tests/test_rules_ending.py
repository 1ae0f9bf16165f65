"""A type that is ended: what is chosen instead, which way the open ones go, and what a successor may not bring."""

from dataclasses import replace
from datetime import date

import pytest

from shaoxiang.duties.rules import ChangeRefused, route
from shaoxiang.duties.rules.ending import Hangs, check_day, check_hanging, check_successor
from shaoxiang.duties.tests.books import BOOK, DAY, EAST_PLACE


def ended(**instead):
    """The book with these types ended: code -> the type chosen instead."""
    types = {code: replace(line, ended="2026-03-01", successor=instead[f"t{code}"]) if f"t{code}" in instead else line for code, line in BOOK.types.items()}
    return replace(BOOK, types=types)


@pytest.mark.parametrize(("instead", "said", "chosen"), [
    ({}, "0111", "0111"), ({}, "9999", ""), ({}, "", ""),
    ({"t0111": ""}, "0111", ""), ({"t0111": "0402"}, "0111", "0402"), ({"t0111": "0402", "t0402": "0511"}, "0111", "0511"),
    ({"t0111": "0402", "t0402": ""}, "0111", ""), ({"t0111": "0402", "t0402": "0111"}, "0111", ""),
])
def test_something_new_is_of_the_type_itself_or_of_the_one_chosen_instead(instead, said, chosen):
    book = ended(**instead)
    assert book.chosen(said) == chosen
    assert set(book.types) - set(book.offered) == {one.removeprefix("t") for one in instead}


@pytest.mark.parametrize("instead", ["", "0402"])
def test_what_is_open_goes_the_way_of_its_own_type_to_the_end_and_its_reason_says_so(instead):
    before, after = route("0111", EAST_PLACE, DAY, BOOK), route("0111", EAST_PLACE, DAY, ended(t0111=instead))
    assert (after.lead, after.cooperating, after.mode, after.gap) == (before.lead, before.cooperating, before.mode, False)
    [step] = [one for one in after.ground if one not in before.ground]
    assert (step.code, step.params["since"], step.params["code"]) == ("TYPE_ENDED", "2026-03-01", instead)


@pytest.mark.parametrize(("day", "may"), [(date(2026, 3, 23), False), (DAY, True), (date(2026, 3, 25), True)])
def test_no_day_that_has_passed(day, may):
    if may:
        check_day(day, DAY)
        return
    with pytest.raises(ChangeRefused) as said:
        check_day(day, DAY)
    assert said.value.field == "since"


def test_the_items_that_still_answer_are_named_with_the_cure():
    check_hanging([])
    with pytest.raises(ChangeRefused, match="新一版") as said:
        check_hanging([Hangs("D-C16", "市政", "街道职责清单"), Hangs("T-C16", "市政", "镇职责清单")])
    assert str(said.value.facts["items"]) == "街道职责清单 D-C16 市政；镇职责清单 T-C16 市政"


@pytest.mark.parametrize(("code", "successor", "words"), [
    ("0111", "0111", "另一类"), ("0111", "9999", "没有"), ("0111", "0202", "多派活"), ("0701", "0111", "多派活"), ("0999", "0202", "多派活"),
])
def test_a_successor_is_there_and_brings_no_street_more(code, successor, words):
    with pytest.raises(ChangeRefused, match=words) as said:
        check_successor(code, successor, BOOK)
    assert said.value.field == "successor"


@pytest.mark.parametrize(("code", "successor"), [("0111", "0402"), ("0202", "0111"), ("0202", "0102"), ("0111", "0701"), ("0111", "0999")])
def test_what_the_street_carries_already_or_the_department_leads_may_follow(code, successor):
    check_successor(code, successor, replace(BOOK, streets={key: line for key, line in BOOK.streets.items() if key != 3}))


def test_a_successor_that_is_itself_ended_is_none():
    with pytest.raises(ChangeRefused, match="停用"):
        check_successor("0111", "0402", ended(t0402=""))
