"""会议交给镇街的事，凭什么 (A1): a meeting above a street gives its bodies no more than the lists do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.coordination.rules import Decision, Unlisted
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.catalogue import line_standing
from shaoxiang.kernel.vocabulary import _

NOT_LISTED = _("清单上没有要%(body)s办这件事，会议也不能交给它：请交给部门；经过职责准入的，在决定里写明批准的准入编号（ZR…）或者文件的文号。")
NOT_CARRIED = _("清单上没有要%(body)s办这件事，写的编号 %(number)s 也不能用（%(why)s）：请交给部门，或者换一个批准了的准入编号。")
NOBODY = 0  # no body: of a lead of whom nothing is asked


def check_streets(item: CoordinationCase, meeting: Meeting, decision: Decision, on: date) -> None:
    """A street is free in its own meeting, and with what it brought to the meeting itself. Raises Unlisted."""
    book, code = duty_book(), decision.type_code or item.matter.subject_code
    for field, key, words in _given(decision):
        body = book.bodies.get(key)
        street = book.street_of(body) if body is not None else None
        if body is None or street is None or body.unit_id in (meeting.unit_id, item.raised_unit_id):
            continue
        lead, assists = (key, ()) if field == "lead_id" else (NOBODY, (key,))
        standing = line_standing(code, lead_id=lead, cooperating=assists, street_id=street, words=words, on=on)
        if standing.why:
            raise Unlisted(field, NOT_CARRIED if "number" in standing.facts else NOT_LISTED, **standing.facts)


def _given(decision: Decision) -> Iterator[tuple[str, int, str]]:
    """(input, body, words in which a number may stand) of everything a decision gives."""
    if decision.lead_id is not None:
        yield "lead_id", decision.lead_id, decision.words
    for key in decision.cooperating:
        yield "cooperating", key, decision.words
    for task in decision.tasks:
        yield "tasks", task.body_id, f"{decision.words} {task.what}"
