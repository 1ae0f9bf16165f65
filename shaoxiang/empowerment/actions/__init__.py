"""Writes of the room: one function, one transaction, one entry."""

from shaoxiang.empowerment.actions.capacity import confirm_capacity, end_capacity, watch_capacity
from shaoxiang.empowerment.actions.coming import draft_succession, take_back, take_back_of_change
from shaoxiang.empowerment.actions.grounds import ground_case
from shaoxiang.empowerment.actions.importing import import_decisions
from shaoxiang.empowerment.actions.importing_capacity import import_capacity
from shaoxiang.empowerment.actions.overturning import Overturned, overturn, take_out
from shaoxiang.empowerment.actions.papers import give_paper
from shaoxiang.empowerment.actions.preparing import NotYet, basis, plan, publish, start, support, train
from shaoxiang.empowerment.actions.proposing import decline, propose, register_existing, sign, withdraw
from shaoxiang.empowerment.actions.reviewing import amend, apply_recall, evaluate, keep, recall
from shaoxiang.empowerment.actions.succeeding import apply_succession, pass_on
from shaoxiang.empowerment.actions.watching import watch
from shaoxiang.empowerment.rules import Existing, Proposal

__all__ = [
    "Existing", "NotYet", "Overturned", "Proposal", "amend", "apply_recall", "apply_succession", "basis", "confirm_capacity", "decline",
    "draft_succession", "end_capacity", "evaluate", "give_paper", "ground_case", "import_capacity", "import_decisions", "keep", "overturn", "pass_on", "plan",
    "propose", "publish", "recall", "register_existing", "sign", "start", "support", "take_back", "take_back_of_change", "take_out", "train", "watch",
    "watch_capacity", "withdraw",
]
