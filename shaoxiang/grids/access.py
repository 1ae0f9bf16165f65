"""Who sees and does what on grids. The card, the duty list and the drawing are public; who is 楼栋长 where is the street's business."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant

DISTRICT = (Role.DISTRICT_DESK, Role.DISTRICT_LEADER, Role.SUPERVISOR, Role.STAFFING_OFFICE, Role.CONFIG_ADMIN)
STREET = (
    Role.STREET_DESK, Role.STREET_LEADER, Role.OFFICE_HEAD, Role.OFFICE_HANDLER, Role.VERIFIER, Role.CALL_BACK, Role.COUNTER, Role.COMMUNITY_DESK,
    Role.GRID_WORKER,
)
INTERFACE, INTERFACE_OF_DISTRICT = "INTERFACE", "INTERFACE_OF_DISTRICT"  # another system with a key: of a street, of the command centre
OWN_STREET = {"community__street_id": "street_id"}  # of a Grid
OWN_COMMUNITY = {"community_id": "community_id"}

# On a Grid.
GRANTS: dict[str, tuple[Grant, ...]] = {
    "view": (Grant({*DISTRICT, INTERFACE_OF_DISTRICT}), Grant({*STREET, INTERFACE}, OWN_STREET)),
    "people": (Grant({Role.CONFIG_ADMIN}), Grant({Role.STREET_DESK, Role.STREET_LEADER}, OWN_STREET), Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY)),
    "assign": (Grant({Role.STREET_DESK, Role.STREET_LEADER}, OWN_STREET), Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY)),
    "plan_patrol": (Grant({Role.STREET_DESK}, OWN_STREET), Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY)),
    "patrol": (Grant({Role.GRID_WORKER}, {"id": "grid_ids"}), Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY)),
    "overview": (Grant(DISTRICT), Grant({Role.STREET_DESK, Role.STREET_LEADER, Role.COMMUNITY_DESK, Role.GRID_WORKER, Role.OFFICE_HEAD}, OWN_STREET)),
    "export": (Grant(DISTRICT), Grant({Role.STREET_DESK, Role.STREET_LEADER}, OWN_STREET)),
}
# On a GridTask, keyed by move.
OWN_TASK = {"matter__street_id": "street_id"}
HIS_GRIDS = {"matter__grid_id": "grid_ids"}
TASK_VIEW = (
    Grant({Role.DISTRICT_DESK, Role.DISTRICT_LEADER, Role.SUPERVISOR, Role.STAFFING_OFFICE}), Grant({Role.STREET_DESK, Role.STREET_LEADER}, OWN_TASK),
    Grant({Role.COMMUNITY_DESK}, {"matter__community_id": "community_id"}), Grant({Role.GRID_WORKER}, HIS_GRIDS),
    Grant({Role.GRID_WORKER}, {"post_id": "post_id"}),
)
_WORKER = (Grant({Role.GRID_WORKER}, HIS_GRIDS), Grant({Role.GRID_WORKER}, {"post_id": "post_id"}))
_ASSIGNER = (Grant({Role.STREET_DESK}, OWN_TASK), Grant({Role.STREET_LEADER, Role.COMMUNITY_DESK}, {"assigned_post_id": "post_id"}))
TASK_GRANTS: dict[str, tuple[Grant, ...]] = {
    "finish": _WORKER,
    "return_unlisted": _WORKER,
    "accept_done": _ASSIGNER,
    "redo": _ASSIGNER,
    "withdraw": (*_ASSIGNER, Grant({Role.STREET_LEADER}, OWN_TASK)),
    "uphold": (Grant({Role.STREET_LEADER}, OWN_TASK),),
}
# Without a row.
EDIT_STANDARD = (Grant({Role.CONFIG_ADMIN}),)
ADMIT = (Grant({Role.STAFFING_OFFICE, "SYSTEM"}),)  # the system: what was listed in a version taken back ends with it
READ_ADMITTED = (Grant({*DISTRICT, Role.STREET_DESK, Role.STREET_LEADER, Role.COMMUNITY_DESK, Role.GRID_WORKER, Role.OFFICE_HEAD}),)
