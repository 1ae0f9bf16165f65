from shaoxiang.staffing.actions.changes import approve, approve_many, draft, drafted_day, reject, review, send_back, take_effect
from shaoxiang.staffing.actions.people import appoint, recall, release, second

__all__ = ["appoint", "approve", "approve_many", "draft", "drafted_day", "recall", "reject", "release", "review", "second", "send_back", "take_effect"]
