"""Writes of the room, each one entry in the journal."""

from shaoxiang.grids.actions.carry import carry_over, follow_places
from shaoxiang.grids.actions.exports import export_standing
from shaoxiang.grids.actions.lists import admit_work, end_admitted, enter_admitted, publish_duties, set_standard
from shaoxiang.grids.actions.patrols import end_plan, plan_patrol, record_patrol
from shaoxiang.grids.actions.people import Refused, add_asset, add_person, end_asset, end_person, set_branch
from shaoxiang.grids.actions.tasks import assign_task, take_move

__all__ = [
    "Refused", "add_asset", "add_person", "admit_work", "assign_task", "carry_over", "end_admitted", "end_asset", "end_person", "end_plan", "enter_admitted",
    "export_standing", "follow_places", "plan_patrol", "publish_duties", "record_patrol", "set_branch", "set_standard", "take_move",
]
