"""Pages of places: browsing, looking up, loading; and the division of grids."""

from shaoxiang.places.views.areas import area, area_blank, area_end, area_import, area_set, areas
from shaoxiang.places.views.browse import browse, find, load, locate, outline, picture, place
from shaoxiang.places.views.changes import change, change_decide, change_edit, change_new, change_withdraw, changes
from shaoxiang.places.views.division import (
    division,
    division_confirm,
    division_drop,
    division_new,
    division_picture,
    divisions,
    group_new,
    overlay,
    special_new,
    standing,
)
from shaoxiang.places.views.layers import layers, switch_layer
from shaoxiang.places.views.registers import load_register, register_blank
from shaoxiang.places.views.streets import street_change_new

__all__ = [
    "area", "area_blank", "area_end", "area_import", "area_set", "areas", "browse", "change", "change_decide", "change_edit", "change_new", "change_withdraw",
    "changes", "division", "division_confirm", "division_drop", "division_new", "division_picture", "divisions", "find", "group_new", "layers",
    "load", "load_register", "locate", "outline", "overlay", "picture", "place", "register_blank", "special_new", "standing", "street_change_new",
    "switch_layer",
]
