"""What a street carries, and on what: tables, no database."""

from dataclasses import replace

import pytest

from shaoxiang.duties.rules import CatalogueLine, Handed, LinkedPower, PowerLine, route
from shaoxiang.duties.rules.standing import Burden, Offices, grown, line_ground, not_yet_heard, says_the_same, types_grown
from shaoxiang.duties.tests.books import BOOK, DAY, EAST, EAST_PLACE, HOUSING, KHAAN, KHAAN_PLACE, POLICE, duty
from shaoxiang.duties.vocabulary import LineGround, Mode, NewWork, PowerStanding

PRIMARY, COOPERATIVE, WITHDRAWN = (duty("D", "城市管理办公室", role) for role in ("PRIMARY", "COOPERATIVE", "WITHDRAWN"))
HELD = PowerLine(LinkedPower("P1", "罚"), Handed(PowerStanding.IN_FORCE))
SHORT = PowerLine(LinkedPower("P1", "罚"), Handed(PowerStanding.SHORT))


ROLES = (None, "WITHDRAWN", "COOPERATIVE", "PRIMARY")  # what a street carries, from nothing to all; the first two are alike
RANK = dict(zip(ROLES, (0, 0, 1, 2), strict=True))


@pytest.mark.parametrize("before", ROLES)
@pytest.mark.parametrize("after", ROLES[1:])
def test_what_grows_is_new_work_and_what_stays_or_shrinks_is_not(before, after):
    how = NewWork.ITEM if before is None else NewWork.MORE
    assert grown({"role": before} if before else None, {"role": after}) == (how if RANK[after] > RANK[before] else None)


SOURCE = {"role": "COOPERATIVE", "title": "市政设施巡查、报修", "basis": "某条例 1", "departments": ["区住建局"], "office_name": "城市管理办公室"}


@pytest.mark.parametrize(("half", "how"), [
    ({}, None), ({"title": "设施报修"}, None), ({"office_name": "平安建设办公室"}, None), ({"departments": []}, None),
    ({"role": "WITHDRAWN", "title": "代收全区车船税"}, None),  # the department took it: nothing is given
    ({"role": "PRIMARY"}, "SPLIT"), ({"basis": "税法 3"}, "SPLIT"), ({"departments": ["区住建局", "区税务局"]}, "SPLIT"),
    ({"title": "代收全区车船税并上门催缴"}, "SPLIT"), ({"title": "设施报修，并代收全区车船税、上门催缴、登记"}, "SPLIT"),
])
def test_only_a_half_of_the_same_duty_is_no_new_work(half, how):
    assert grown(None, SOURCE | half, SOURCE) == (how and NewWork(how))


HUNG = {"a": "PRIMARY", "b": "COOPERATIVE", "c": "WITHDRAWN", "d": ""}


@pytest.mark.parametrize(("role", "types"), [("PRIMARY", ("b", "c", "d")), ("COOPERATIVE", ("c",)), ("WITHDRAWN", ()), ("", ())])
def test_types_a_street_did_not_carry_so_are_new_work(role, types):
    assert types_grown(role, HUNG) == types


def test_a_half_the_street_only_assists_in_may_have_another_leader():
    assert grown(None, SOURCE | {"departments": ["区公安分局", "区住建局"]}, SOURCE | {"role": "PRIMARY"}) is None


@pytest.mark.parametrize(("own", "street", "item", "power", "stands_on", "asks", "ground"), [
    (None, None, None, None, "", Burden.LEADS, "FREE"), (None, EAST, WITHDRAWN, None, "", Burden.LEADS, "FREE"),
    (EAST, None, PRIMARY, None, "ZR", Burden.LEADS, "EVERYWHERE"), (EAST, KHAAN, PRIMARY, None, "ZR", Burden.LEADS, "ELSEWHERE"),
    (EAST, EAST, PRIMARY, None, "", Burden.LEADS, "LISTED"), (EAST, EAST, COOPERATIVE, None, "", Burden.ASSISTS, "LISTED"),
    (EAST, EAST, COOPERATIVE, None, "", Burden.LEADS, "UNLISTED"), (EAST, EAST, COOPERATIVE, None, "ZR", Burden.LEADS, "NUMBER"),
    (EAST, EAST, COOPERATIVE, HELD, "", Burden.LEADS, "POWER"), (EAST, EAST, COOPERATIVE, SHORT, "", Burden.LEADS, "UNLISTED"),
    (EAST, EAST, WITHDRAWN, HELD, "ZR", Burden.LEADS, "TAKEN_BACK"), (EAST, EAST, WITHDRAWN, None, "ZR", Burden.ASSISTS, "TAKEN_BACK"),
    (EAST, EAST, None, None, "", Burden.ASSISTS, "UNLISTED"), (EAST, EAST, None, None, "ZR", Burden.ASSISTS, "NUMBER"),
])
def test_what_lets_a_line_of_the_catalogue_name_a_body(own, street, item, power, stands_on, asks, ground):
    assert line_ground(own, street, item, power, stands_on=stands_on, asks=asks) is LineGround(ground)


def told(code, place, *lines):
    """Routed with these lines of the catalogue: (street or None, lead, what it stands on)."""
    book = replace(BOOK, catalogue={(code, street): CatalogueLine(n, lead, stands_on=on) for n, (street, lead, on) in enumerate(lines, start=1)})
    found = route(code, place, DAY, book)
    return found, [(step.params["entry"], step.params["why"]) for step in found.ground if step.code == "CATALOGUE_SKIPPED"]


def test_what_the_list_took_back_the_catalogue_does_not_give_to_the_street():
    for stands_on in ("", "ZR20260101-0001"):
        found, passed = told("0701", EAST_PLACE, (EAST, 101, stands_on))
        assert (found.lead.unit_id, found.cooperating, passed) == (HOUSING, (), [(1, "TAKEN_BACK")])


def test_a_line_for_one_street_s_office_sends_nobody_else_s_cases_there():
    found, passed = told("0202", KHAAN_PLACE, (None, 101, "示例〔2026〕1号"))
    assert (found.mode, found.lead.unit_id, passed) == (Mode.FULL_TRANSFER, 1000, [(1, "ELSEWHERE")])


def test_a_duty_gap_stays_a_gap_unless_the_line_stands_on_something():
    found, passed = told("0999", EAST_PLACE, (EAST, 101, ""))
    assert (found.gap, passed) == (True, [(1, "UNLISTED")])
    found, passed = told("0999", EAST_PLACE, (EAST, 101, "ZR20260101-0001"))
    assert (found.gap, found.lead.office_id, passed) == (False, 101, [])


def test_where_the_street_s_own_line_does_not_hold_the_district_s_speaks():
    found, passed = told("0511", EAST_PLACE, (EAST, 101, ""), (None, HOUSING, ""))
    assert (found.lead.unit_id, passed) == (HOUSING, [(1, "UNLISTED")])


def test_where_no_line_holds_the_list_decides_as_before():
    found, passed = told("0511", EAST_PLACE, (EAST, 101, ""))
    assert (found.mode, found.lead.unit_id, passed) == (Mode.STATIONED, POLICE, [(1, "UNLISTED")])


def test_a_street_s_body_assists_only_where_the_list_asks_it():
    line = CatalogueLine(1, HOUSING, (101,))
    found = route("0999", EAST_PLACE, DAY, replace(BOOK, catalogue={("0999", EAST): line}))
    assert (found.lead.unit_id, found.cooperating) == (HOUSING, ())
    found = route("0511", EAST_PLACE, DAY, replace(BOOK, catalogue={("0511", EAST): line}))
    assert 101 in [target.office_id for target in found.cooperating]


def test_what_the_street_leads_anyway_its_own_line_may_give_to_another_office():
    found, passed = told("0202", EAST_PLACE, (EAST, 102, ""))
    assert (found.mode, found.lead.office_id, passed) == (Mode.STREET_OFFICE, 102, [])


@pytest.mark.parametrize(("before", "after", "same"), [
    ("楼道巡查", "楼道巡查", True), ("巡查楼道、消防通道", "巡查楼道和消防通道", True), ("楼道巡查", "楼道巡查，并协助催缴车船税", False),
    ("楼道巡查", "协助催缴车船税", False), ("", "协助催缴车船税", False),
])
def test_a_line_reworded_is_the_same_and_a_line_added_to_is_not(before, after, same):
    assert says_the_same(before, after) is same


@pytest.mark.parametrize(("kind", "codes", "grown", "asked"), [
    ("STREET_DUTY", ("B", "A"), {}, ("A", "B")),  # a line of a street's list is about streets, however it changes
    ("STREET_DUTY", ("A", "B"), {"A": True}, ("B",)),  # what was admitted was heard there
    ("TOWN_DUTY", ("A",), {"A": True}, ()),
    ("TOWN_DUTY", ("A",), {"A": False}, ("A",)),
    ("SERVICE", ("A", "B"), {"B": False}, ("B",)),  # of the others, where they give streets more
    ("SERVICE", ("A",), {}, ()),
    ("POWER", ("A",), {}, ()),
])
def test_streets_are_heard_on_what_no_admission_heard_them_on(kind, codes, grown, asked):
    assert not_yet_heard(kind, codes, grown) == asked


OFFICES = Offices({
    "甲街道": ("党政综合办公室", "基层党的建设办公室", "社会事务办公室", "城市管理办公室", "平安建设办公室"),
    "乙街道": ("党政综合办公室", "基层党的建设办公室", "社会事务办公室", "城市管理办公室", "平安建设办公室"),
})


@pytest.mark.parametrize(("given", "meant"), [
    ("党政办", "党政综合办公室"), ("党建办", "基层党的建设办公室"), ("社会办", "社会事务办公室"), ("城管办", "城市管理办公室"), ("平安办", "平安建设办公室"),
    ("城市管理办公室", "城市管理办公室"), ("办公室", "办公室"), ("党办", "党办"), ("卫健办", "卫健办"), ("办城管", "办城管"), ("", ""),
])
def test_a_short_name_is_the_office_it_speaks_of_where_that_is_one_only(given, meant):
    assert OFFICES.meant(given) == meant
