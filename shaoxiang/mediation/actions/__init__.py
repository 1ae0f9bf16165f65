"""Writes of the room: one function, one transaction, one entry."""

from shaoxiang.mediation.actions.agreement import agree, agreement_paper, apply_confirmation, breach, court_invalid, court_valid, follow_up, perform
from shaoxiang.mediation.actions.course import accept, consent, fail, hold, name_mediator, step_aside, tell_police, withdraw
from shaoxiang.mediation.actions.register import register

__all__ = [
    "accept", "agree", "agreement_paper", "apply_confirmation", "breach", "consent", "court_invalid", "court_valid", "fail", "follow_up", "hold",
    "name_mediator", "perform", "register", "step_aside", "tell_police", "withdraw",
]
