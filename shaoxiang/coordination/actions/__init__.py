"""Writes of the room: raising and ends, meetings, decisions, tasks, the staffing office, settings."""

from shaoxiang.coordination.actions.deciding import decide
from shaoxiang.coordination.actions.meetings import attend, call, cancel, change, finish, open_meeting, order_agenda, plan_meeting, put_on_agenda, take_off
from shaoxiang.coordination.actions.raising import add_unit, escalate, raise_item, settle, supervise, withdraw
from shaoxiang.coordination.actions.settings import end_feed, make_feed, set_level, set_limit, set_setting
from shaoxiang.coordination.actions.staffing import ask_staffing, file_duty, give_opinion
from shaoxiang.coordination.actions.tasks import accept_task, claim_task, close, drop_task, extend_task, reopen, return_task, sign_task

__all__ = [
    "accept_task", "add_unit", "ask_staffing", "attend", "call", "cancel", "change", "claim_task", "close", "decide", "drop_task", "end_feed", "escalate",
    "extend_task",
    "file_duty", "finish", "give_opinion", "make_feed", "open_meeting", "order_agenda", "plan_meeting", "put_on_agenda", "raise_item", "reopen",
    "return_task", "set_level", "set_limit", "set_setting", "settle",
    "sign_task", "supervise", "take_off", "withdraw",
]
