from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.duties.queries import ground_text
from shaoxiang.duties.rules import Target, route
from shaoxiang.duties.rules.sealing import signed_fields
from shaoxiang.duties.rules.three_parts import FORM_FIELDS, arranged, back_to_2019, decided, lacking, merged, progress, shifts, split
from shaoxiang.duties.rules.versions import apply, checked, diff, fields_of
from shaoxiang.duties.tests.books import BOOK, DAY, EAST_PLACE, HOUSING, LAND, POLICE
from shaoxiang.duties.tests.test_rules_versions import QUIET
from shaoxiang.duties.vocabulary import DutyPart, ListForm, Mode

NEW = ListForm.THREE_PART.value
OLD = {"office_name": "城市管理办公室", "title": "设施巡查", "title_en": "", "role": "COOPERATIVE", "departments": ["区住建局", "区城管局"],
       "basis": "某条例 1", **dict.fromkeys(FORM_FIELDS, "")}
words = st.sampled_from(["", "区住建局", "区水务局"])
items = st.fixed_dictionaries({
    "part": st.sampled_from(["", *(part.value for part in DutyPart)]), "role": st.sampled_from([part.value for part in DutyPart]),
    "lead_department": words, "taken_back_by": words, "department_duty": st.sampled_from(["", "修"]), "street_duty": st.sampled_from(["", "报"]),
    "carried_how": st.sampled_from(["", "自己去"]), "departments": st.lists(st.sampled_from(["区住建局", "区公安分局"]), unique=True),
    "title": st.sampled_from(["甲", "乙"]), "basis": st.sampled_from(["", "某条例 1"]),
})


@pytest.mark.parametrize(("part", "said", "lacks"), [
    ("PRIMARY", {}, ()),
    ("COOPERATIVE", {}, ("department_duty", "street_duty")),
    ("COOPERATIVE", {"department_duty": "维修", "street_duty": "上报"}, ()),
    ("COOPERATIVE", {"department_duty": "维修"}, ("street_duty",)),
    ("WITHDRAWN", {}, ("carried_how",)),
    ("WITHDRAWN", {"carried_how": "派驻人员办"}, ()),
])
def test_each_part_must_say_what_it_is(part, said, lacks):
    assert lacking(decided(OLD, part, said)) == lacks


def test_an_item_in_no_part_is_not_decided():
    assert lacking(OLD) == ("part",)


@pytest.mark.parametrize(("part", "said", "leader", "departments"), [
    ("COOPERATIVE", {}, "区住建局", ["区住建局", "区城管局"]),
    ("COOPERATIVE", {"lead_department": "区城管局"}, "区城管局", ["区城管局", "区住建局"]),
    ("COOPERATIVE", {"lead_department": "区水务局"}, "区水务局", ["区水务局", "区住建局", "区城管局"]),
    ("WITHDRAWN", {"taken_back_by": "区城管局"}, "", ["区城管局", "区住建局"]),
    ("PRIMARY", {}, "", ["区住建局", "区城管局"]),
])
def test_the_leader_stands_first_among_the_departments(part, said, leader, departments):
    made = decided(OLD, part, said)
    assert (made["role"], made["lead_department"], made["departments"]) == (part, leader, departments)


@QUIET
@given(items)
def test_an_arranged_item_says_only_what_its_part_says_and_stays_as_it_is(item):
    made = arranged(item)
    assert arranged(made) == made
    if made["part"]:
        assert made["role"] == made["part"]
    if made["part"] == "PRIMARY":
        assert not any(made[name] for name in FORM_FIELDS if name != "part")
    if made["part"] == "COOPERATIVE":
        assert not made["taken_back_by"]


@QUIET
@given(st.dictionaries(st.sampled_from(["D-1", "D-2", "D-3"]), items))
def test_every_item_is_either_whole_in_one_part_or_open(listed):
    found = progress(listed)
    assert found.decided + len(found.open) == found.total == len(listed)
    assert sum(found.parts.values()) == found.decided


@QUIET
@given(st.dictionaries(st.sampled_from(["D-1", "D-2", "D-3"]), items))
def test_the_way_back_takes_only_the_words_of_the_new_form(listed):
    back = back_to_2019(listed)
    assert apply(listed, diff(listed, back)) == back
    assert all(item["role"] == listed[code]["role"] and item["title"] == listed[code]["title"] for code, item in back.items())
    assert not any(item[name] for item in back.values() for name in FORM_FIELDS)


def test_a_split_item_keeps_everything_but_the_duty_it_names():
    second = split(OLD, "设施报修")
    assert second["title"] == "设施报修"
    assert {name: value for name, value in second.items() if name != "title"} == {name: value for name, value in OLD.items() if name != "title"}


def test_a_merged_item_takes_over_departments_and_basis():
    made = merged(OLD, {**OLD, "departments": ["区水务局", "区住建局"], "basis": "某办法 2"})
    assert (made["departments"], made["basis"]) == (["区住建局", "区城管局", "区水务局"], "某条例 1；某办法 2")


def item(role, office="城管办", *departments):
    return {"role": role, "office_name": office, "departments": list(departments)}


@pytest.mark.parametrize(("before", "after", "told"), [
    (item("PRIMARY"), item("PRIMARY"), []),
    (item("PRIMARY"), item("COOPERATIVE", "城管办", "住建局"), [("住建局", ("D-1",), (), ()), ("城管办", (), ("D-1",), ())]),
    (item("COOPERATIVE", "城管办", "住建局"), item("WITHDRAWN", "城管办", "住建局"), [("城管办", (), (), ("D-1",))]),
    (item("COOPERATIVE", "城管办", "住建局"), item("PRIMARY"), [("城管办", ("D-1",), (), ()), ("住建局", (), ("D-1",), ())]),
    (item("COOPERATIVE", "城管办", "住建局"), item("COOPERATIVE", "平安办", "住建局"), [("城管办", (), (), ("D-1",))]),
    (None, item("PRIMARY"), [("城管办", ("D-1",), (), ())]),
    (item("COOPERATIVE", "城管办", "住建局"), None, [("住建局", (), ("D-1",), ()), ("城管办", (), (), ("D-1",))]),
])
def test_each_body_hears_what_it_leads_leaves_and_no_longer_assists_in(before, after, told):
    lists = [{} if one is None else {"D-1": one} for one in (before, after)]
    assert sorted((one.body, one.takes, one.leaves, one.rests) for one in shifts(*lists)) == sorted(told)


def test_the_first_scheme_signs_the_old_form_and_the_second_what_each_side_does():
    assert not set(signed_fields("STREET_DUTY", 1)) & set(FORM_FIELDS)
    assert set(FORM_FIELDS) < set(signed_fields("STREET_DUTY", 2))


def test_each_form_shows_its_own_fields():
    assert {one.name for one in fields_of("STREET_DUTY")} & set(FORM_FIELDS) == set()
    assert "role" not in {one.name for one in fields_of("STREET_DUTY", NEW)}
    assert set(FORM_FIELDS) < {one.name for one in fields_of("STREET_DUTY", NEW)}
    assert checked("STREET_DUTY", "D-1", {"office_name": "办", "title": "巡", "part": "部门主责、街道配合"}, whole=True, form=NEW)["part"] == "COOPERATIVE"


# --- who goes, and why, by part -----------------------------------------------------------------------------------------


def in_part(code, part, *departments):
    """The book with the item behind a type in one of the three parts."""
    line = replace(BOOK.duties[code, "STREET"], part=part, role=part, departments=departments, department_duty="维修路面", street_duty="巡查上报",
                   carried_how="由派驻人员办理")
    return replace(BOOK, duties={**BOOK.duties, (code, "STREET"): line})


OFFICE = Target(100, 101, 201)


@pytest.mark.parametrize(("code", "part", "departments", "mode", "lead", "helpers"), [
    ("0111", "PRIMARY", (HOUSING,), Mode.STREET_OFFICE, 100, ()),
    ("0111", "COOPERATIVE", (LAND, HOUSING), Mode.DEPARTMENT, LAND, (OFFICE, Target(HOUSING, None, 9101))),
    ("0511", "COOPERATIVE", (POLICE,), Mode.STATIONED, POLICE, (OFFICE,)),
    ("0401", "COOPERATIVE", (HOUSING,), Mode.ON_WHISTLE, HOUSING, (OFFICE,)),
    ("0111", "WITHDRAWN", (LAND,), Mode.DEPARTMENT, LAND, ()),
    ("0401", "WITHDRAWN", (HOUSING,), Mode.ON_WHISTLE, HOUSING, ()),
    ("0402", "WITHDRAWN", (HOUSING,), Mode.DEPARTMENT, 930, (Target(HOUSING, None, 9101),)),  # the catalogue sends it; the street is not asked
    ("0102", "PRIMARY", (), Mode.GRID, 100, (OFFICE,)),
])
def test_the_part_decides_who_leads_and_whether_the_street_is_asked(code, part, departments, mode, lead, helpers):
    found = route(code, EAST_PLACE, DAY, in_part(code, part, *departments))
    assert (found.mode, found.lead.unit_id, found.cooperating) == (mode, lead, helpers)


def test_a_withdrawn_duty_of_a_department_that_is_gone_is_a_gap_and_not_the_streets():
    found = route("0111", EAST_PLACE, DAY, in_part("0111", "WITHDRAWN", 424242))
    assert found.gap
    assert found.lead.unit_id == 800


@pytest.mark.parametrize(("part", "said"), [
    ("PRIMARY", "这一条在三张清单里是“街道主责”"), ("COOPERATIVE", "区住建局负责维修路面；街道配合巡查上报"),
    ("WITHDRAWN", "由区住建局自己办（由派驻人员办理）"),
])
def test_the_reason_names_the_list_and_both_sides(part, said):
    assert any(said in sentence for sentence in ground_text(route("0111", EAST_PLACE, DAY, in_part("0111", part, HOUSING)).ground))


def test_the_form_of_2019_explains_itself_as_before():
    assert not any(step.code == "PART" for step in route("0111", EAST_PLACE, DAY, BOOK).ground)
