"""Writes of the room: one function, one transaction, one entry per matter."""

from shaoxiang.admission.actions.drafting import attach, edit, open_request, send_back, submit, take_in, withdraw
from shaoxiang.admission.actions.examining import consult, decide, give_opinion, heard, review
from shaoxiang.admission.actions.listing import (
    confirm,
    deliver,
    dispute,
    end,
    end_due,
    list_it,
    look_back,
    register,
    register_grid,
    version_published,
    version_retracted,
)
from shaoxiang.admission.actions.refusals import Work, accept, apply, attach_proof, escalate, refuse, rule_listed, rule_stands, run_out, settle_applied

__all__ = [
    "Work", "accept", "apply", "attach", "attach_proof", "confirm", "consult", "decide", "deliver", "dispute", "edit", "end", "end_due", "escalate",
    "give_opinion", "heard", "list_it", "look_back", "open_request", "refuse", "register", "register_grid", "review", "rule_listed", "rule_stands",
    "run_out", "send_back", "settle_applied", "submit", "take_in", "version_published", "version_retracted", "withdraw",
]
