"""Every write of the case room: one function, one transaction, its entries in the journal."""

from shaoxiang.cases.actions.closing import (
    answer_rating,
    call_back,
    close,
    close_expired,
    confirm,
    rate,
    reopen,
    withdraw,
)
from shaoxiang.cases.actions.desk import accept, answer, classify, decline, dispatch, hand_over, recall, supervise, tell_resident
from shaoxiang.cases.actions.escalation import escalate
from shaoxiang.cases.actions.exclusion import confirm_exclusion, propose_exclusion, refuse_exclusion
from shaoxiang.cases.actions.handling import (
    assign,
    attach,
    extend,
    finish,
    progress,
    resume,
    settle,
    sign,
    step_done,
    suspend,
    verify_fail,
    verify_pass,
)
from shaoxiang.cases.actions.intake import report_case, report_within
from shaoxiang.cases.actions.merging import ask_merge, merge, refuse_merge, unmerge
from shaoxiang.cases.actions.objections import dismiss, hand_back, uphold
from shaoxiang.cases.actions.personal_data import erase_data, given_copy, refuse_data, request_erasure, restrict_data
from shaoxiang.cases.actions.publicity import consent, keep_private, publish, unpublish
from shaoxiang.cases.actions.relations import cascade, link_child, split, unlink_child
from shaoxiang.cases.actions.reporter import supplement
from shaoxiang.cases.actions.voices import follow, leave

__all__ = [
    "accept", "answer", "answer_rating", "ask_merge", "assign", "attach", "call_back", "cascade", "classify", "close", "close_expired", "confirm",
    "confirm_exclusion", "consent", "decline", "dismiss", "dispatch", "erase_data", "escalate", "extend", "finish", "follow", "given_copy", "hand_back",
    "hand_over", "keep_private", "leave", "link_child", "merge", "progress", "propose_exclusion", "publish", "rate", "recall", "refuse_data",
    "refuse_exclusion", "refuse_merge", "reopen", "report_case", "report_within", "request_erasure", "restrict_data", "resume", "settle", "sign", "split",
    "step_done", "supervise", "supplement", "suspend", "tell_resident", "unlink_child", "unmerge", "unpublish", "uphold", "verify_fail", "verify_pass",
    "withdraw",
]
