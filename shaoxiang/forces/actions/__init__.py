"""Writes of the room: one function, one transaction, one entry."""

from shaoxiang.forces.actions.feeds import end_feed, make_feed
from shaoxiang.forces.actions.heads import ask_change, drop_change, record_change
from shaoxiang.forces.actions.orders import acknowledge, arrive, begin_work, claim_done, grant_requests, release, send_force
from shaoxiang.forces.actions.register import allocate, end_member, set_member, set_team
from shaoxiang.forces.actions.releases import ask_release, refuse_release
from shaoxiang.forces.actions.roster import cancel_absence, cancel_shift, draw_roster, put_shift, report_absence, set_rotation
from shaoxiang.forces.actions.summoning import check_summons
from shaoxiang.forces.actions.swaps import answer_swap, ask_swap, decide_swap, withdraw_swap

__all__ = [
    "acknowledge", "allocate", "answer_swap", "arrive", "ask_change", "ask_release", "ask_swap", "begin_work", "cancel_absence",
    "cancel_shift", "check_summons", "claim_done", "decide_swap", "draw_roster", "drop_change", "end_feed", "end_member", "grant_requests",
    "make_feed", "put_shift", "record_change", "refuse_release", "release", "report_absence", "send_force", "set_member", "set_rotation", "set_team",
    "withdraw_swap",
]
