"""Writes of places: outlines loaded from files, and the division of grids as one decision with a day on which it holds."""

from shaoxiang.places.actions.areas import AreaEntered, end_area, import_areas, set_area
from shaoxiang.places.actions.changes import decide_change, draft_change, redraft_change, take_effect, withdraw_change
from shaoxiang.places.actions.division import (
    DivisionRefused,
    attach_overlay,
    carve_grid,
    confirm_division,
    draw_division,
    drop_division,
    end_grid,
    group_grids,
    set_parent,
)
from shaoxiang.places.actions.layers import save_layer, switch_layer
from shaoxiang.places.actions.loading import BadPlaces, LoadLine, LoadReport, given_geometry, load_district_places, load_geojson, note_change, profile_folder
from shaoxiang.places.actions.registers import Entered, RegisterReport, import_register, load_register

__all__ = [
    "AreaEntered", "BadPlaces", "DivisionRefused", "Entered", "LoadLine", "LoadReport", "RegisterReport",
    "attach_overlay", "carve_grid", "confirm_division", "decide_change",
    "draft_change", "draw_division", "drop_division", "end_area", "end_grid", "given_geometry", "group_grids", "import_areas", "import_register",
    "load_district_places", "load_geojson", "load_register", "note_change", "profile_folder", "redraft_change", "save_layer", "set_area", "set_parent",
    "switch_layer", "take_effect", "withdraw_change",
]
