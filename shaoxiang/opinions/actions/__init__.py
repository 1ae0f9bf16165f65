"""Writes of the room: one function, one transaction, one entry per matter.

Upper rooms need `ask` (and `give_feedback`, `drop`): see its docstring; `queries.standing` and `queries.of_subject` are the reads.
"""

from shaoxiang.opinions.actions.answers import answer, close, give_feedback, open_request, record_silence
from shaoxiang.opinions.actions.decisions import find_legal, publish, submit_legal
from shaoxiang.opinions.actions.files import (
    NotYet,
    Question,
    ask,
    close_file,
    concern,
    drop,
    note_refusal,
    open_file,
    send_out,
    send_to_meeting,
)
from shaoxiang.opinions.actions.papers import attach
from shaoxiang.opinions.actions.scopes import set_scope, try_scope
from shaoxiang.opinions.actions.selections import ask_about_selection

__all__ = [
    "NotYet", "Question", "answer", "ask", "ask_about_selection", "attach", "close", "close_file", "concern", "drop", "find_legal", "give_feedback",
    "note_refusal", "open_file", "open_request", "publish", "record_silence", "send_out", "send_to_meeting", "set_scope", "submit_legal", "try_scope",
]
