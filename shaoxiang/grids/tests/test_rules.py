from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.grids.flows import TASK_FLOW
from shaoxiang.grids.rules import (
    DEFAULT_ROLES,
    AdmittedLine,
    Holdings,
    RoleLine,
    Standard,
    StandardRefused,
    TaskRefused,
    area_words_m2,
    check_ground,
    default_standard,
    public_phone,
    read_roles,
    standing,
    written,
)
from shaoxiang.grids.vocabulary import TaskStatus
from shaoxiang.kernel.flow import MoveRefused

TODAY = date(2026, 11, 2)
ROLES = [code for code, _label, _english in DEFAULT_ROLES]
REGISTER = {
    "ZR-1": AdmittedLine("ZR-1", None, date(2026, 10, 1), date(2026, 11, 3)),
    "ZR-2": AdmittedLine("ZR-2", 7, date(2026, 10, 1), None),
    "ZR-3": AdmittedLine("ZR-3", None, date(2026, 11, 3), None),
    "ZR-4": AdmittedLine("ZR-4", None, date(2026, 1, 1), date(2026, 11, 2)),
}


def refused(duty=None, admitted="", street=1) -> tuple[str, str]:
    with pytest.raises(TaskRefused) as caught:
        check_ground(duty, admitted, duties=[1, 2], register=REGISTER, street_id=street, on=TODAY)
    return caught.value.field, caught.value.reason % caught.value.facts


@pytest.mark.parametrize(("duty", "admitted", "street"), [(1, "", 1), (2, "", None), (None, "ZR-1", 1), (None, "ZR-2", 7)])
def test_a_duty_or_a_number_in_force_opens_the_gate(duty, admitted, street):
    check_ground(duty, admitted, duties=[1, 2], register=REGISTER, street_id=street, on=TODAY)


def test_work_on_no_list_is_refused_and_told_where_to_ask():
    field, reason = refused()
    assert field == "duty"
    assert "职责准入" in reason


@pytest.mark.parametrize(("duty", "admitted", "street", "field", "words"), [
    (3, "", 1, "duty", "不在现行"),
    (1, "ZR-1", 1, "admitted", "只选一个"),
    (None, "ZR-9", 1, "admitted", "没有编号为 ZR-9"),
    (None, "ZR-2", 1, "admitted", "不是给这个镇街"),
    (None, "ZR-3", 1, "admitted", "才生效"),
    (None, "ZR-4", 1, "admitted", "已经到期"),  # its last day was yesterday
])
def test_each_way_past_the_gate_is_shut(duty, admitted, street, field, words):
    assert refused(duty, admitted, street)[0] == field
    assert words in refused(duty, admitted, street)[1]


def test_a_number_holds_on_its_last_day_and_not_after():
    line = {"N": AdmittedLine("N", None, date(2026, 11, 1), date(2026, 11, 3))}
    check_ground(None, "N", duties=[], register=line, street_id=1, on=date(2026, 11, 2))
    with pytest.raises(TaskRefused):
        check_ground(None, "N", duties=[], register=line, street_id=1, on=date(2026, 11, 3))


def test_a_grid_with_everybody_is_complete():
    found = standing(default_standard(), Holdings(frozenset(["WORKER", *ROLES]), 1, 1))
    assert found.complete
    assert (found.held, found.wanted) == (8, 8)


def test_what_is_missing_is_named_in_the_order_of_the_standard():
    found = standing(default_standard(), Holdings(frozenset(["GRID_CHIEF", "UNIT_CHIEF"]), 0, 1))
    assert found.missing == ("WORKER", "ESTATE_CHIEF", "BUILDING_CHIEF", "CORE_HOUSEHOLD_CHIEF", "TEAM")


@given(st.sets(st.sampled_from(ROLES)), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_missing_and_held_add_up_whatever_the_standard(roles, teams, places, has_teams, has_places):
    wanted = Standard(tuple(RoleLine(code, code) for code in sorted(roles)), teams, places)
    found = standing(wanted, Holdings(frozenset(ROLES), has_teams, has_places))
    assert found.held + len(found.missing) == found.wanted
    assert ("TEAM" in found.missing) == (has_teams < teams)
    assert ("PLACE" in found.missing) == (has_places < places)


def test_roles_are_read_as_they_are_written():
    assert read_roles(written(default_standard().roles)) == default_standard().roles
    assert read_roles("HEAD 片长\n\nGUIDE 引导员 | Guide") == (RoleLine("HEAD", "片长"), RoleLine("GUIDE", "引导员", "Guide"))


@pytest.mark.parametrize(("text", "words"), [
    ("网格长", "读不懂"), ("head 片长", "读不懂"), ("HEAD", "读不懂"), ("WORKER 网格员", "读不懂"), ("HEAD 甲\nHEAD 乙", "写了两次"), ("", "1 到 12"),
])
def test_roles_that_cannot_be_read_say_how_to_write_them(text, words):
    with pytest.raises(StandardRefused) as caught:
        read_roles(text)
    assert words in caught.value.reason % caught.value.facts


@pytest.mark.parametrize(("phone", "shown"), [
    ("0471-6501234", "0471-6501234"), ("13900000000", ""), ("139 0000 0000", ""), ("+86 13900000000", ""), ("12345", "12345"), (" 0471-1 ", "0471-1"),
])
def test_the_card_shows_no_mobile_number(phone, shown):
    assert public_phone(phone) == shown


def test_areas_are_said_in_hectares_or_square_kilometres():
    assert area_words_m2(36_400) == "3.6"
    assert area_words_m2(2_345_000) == "2.35"


@pytest.mark.parametrize(("move", "source", "target"), [
    ("finish", "ASSIGNED", "DONE"), ("return_unlisted", "ASSIGNED", "RETURNED"), ("accept_done", "DONE", "CLOSED"), ("redo", "DONE", "ASSIGNED"),
    ("withdraw", "RETURNED", "CLOSED"), ("withdraw", "ASSIGNED", "CLOSED"), ("uphold", "RETURNED", "ASSIGNED"),
])
def test_a_task_goes_only_where_the_table_says(move, source, target):
    assert TASK_FLOW.take(move, source).target == target


def test_nothing_leaves_a_closed_task_and_a_done_one_cannot_be_sent_back():
    assert TASK_FLOW.open_moves(TaskStatus.CLOSED) == []
    with pytest.raises(MoveRefused):
        TASK_FLOW.take("return_unlisted", TaskStatus.DONE)
