"""Tables: who may blow what and how, the limits of each unit, the ladder, points, bands, what may be set. No database."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shaoxiang
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.clocks.rules import due
from shaoxiang.kernel.clocks.vocabulary import Sense
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.whistles import rules
from shaoxiang.whistles.rules import Call, Limit, Standing, Step, Terms, TypeChange, UnitAsked, Way, WhistleRefused
from shaoxiang.whistles.vocabulary import Band, Cause, Level, Point

AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)  # Monday 09:30 in Hohhot
CAL = packaged_calendar()
MINUTE = LimitUnit.MINUTE
HOURS = LimitUnit.WORKING_HOUR
LADDER = (Step(Level.INSTITUTION, 0, MINUTE), Step(Level.LEADER, 0, MINUTE), Step(Level.MEETING, 30, MINUTE))
EMERGENCY = Terms(
    "EMERGENCY", frozenset({"STREET_DESK", "STREET_LEADER", "COMMUNITY_DESK"}), frozenset(), frozenset(), Limit(5, MINUTE), Limit(30, MINUTE), False, None,
    LADDER, objection_stops=False,
)
JOINT = replace(
    EMERGENCY, code="JOINT_ENFORCEMENT", blown_by=frozenset({"STREET_DESK", "STREET_LEADER"}), approved_by=frozenset({"STREET_LEADER"}),
    ack=Limit(1, HOURS), arrive_agreed=True, objection_stops=True,
)
ROUTINE = replace(
    EMERGENCY, code="ROUTINE", blown_by=frozenset({"STREET_DESK", "STREET_LEADER", "OFFICE_HEAD"}), blown_through=frozenset({"COMMUNITY_DESK"}),
    approved_by=frozenset({"OFFICE_HEAD", "STREET_LEADER"}), ack=Limit(2, HOURS), arrive=Limit(1, LimitUnit.WORKING_DAY),
    finish=Limit(5, LimitUnit.WORKING_DAY), objection_stops=True,
)
CALL = Call(
    "EMERGENCY", known="有烟", address="示例路", subject_code="0103", power_needed="灭火", cited_list="DUTY_LIST", cited_item="D-C01",
    units=(UnitAsked(1, True), UnitAsked(2)),
)


@pytest.mark.parametrize(
    ("terms", "roles", "community", "expected"),
    [
        (EMERGENCY, {"STREET_DESK"}, False, Way.AT_ONCE),
        (EMERGENCY, {"COMMUNITY_DESK"}, True, Way.CONFIRMED),
        (EMERGENCY, {"GRID_WORKER"}, False, None),
        (JOINT, {"STREET_DESK"}, False, Way.APPROVED),
        (JOINT, {"STREET_LEADER"}, False, Way.AT_ONCE),
        (JOINT, {"COMMUNITY_DESK"}, True, None),
        (ROUTINE, {"STREET_DESK"}, False, Way.APPROVED),
        (ROUTINE, {"OFFICE_HEAD"}, False, Way.AT_ONCE),
        (ROUTINE, {"COMMUNITY_DESK"}, True, Way.APPROVED),
        (ROUTINE, {"DEPARTMENT_LIAISON"}, False, None),
    ],
)
def test_who_may_blow_which_type_and_how_it_goes_out(terms, roles, community, expected):
    if expected is None:
        with pytest.raises(WhistleRefused):
            rules.way(terms, roles, community=community)
    else:
        assert rules.way(terms, roles, community=community) == expected


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": ""}, "address"), ({"subject_code": " "}, "subject_code"), ({"known": ""}, "known"), ({"power_needed": ""}, "power_needed"),
        ({"cited_item": ""}, "cited_item"), ({"units": ()}, "units"), ({"units": (UnitAsked(1),)}, "units"),
        ({"units": (UnitAsked(1, True), UnitAsked(2, True))}, "units"), ({"units": (UnitAsked(1, True), UnitAsked(1))}, "units"),
        ({"units": tuple(UnitAsked(n, n == 0) for n in range(13))}, "units"), ({"known": "长" * 2001}, "known"), ({"lon": 111.7}, "address"),
        ({"agreed_at": AT}, "agreed_at"), ({"units": (UnitAsked(1, True, "做" * 201),)}, "units"),
    ],
)
def test_what_is_missing_is_named(change, field):
    with pytest.raises(WhistleRefused) as refused:
        rules.check(replace(CALL, **change), EMERGENCY, at=AT)
    assert refused.value.field == field


def test_a_joint_whistle_agrees_a_time_unless_the_act_is_going_on():
    with pytest.raises(WhistleRefused) as refused:
        rules.check(CALL, JOINT, at=AT)
    assert refused.value.field == "agreed_at"
    rules.check(replace(CALL, going_on=True), JOINT, at=AT)
    rules.check(replace(CALL, agreed_at=AT + timedelta(hours=3)), JOINT, at=AT)


@pytest.mark.parametrize(
    ("terms", "given_", "expected"),
    [
        (EMERGENCY, {}, {"WHISTLE_ACK": "11-02 09:35", "WHISTLE_ARRIVE": "11-02 10:00"}),
        (JOINT, {"going_on": True}, {"WHISTLE_ACK": "11-02 10:30", "WHISTLE_ARRIVE": "11-02 10:00"}),
        (JOINT, {"agreed_at": AT + timedelta(hours=3)}, {"WHISTLE_ACK": "11-02 10:30", "WHISTLE_ARRIVE": "11-02 12:30"}),
        (ROUTINE, {}, {"WHISTLE_ACK": "11-02 11:30", "WHISTLE_ARRIVE": "11-04 00:00", "WHISTLE_FINISH": "11-10 00:00"}),
    ],
)
def test_the_limits_of_a_unit_by_hand_count(terms, given_, expected):
    specs = rules.unit_specs(terms, at=AT, **{"agreed_at": None, "going_on": False, **given_})
    found = {spec.code: due(AT, spec, CAL).due_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for spec in specs}
    assert found == expected


def test_the_wait_before_a_rung_colours_nothing():
    spec = rules.rung_spec(Cause.ACK, LADDER[2])
    assert (spec.code, spec.sense, spec.amount) == ("WHISTLE_NEXT_ACK", Sense.WAIT, 30)
    assert rules.cause_of(spec.code) == Cause.ACK
    assert rules.cause_of("WHISTLE_ARRIVE") == Cause.ARRIVE
    assert rules.cause_of("CASE_SIGN") is None


@pytest.mark.parametrize(
    ("cause", "unit", "missing"),
    [
        (Cause.ACK, Standing(False, False, False), True), (Cause.ACK, Standing(True, False, False), False),
        (Cause.ACK, Standing(False, False, False, True), False), (Cause.ARRIVE, Standing(True, False, False), True),
        (Cause.ARRIVE, Standing(False, False, False), False), (Cause.ARRIVE, Standing(True, True, False), False),
        (Cause.FINISH, Standing(True, True, False), True), (Cause.FINISH, Standing(True, True, True), False),
        (Cause.FINISH, Standing(False, False, False), False),
    ],
)
def test_what_is_still_missing_when_a_limit_has_passed(cause, unit, missing):
    assert rules.still_missing(cause, unit) is missing


@given(st.lists(st.integers(0, 7), min_size=4, max_size=4), st.text(max_size=5))
def test_scores_are_one_to_five_and_low_ones_have_reasons(values, reasons):
    scores = dict(zip((point.value for point in Point), values, strict=True))
    fine = all(1 <= value <= 5 for value in values) and (min(values) > 2 or bool(reasons.strip()))
    if fine:
        rules.check_scores(scores, reasons)
    else:
        with pytest.raises(WhistleRefused):
            rules.check_scores(scores, reasons)


@pytest.mark.parametrize(
    ("whistles", "cases", "expected"),
    [(0, 29, Band.FEW), (0, 30, Band.LOW), (1, 100, Band.LOW), (2, 100, Band.USUAL), (15, 100, Band.USUAL), (16, 100, Band.HIGH), (50, 100, Band.HIGH)],
)
def test_the_rate_is_a_band(whistles, cases, expected):
    assert rules.band(whistles, cases, low=2, high=15, least=30) == expected


def change(**given_):
    base = {
        "blown_by": ["STREET_DESK"], "blown_through": [], "approved_by": [], "ack": Limit(5, MINUTE), "arrive": Limit(30, MINUTE), "arrive_agreed": False,
        "finish": None, "confirm_minutes": 10, "objection_stops": False, "ladder": LADDER, "reason": "示例修改",
        "roles": frozenset({"STREET_DESK", "OFFICE_HEAD"}),
    }
    return TypeChange(**{**base, **given_})


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"blown_by": []}, "blown_by"), ({"blown_by": ["NOBODY"]}, "blown_by"), ({"approved_by": ["OFFICE_HEAD"]}, "approved_by"),
        ({"objection_stops": True}, "objection_stops"), ({"ack": Limit(0, MINUTE)}, "ack_amount"), ({"arrive": None}, "arrive_amount"),
        ({"confirm_minutes": 0}, "confirm_minutes"), ({"confirm_minutes": 121}, "confirm_minutes"), ({"ladder": ()}, "ladder"),
        ({"ladder": (LADDER[1], LADDER[0])}, "ladder"), ({"ladder": (LADDER[0], LADDER[0])}, "ladder"), ({"reason": " "}, "reason"),
    ],
)
def test_a_type_is_not_set_so(given_, field):
    with pytest.raises(WhistleRefused) as refused:
        rules.check_type(change(**given_), emergency=True)
    assert refused.value.field == field


def test_a_routine_type_may_be_approved_and_stopped():
    rules.check_type(change(approved_by=["OFFICE_HEAD"], objection_stops=True), emergency=False)


def test_every_setting_lies_within_its_bounds():
    for default, least, most in rules.SETTINGS.values():
        assert least <= default <= most


def test_the_shipped_types_say_what_the_districts_table_says(shared: Path):
    """Row by row against the reading of the whistle table: the same limits, in its words."""
    with (shared / "domain/catalogues/whistle_types.csv").open(encoding="utf-8") as file:
        wanted = {row["code"]: row for row in csv.DictReader(file)}
    with (Path(shaoxiang.__file__).parent / "profiles/national/whistle_types.csv").open(encoding="utf-8") as file:
        shipped = {row["code"]: row for row in csv.DictReader(file)}
    assert shipped.keys() == wanted.keys()
    spoken = {"minute": "min", "working_hour": "working hour", "working_day": "working day"}
    for code, row in shipped.items():
        amount, unit = row["ack"].split()
        assert wanted[code]["ack_limit"] == f"{amount} {spoken[unit]}{'s' if amount != '1' and unit != 'minute' else ''}"
        arrive, arrive_unit = row["arrive"].split()
        assert f"{arrive} {spoken[arrive_unit]}" in wanted[code]["arrive_limit"]
        assert bool(row["finish"]) == wanted[code]["finish_limit"][0].isdigit()
