"""Writes of the room: one function, one transaction, one record."""

from shaoxiang.whistles.actions.appraisal import answer_appraisal, appraise_unit, appraise_whistle, settle_appraisal
from shaoxiang.whistles.actions.blowing import approve, blow, blow_draft, call_of, confirm, draft, edit, refuse
from shaoxiang.whistles.actions.course import (
    add_unit,
    cancel,
    close,
    link,
    note_progress,
    release_unit,
    reopen,
    resume,
    supervise,
    suspend,
    verify_fail,
    verify_pass,
)
from shaoxiang.whistles.actions.drafts import edit_and_blow
from shaoxiang.whistles.actions.escalation import climb
from shaoxiang.whistles.actions.key_issue import suggest_key_issue
from shaoxiang.whistles.actions.loading import load_types
from shaoxiang.whistles.actions.objections import object_to, rule_reassigned, rule_stands, rule_withdrawn
from shaoxiang.whistles.actions.settings import change_type, planned_type, set_number
from shaoxiang.whistles.actions.units import acknowledge, arrive, begin_work, claim_done

__all__ = [
    "acknowledge", "add_unit", "answer_appraisal", "appraise_unit", "appraise_whistle", "approve", "arrive",
    "begin_work", "blow", "blow_draft", "call_of", "cancel", "change_type", "claim_done", "climb", "close", "confirm",
    "draft", "edit", "edit_and_blow", "link", "load_types", "note_progress", "object_to", "planned_type", "refuse", "release_unit", "reopen", "resume",
    "rule_reassigned", "rule_stands", "rule_withdrawn", "set_number", "settle_appraisal", "suggest_key_issue",
    "supervise", "suspend", "verify_fail", "verify_pass",
]
