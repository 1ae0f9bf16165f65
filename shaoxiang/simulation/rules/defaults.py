"""What the model assumes where the district has not recorded it yet. Composed, every figure; said so wherever results are shown.

Limits are those of the type table (机制 §7) until the district has types of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.simulation.rules.inputs import Kind, Limit, Shaped
from shaoxiang.whistles.vocabulary import WhistleCode

# Shaped(middle, nine of ten), minutes.
KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            WhistleCode.EMERGENCY.value, WhistleCode.EMERGENCY.label, "Emergency", Priority.EMERGENCY, Limit(5, LimitUnit.MINUTE), Limit(30, LimitUnit.MINUTE),
            ack=Shaped(2, 4.5), ack_forgotten=0.04, set_out_forgotten=0.02, reminded_after=5, turn_out=Shaped(5, 10), on_site=Shaped(60, 180),
            after=Shaped(90, 300),
        ),
        Kind(
            WhistleCode.JOINT_ENFORCEMENT.value, WhistleCode.JOINT_ENFORCEMENT.label, "Joint enforcement", Priority.JOINT, Limit(1, LimitUnit.WORKING_HOUR),
            Limit(30, LimitUnit.MINUTE), ack=Shaped(10, 40), ack_working=True, ack_forgotten=0.05, set_out_forgotten=0.03, reminded_after=15, agreed=0.7,
            until_agreed=Shaped(240, 720), turn_out=Shaped(5, 10), on_site=Shaped(120, 240), after=Shaped(180, 1440),
        ),
        Kind(
            WhistleCode.ROUTINE.value, WhistleCode.ROUTINE.label, "Routine", Priority.ROUTINE, Limit(2, LimitUnit.WORKING_HOUR),
            Limit(1, LimitUnit.WORKING_DAY), Limit(5, LimitUnit.WORKING_DAY), ack=Shaped(45, 110), ack_working=True, ack_forgotten=0.06,
            set_out_forgotten=0.05, reminded_after=60, answered=0.3, until_answer=Shaped(120, 390), turn_out=Shaped(15, 45), on_site=Shaped(90, 180),
            after=Shaped(600, 4000),
        ),
        Kind(
            WhistleCode.KEY_ISSUE.value, WhistleCode.KEY_ISSUE.label, "Key issue", Priority.ROUTINE, Limit(4, LimitUnit.WORKING_HOUR),
            Limit(3, LimitUnit.WORKING_DAY), ack=Shaped(90, 200), ack_working=True, ack_forgotten=0.04, reminded_after=60, agreed=1.0,
            until_agreed=Shaped(600, 1000), agreed_grace=None, on_site=Shaped(120, 180), after=Shaped(4320, 14400),
        ),
    )
}
# Of the events of a month that a department must come for, the share a street blows a whistle for, until whistles are recorded.
WHISTLED: Mapping[str, float] = {WhistleCode.EMERGENCY.value: 1.0, WhistleCode.JOINT_ENFORCEMENT.value: 0.3, WhistleCode.ROUTINE.value: 0.3}
KEY_ISSUES = 0.02  # of the routine ones
PEOPLE_PER_CREW = 2  # 行政处罚法 42: at least two officers
FREE_SHARE = 0.25  # of the people stationed, free to be sent at a working hour
DAY_AND_NIGHT = ("公安",)  # in the name of a department: open at night (as public utilities are)
DEPARTMENT_CREWS = 2  # of a department that has neither stations nor teams
METRES_PER_MINUTE = 400.0  # 24 km/h
DETOUR = 1.35
