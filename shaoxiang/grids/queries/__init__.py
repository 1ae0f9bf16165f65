"""Reads of the room: who is on a grid, how it stands against the standard, the lists of duties and admitted work, tasks, patrols, the card."""

from shaoxiang.grids.queries.card import Card, CardPerson, card, cards
from shaoxiang.grids.queries.grid import GridPage, grid_page, grid_row, may, patrol_page
from shaoxiang.grids.queries.lists import admitted_lines, admitted_rows, duties_in_force, duty_versions, standard, standard_row, supervision_phone
from shaoxiang.grids.queries.standing import Overview, StandingLine, holdings, missing_words, overview, parts_of, standing_lines, vacant
from shaoxiang.grids.queries.tasks import TaskPage, open_tasks, task_for, task_page, tasks_for, worker_post

__all__ = [
    "Card", "CardPerson", "GridPage", "Overview", "StandingLine", "TaskPage", "admitted_lines", "admitted_rows", "card", "cards", "duties_in_force",
    "duty_versions", "grid_page", "grid_row", "holdings", "may", "missing_words", "open_tasks", "overview", "parts_of", "patrol_page", "standard",
    "standard_row", "standing_lines", "supervision_phone", "task_for", "task_page", "tasks_for", "vacant", "worker_post",
]
