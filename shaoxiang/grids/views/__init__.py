"""Pages of the room."""

from shaoxiang.grids.views.importing import people_blank, people_import
from shaoxiang.grids.views.lists import admitted, admitted_end, duties, duties_new, export, overview, report, standard, standing
from shaoxiang.grids.views.one import asset_end, asset_new, branch, grid, patrol, patrols, person_end, person_new, plan_end, plan_new
from shaoxiang.grids.views.public import card, card_code, card_print, place_panel
from shaoxiang.grids.views.tasks import task, task_move, task_new, tasks

__all__ = [
    "admitted", "admitted_end", "asset_end", "asset_new", "branch", "card", "card_code", "card_print", "duties", "duties_new", "export", "grid",
    "overview", "patrol", "patrols", "people_blank", "people_import", "person_end", "person_new", "place_panel", "plan_end", "plan_new", "report",
    "standard", "standing", "task", "task_move", "task_new", "tasks",
]
