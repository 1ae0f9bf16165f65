"""Handed powers in routing, on a small book: who acts where the street may, may not, may no longer, or cannot; and what the reason says."""

from dataclasses import replace

import pytest

from shaoxiang.duties.queries import ground_text
from shaoxiang.duties.rules import Handed, LinkedPower, PowerLine, Target, line_of, route
from shaoxiang.duties.tests.books import BOOK, BUREAU, DAY, EAST_PLACE, HOUSING, KHAAN_PLACE, LAND
from shaoxiang.duties.vocabulary import Mode, PowerStanding

S = PowerStanding
EAST_UNIT, KHAAN_UNIT = 100, 1000
ITEM = LinkedPower("P09", "擅自设置户外广告", "Advertisements", HOUSING)
HELD = Handed(S.IN_FORCE, "FQ-1", "示例决定", "2026-01-01", department=HOUSING)


def book(handed, code="0202", unit=EAST_UNIT, item=ITEM, **more):
    return replace(BOOK, powers={(code, unit): PowerLine(item, handed)}, **more)


def codes(found):
    return [step.code for step in found.ground]


def said(found):
    return "".join(ground_text(found.ground))


def test_a_street_that_holds_the_power_acts_by_its_office_and_says_on_which_decision():
    found = route("0202", EAST_PLACE, DAY, book(HELD))
    assert (found.mode, found.lead, found.cooperating) == (Mode.STREET_OFFICE, Target(100, 101, 201), ())
    assert codes(found) == ["PLACE", "TYPE", "ITEM", "BASIS", "POWER", "OFFICE", "POWER_LEFT", "POST"]
    assert "依据示例决定和赋权决定 FQ-1，街道1自 2026-01-01 起以自己名义行使（行政处罚法第二十四条）" in said(found)
    assert "区住建局不再行使这一项，仍负责培训、指导和执法协助" in said(found)


def test_a_department_that_goes_on_exercising_it_cooperates():
    found = route("0202", EAST_PLACE, DAY, book(replace(HELD, exclusive=False)))
    assert (found.lead.unit_id, found.cooperating) == (100, (Target(HOUSING, None, 9101),))
    assert "POWER_SHARED" in codes(found)


def test_what_is_entrusted_is_done_in_the_department_s_name():
    assert "受区住建局委托办理（FQ-1），以部门名义" in said(route("0202", EAST_PLACE, DAY, book(replace(HELD, own_name=False))))


@pytest.mark.parametrize(("code", "more"), [("0202", {}), ("0111", {"enforcers": {2: BUREAU}})])
def test_the_street_s_own_bureau_leads_where_there_is_one_and_the_office_assists(code, more):
    found = route(code, KHAAN_PLACE, DAY, book(HELD, code, KHAAN_UNIT, **more))
    assert (found.mode, found.lead.office_id) == (Mode.FULL_TRANSFER, BUREAU)
    assert Target(1000, 1001, 1101) in found.cooperating


def test_on_a_cooperative_item_the_other_departments_go_on_and_the_one_that_stopped_does_not():
    assert {target.unit_id for target in route("0111", EAST_PLACE, DAY, book(HELD, "0111")).cooperating} == {LAND}
    assert {target.unit_id for target in route("0111", EAST_PLACE, DAY, book(replace(HELD, exclusive=False), "0111")).cooperating} == {LAND, HOUSING}


@pytest.mark.parametrize(("handed", "words"), [
    (Handed(S.NONE), "这项权力没有交给街道1，所以由区住建局实施"),
    (replace(HELD, standing=S.SHORT, why="没有罚没专户"), "2026-03-24 这天承接能力不足（没有罚没专户），补足以前新来的不能按它办，所以由区住建局实施"),
    (replace(HELD, standing=S.COMING, since="2026-05-01"), "街道1要到 2026-05-01 才有这项权力（FQ-1），所以由区住建局实施"),
    (replace(HELD, standing=S.RECALLED, until="2026-03-24"), "2026-03-24 起已收回（FQ-1），所以由区住建局实施"),
])
def test_where_the_street_may_not_act_the_department_leads_and_the_reason_says_why(handed, words):
    found = route("0202", EAST_PLACE, DAY, book(handed))
    assert (found.mode, found.lead, found.cooperating) == (Mode.DEPARTMENT, Target(HOUSING, None, 9101), (Target(100, 101, 201),))
    assert (found.may_whistle, found.gap) == (True, False)
    assert words in said(found)


def test_where_nobody_is_known_who_may_act_it_is_a_gap_and_never_charged_to_the_street():
    found = route("0202", EAST_PLACE, DAY, book(Handed(S.NONE), item=replace(ITEM, department=0)))
    assert (found.gap, found.lead) == (True, BOOK.district_desk)
    assert "清单和赋权决定都没有写明由哪个部门实施" in said(found)


def test_where_the_list_names_the_department_it_leads_whatever_the_power():
    found = route("0111", EAST_PLACE, DAY, book(Handed(S.NONE), "0111", item=replace(ITEM, department=LAND)))
    assert (found.lead.unit_id, found.cooperating) == (HOUSING, (Target(100, 101, 201), Target(LAND)))
    assert "所以照清单由部门牵头" in said(found)


def test_before_any_decision_is_entered_the_list_decides_and_the_reason_says_so():
    found = route("0202", EAST_PLACE, DAY, book(Handed(S.UNKNOWN)))
    assert found.lead == route("0202", EAST_PLACE, DAY, BOOK).lead
    assert "本区还没有登记任何赋权决定，先按职责清单派" in said(found)


@pytest.mark.parametrize("code", ["0102", "0701"])
def test_what_the_grid_settles_and_what_was_taken_back_are_no_question_of_powers(code):
    assert route(code, EAST_PLACE, DAY, book(Handed(S.NONE), code)) == route(code, EAST_PLACE, DAY, BOOK)


def test_a_ruling_of_the_catalogue_outranks_powers():
    assert route("0402", EAST_PLACE, DAY, book(HELD, "0402")) == route("0402", EAST_PLACE, DAY, BOOK)


OTHER = LinkedPower("P10", "堆放物料")


@pytest.mark.parametrize(("register", "expected"), [
    (None, ("P09", S.UNKNOWN)),
    ({}, ("P09", S.NONE)),
    ({("P10", 100): HELD}, ("P10", S.IN_FORCE)),
    ({("P09", 100): replace(HELD, standing=S.RECALLED), ("P10", 100): replace(HELD, standing=S.SHORT)}, ("P10", S.SHORT)),
    ({("P09", 100): HELD, ("P10", 100): HELD}, ("P09", S.IN_FORCE)),
    ({("P10", 999): HELD}, ("P09", S.NONE)),
])
def test_of_several_items_the_first_that_holds_speaks_else_the_one_nearest_to_it(register, expected):
    line = line_of((ITEM, OTHER), 100, register)
    assert (line.item.code, line.standing) == expected


def test_a_type_linked_with_nothing_asks_for_no_power():
    assert line_of((), 100, {}) is None
