"""Small worlds for cases counted by hand."""

from __future__ import annotations

from datetime import date

from shaoxiang.dispatch.vocabulary import Part, Priority
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.simulation.rules.inputs import Call, Force, Kind, Limit, Street, Unit, World

MONDAY = date(2026, 3, 2)  # no festival in that week
NINE = 9 * 60.0  # minutes: Monday, 09:00; office hours are 08:30-12:00, 14:30-17:30
PRIORITIES = {"EMERGENCY": Priority.EMERGENCY, "JOINT": Priority.JOINT, "ROUTINE": Priority.ROUTINE}


def kind(code: str, **more) -> Kind:
    given = {"ack_limit": Limit(5, LimitUnit.MINUTE), "arrive_limit": Limit(30, LimitUnit.MINUTE), **more}
    return Kind(code, code, code, PRIORITIES[code], **given)


def world(*forces: Force, **more) -> World:
    given = {
        "begin_on": MONDAY, "calendar": packaged_calendar(), "streets": {"S1": Street("S1", "一街", "First"), "S2": Street("S2", "二街", "Second", 10_000)},
        "forces": {force.code: force for force in forces}, "kinds": {code: kind(code) for code in PRIORITIES},
        "departments": {"D": ("甲局", "Bureau A"), "E": ("乙局", "Bureau B")}, "detour": 1.0,
    }
    return World(**{**given, **more})


def force(code: str = "F", **more) -> Force:
    return Force(code, code, code, **{"department": "D", **more})


def call(at: float, kind: str = "ROUTINE", on_site: float = 60, *, street: str = "S1", department: str = "D", **more) -> Call:
    unit = {name: more.pop(name) for name in ("ack", "ack_forgotten", "set_out_forgotten", "answered", "turn_out", "after") if name in more}
    return Call(at, kind, street, [Unit(department, Part.LEAD, on_site=on_site, **unit)], **more)
