"""Pages of the room: requests and their way, refusals and their answers, and the question 在清单上吗."""

from shaoxiang.admission.views.refusals import case_panel, check, refusal, refusal_act, refusal_new, refusals
from shaoxiang.admission.views.requests import act, edit, index, new, review, show

__all__ = ["act", "case_panel", "check", "edit", "index", "new", "refusal", "refusal_act", "refusal_new", "refusals", "review", "show"]
