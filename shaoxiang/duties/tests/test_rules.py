import sys
from dataclasses import replace

import pytest

from shaoxiang.duties.rules import PlaceRef, Target, TypeLine, danger, route, suggest
from shaoxiang.duties.tests.books import BOOK, BUREAU, DAY, EAST, EAST_PLACE, HOUSING, KHAAN_PLACE, LAND, POLICE, TEAM, TOWN_PLACE, WATER
from shaoxiang.duties.vocabulary import Mode


def codes(assignment):
    return [step.code for step in assignment.ground]


def test_a_street_s_own_duty_goes_to_its_office_and_its_answering_post():
    found = route("0202", EAST_PLACE, DAY, BOOK)
    assert (found.mode, found.lead, found.cooperating) == (Mode.STREET_OFFICE, Target(100, 101, 201), ())
    assert codes(found) == ["PLACE", "TYPE", "ITEM", "BASIS", "OFFICE", "POST"]


def test_a_fully_transferred_bureau_carries_enforcement_where_it_stands():
    found = route("0202", KHAAN_PLACE, DAY, BOOK)
    assert (found.mode, found.lead) == (Mode.FULL_TRANSFER, Target(1000, BUREAU, 1150))
    assert found.cooperating == (Target(1000, 1001, 1101),)
    assert "TRANSFERRED" in codes(found)


def test_a_small_matter_is_settled_by_the_grid_worker_on_the_spot():
    found = route("0102", EAST_PLACE, DAY, BOOK)
    assert (found.mode, found.lead) == (Mode.GRID, Target(100, 150, 1511))
    assert found.cooperating == (Target(100, 101, 201),)


def test_without_a_grid_a_small_matter_goes_to_the_office():
    assert route("0102", EAST_PLACE._replace(grid_id=None), DAY, BOOK).mode is Mode.STREET_OFFICE


def test_a_cooperative_duty_is_led_by_the_department_and_the_office_assists():
    found = route("0111", EAST_PLACE, DAY, BOOK)
    assert (found.mode, found.lead.unit_id, found.may_whistle) == (Mode.DEPARTMENT, HOUSING, True)
    assert found.cooperating == (Target(100, 101, 201), Target(LAND))


def test_a_stationed_unit_carries_for_its_department_under_street_command():
    found = route("0511", EAST_PLACE, DAY, BOOK)
    assert (found.mode, found.lead) == (Mode.STATIONED, Target(POLICE, 103, 203))
    assert not found.may_whistle


def test_danger_calls_the_team_that_comes_on_whistle():
    found = route("0401", EAST_PLACE, DAY, BOOK)
    assert (found.mode, found.lead) == (Mode.ON_WHISTLE, Target(HOUSING, TEAM, 9102))


def test_the_dispatch_catalogue_outranks_the_list():
    found = route("0402", EAST_PLACE, DAY, BOOK)
    assert (found.lead.unit_id, found.mode) == (WATER, Mode.DEPARTMENT)
    assert {target.unit_id for target in found.cooperating} == {HOUSING, 100}
    assert "CATALOGUE" in codes(found)
    assert "ITEM" not in codes(found)


def test_a_withdrawn_duty_goes_to_the_department_alone():
    found = route("0701", EAST_PLACE, DAY, BOOK)
    assert (found.lead.unit_id, found.cooperating) == (HOUSING, ())


@pytest.mark.parametrize(("code", "place"), [("0999", EAST_PLACE), ("0702", EAST_PLACE), ("0202", TOWN_PLACE)])
def test_a_matter_on_no_list_is_a_duty_gap_and_never_charged_to_a_street(code, place):
    found = route(code, place, DAY, BOOK)
    assert found.gap
    assert (found.mode, found.lead, found.cooperating) == (Mode.DISTRICT_DESK, Target(800, None, 801), ())
    assert codes(found)[-1] == "GAP"


def test_a_town_answers_by_its_own_list():
    found = route("0102", TOWN_PLACE, DAY, BOOK)
    assert found.lead.unit_id == 2000
    assert next(step for step in found.ground if step.code == "ITEM").params["code"] == "T-C01"


@pytest.mark.parametrize("code", [None, "", "nonsense"])
def test_without_a_type_the_street_desk_decides(code):
    found = route(code, EAST_PLACE, DAY, BOOK)
    assert (found.mode, found.lead, found.gap) == (Mode.STREET_DESK, Target(100, 102, 300), False)


@pytest.mark.parametrize("place", [PlaceRef(), PlaceRef(street_id=777)])
def test_without_a_place_the_district_desk_decides(place):
    found = route("0202", place, DAY, BOOK)
    assert (found.mode, found.lead) == (Mode.DISTRICT_DESK, Target(800, None, 801))


def test_a_body_without_an_answering_post_says_so():
    bodies = {**BOOK.bodies, 101: replace(BOOK.bodies[101], post_id=None)}
    found = route("0202", EAST_PLACE, DAY, replace(BOOK, bodies=bodies))
    assert found.lead == Target(100, 101, None)
    assert codes(found)[-1] == "NO_POST"


def test_a_parked_bicycle_is_the_grid_worker_s_even_where_the_police_lead():
    assert route("0507", EAST_PLACE, DAY, BOOK).mode is Mode.GRID
    assert route("0507", KHAAN_PLACE, DAY, BOOK).mode is Mode.STATIONED


def steps(book):
    """How many instructions a routing takes; how fast they run is measured in bench/ (`route_per_s`)."""
    taken = 0

    def count(frame, event, _argument):
        nonlocal taken
        frame.f_trace_opcodes, taken = True, taken + (event == "opcode")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        route("0111", EAST_PLACE, DAY, book)
    finally:
        sys.settrace(before)
    return taken


def test_routing_looks_up_and_never_searches():
    """A book with a thousand times the types and the duties costs not one step more."""
    line, duty = BOOK.types["0111"], BOOK.duties["0111", "STREET"]
    types = {**BOOK.types, **{f"X{number}": replace(line, code=f"X{number}") for number in range(1000)}}
    duties = {**BOOK.duties, **{(f"X{number}", "STREET"): duty for number in range(1000)}}
    assert 0 < steps(BOOK) == steps(replace(BOOK, types=types, duties=duties))


def test_words_decide_and_are_named():
    found = suggest("楼下堆着建筑垃圾没人管", BOOK)
    assert [row.type_code for row in found] == ["0103"]
    assert found[0].words == ("建筑垃圾",)


def test_a_word_against_a_type_counts_against_it():
    assert [row.type_code for row in suggest("路上有坑,井盖也翻了", BOOK)] == ["B0103"]


def test_silent_words_suggest_nothing():
    assert suggest("你好,请问几点上班", BOOK) == []
    assert suggest("", BOOK) == []


@pytest.mark.parametrize(("text", "numbers"), [
    ("三楼厨房着火了,快来人", ("119",)),
    ("路口两辆车追尾,司机受伤流血", ("120", "122")),
    ("有人在小区门口持刀威胁保安", ("110",)),
    ("我闻到楼道里一股煤气味,头晕", ("119",)),
    ("孩子掉进河里了", ("119",)),
    ("邻居说要跳楼,站在窗台上", ("110", "120")),
    ("昨天社区组织了火灾逃生演练,挺好的", ()),
    ("担心楼道充电会着火,希望管管", ()),
    ("路灯不亮,晚上看不清", ()),
    ("", ()),
])
def test_danger_to_life_shows_the_number_at_once(text, numbers):
    assert danger(text) == numbers


def test_a_dangerous_type_calls_its_number_whatever_the_words():
    lift = TypeLine("0411", "电梯困人", "", "04", "", "", danger=True, numbers=("119",))
    assert danger("三单元电梯停了", lift) == ("119",)


def test_one_calm_sentence_does_not_hide_the_next():
    assert danger("上周刚做过消防演练。现在真的着火了!") == ("119",)


def test_the_place_step_names_what_is_known():
    step = route("0102", PlaceRef(EAST, "SUBDISTRICT", None, None), DAY, BOOK).ground[0]
    assert step.params["street"] == "街道1"
    assert step.params["grid"] == ""
