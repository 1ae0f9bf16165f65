"""Change files: what is read, what is refused and how, and what becomes of the district."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.simulation.rules.changes import FIELDS, LIMIT_FIELDS, ChangeRefused, apply, of_data, parse
from shaoxiang.simulation.rules.inputs import Limit
from shaoxiang.simulation.tests.worlds import force, world
from shaoxiang.simulation.vocabulary import Do

STATION = force("ST", street="S1", people=17, day_crews=2)
TEAM = force("D-T1", team=True, night_crews=1)
DISTRICT = world(STATION, TEAM)


def after(*rows):
    return apply(DISTRICT, of_data(rows))


def refused(text: str) -> ChangeRefused:
    with pytest.raises(ChangeRefused) as caught:
        apply(DISTRICT, parse(text))
    return caught.value


def test_ten_more_people_are_one_more_crew():
    """17 people: a quarter can be sent, two to a crew: 2. 27 people: 3."""
    changed = after({"do": "station", "department": "D", "street": "S1", "people": 10})
    assert (changed.forces["ST"].people, changed.forces["ST"].day_crews) == (27, 3)
    assert DISTRICT.forces["ST"].people == 17, "the district as it is stays"


def test_people_where_there_were_none_are_a_new_force_in_the_middle_of_the_street():
    changed = after({"do": "station", "department": "乙局", "street": "二街", "people": 10})
    new = changed.forces["E@S2"]
    assert (new.department, new.street, new.east_m, new.day_crews, new.night_crews) == ("E", "S2", 10_000, 1, 0)


def test_all_people_taken_away_are_no_force():
    assert "ST" not in after({"do": "station", "department": "D", "street": "S1", "people": -17}).forces


def test_a_team_moved_comes_to_one_street_only_and_back():
    moved = after({"do": "move_team", "team": "D-T1", "to": "stationed", "street": "S2"})
    assert (moved.forces["D-T1"].street, moved.forces["D-T1"].east_m) == ("S2", 10_000)
    assert apply(moved, of_data([{"do": "move_team", "team": "D-T1", "to": "on_whistle"}])).forces["D-T1"].street == ""


def test_a_new_team_is_like_the_departments_others():
    new = after({"do": "add_team", "department": "D", "crews": 2}).forces["D-T2+"]
    assert (new.department, new.street, new.day_crews, new.night_crews, new.team) == ("D", "", 2, 1, True)
    assert after({"do": "add_team", "department": "E", "street": "S1"}).forces["E-T1+"].street == "S1"


def test_limits_volumes_and_crews():
    changed = after(
        {"do": "limit", "type": "EMERGENCY", "arrive_minutes": 20, "finish_working_days": 2}, {"do": "arrivals", "type": "ROUTINE", "times": 1.5},
        {"do": "arrivals", "street": "S1", "times": 2}, {"do": "crews", "force": "ST", "night": 1},
    )
    assert changed.kinds["EMERGENCY"].arrive_limit == Limit(20, LimitUnit.MINUTE)
    assert changed.kinds["EMERGENCY"].finish_limit == Limit(2, LimitUnit.WORKING_DAY)
    assert changed.kinds["EMERGENCY"].priority is Priority.EMERGENCY
    assert [changed.times(*each) for each in (("ROUTINE", "S1"), ("ROUTINE", "S2"), ("JOINT", "S1"))] == [3.0, 1.5, 2.0]
    assert (changed.forces["ST"].day_crews, changed.forces["ST"].night_crews) == (2, 1)


@pytest.mark.parametrize(("text", "line", "field"), [
    ('[\n{"do": "station",}]', 2, ""),
    ('{"do": "station"}', 1, ""),
    ("[]", 1, ""),
    ('[\n\n  3]', 3, ""),
    ('[\n{"do": "raise"}]', 2, "do"),
    ('[{"do": "arrivals", "times": 1},\n {"do": "station", "department": "D", "people": 3}]', 2, "street"),
    ('[{"do": "station", "department": "D", "street": "S1", "people": 3, "rank": 1}]', 1, "rank"),
    ('[{"do": "station", "department": "D", "street": "S1", "people": "ten"}]', 1, "people"),
    ('[{"do": "station", "department": "D", "street": "S1", "people": 2.5}]', 1, "people"),
    ('[{"do": "station", "department": "D", "street": "S1", "people": true}]', 1, "people"),
    ('[{"do": "station", "department": "D", "street": "S1", "people": -18}]', 1, "people"),
    ('[{"do": "station", "department": "E", "street": "S1", "people": -1}]', 1, "people"),
    ('[{"do": "station", "department": "X", "street": "S1", "people": 3}]', 1, "department"),
    ('[{"do": "station", "department": 7, "street": "S1", "people": 3}]', 1, "department"),
    ('[\n{"do": "move_team", "team": "ST", "to": "on_whistle"}]', 2, "team"),
    ('[{"do": "move_team", "team": "D-T1", "to": "away"}]', 1, "to"),
    ('[{"do": "move_team", "team": "D-T1", "to": "stationed"}]', 1, "street"),
    ('[{"do": "limit", "type": "EMERGENCY"}]', 1, "type"),
    ('[{"do": "limit", "type": "EMERGENCY", "ack_minutes": 0}]', 1, "ack_minutes"),
    ('[{"do": "crews", "force": "ST"}]', 1, "day"),
    ('[{"do": "arrivals", "times": 11}]', 1, "times"),
    ('[{"do": "arrivals", "times": -1}]', 1, "times"),
])
def test_a_refusal_names_line_and_field(text, line, field):
    answer = refused(text)
    assert (answer.line, answer.field) == (line, field), str(answer)


def test_what_is_not_there_is_answered_with_what_is():
    assert "S1 一街" in str(refused('[{"do": "station", "department": "D", "street": "三街", "people": 3}]'))


EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples" / "simulation"


def test_the_examples_can_be_read_and_the_schema_knows_the_same_fields():
    for file in sorted(EXAMPLES.glob("*-*.json")):
        assert parse(file.read_text(encoding="utf-8")), file.name
    schema = json.loads((EXAMPLES / "change.schema.json").read_text(encoding="utf-8"))
    written = {each["properties"]["do"]["const"]: each for each in schema["items"]["oneOf"]}
    assert set(written) == {do.value for do in Do}
    for do, (needed, more) in FIELDS.items():
        named = set(written[do.value]["properties"]) - {"do"}
        assert set(written[do.value]["required"]) == {"do", *needed}
        assert named == set(needed) | (set() if do is Do.LIMIT else set(more)), do
    pattern = next(iter(written["limit"]["patternProperties"]))
    assert all(re.fullmatch(pattern.strip("^$"), name) for name in LIMIT_FIELDS)
