"""Pages of the forces."""

from shaoxiang.forces.views.duty import duty, panel, send
from shaoxiang.forces.views.feeds import calendar, feed_end, feed_new
from shaoxiang.forces.views.heads import change, change_act, change_new, changes
from shaoxiang.forces.views.importing import members_blank, members_import
from shaoxiang.forces.views.orders import ask_release, asked, order, order_move, orders, refuse_release
from shaoxiang.forces.views.register import allocation_new, certificates, force, index, member, member_end, member_new, team
from shaoxiang.forces.views.roster import (
    absence_cancel,
    absence_new,
    draw,
    my_shifts,
    roster,
    rosters,
    rotation,
    shift,
    shift_cancel,
    shift_new,
    swap_act,
    swap_new,
)

__all__ = [
    "absence_cancel", "absence_new", "allocation_new", "ask_release", "asked", "calendar", "certificates", "change", "change_act", "change_new",
    "changes", "draw", "duty", "feed_end", "feed_new", "force", "index", "member", "member_end", "member_new", "members_blank", "members_import",
    "my_shifts", "order", "order_move", "orders", "panel", "refuse_release", "roster", "rosters", "rotation", "send", "shift", "shift_cancel",
    "shift_new", "swap_act", "swap_new", "team",
]
