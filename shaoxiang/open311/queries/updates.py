"""进展 (service-request-updates extension): the public steps of the record, in plain words."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Progress
from shaoxiang.cases.vocabulary import ENDED
from shaoxiang.cases.vocabulary import CaseStatus as S
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.open311.queries.requests import STATUS_NOTES, Listed, moment, requests_for
from shaoxiang.open311.rules.params import Refused, Wanted
from shaoxiang.open311.vocabulary import RequestStatus

# Steps anybody may know of: each either changes the status or carries words meant for the resident.
STEPS = (
    "cases.accept", "cases.decline", "cases.answer", "cases.dispatch", "cases.uphold", "cases.sign", "cases.suspend", "cases.resume", "cases.extend",
    "cases.finish", "cases.settle", "cases.verify_pass", "cases.verify_fail", "cases.confirm", "cases.close", "cases.reopen", "cases.tell_resident",
)
OLDEST_FIRST = ("at", "pk")


def updates(wanted: Wanted, actor: Actor | None) -> Listed:
    """GET Service Request Updates, oldest first. Raises Refused (400)."""
    found = Q(subject_kind="matter", kind__in=STEPS, subject_id__in=_matters(wanted, actor).values("pk"))
    if wanted.start is not None and wanted.end is not None:
        found &= Q(at__gte=wanted.start, at__lte=wanted.end)
    rows = Entry.objects.filter(found)
    if wanted.cursor or wanted.page == 1:
        page = keyset(rows, order=OLDEST_FIRST, cursor=wanted.cursor or None, size=wanted.page_size)
        if page.lost:
            raise Refused(400, _("cursor 不完整或已经失效：请从第一页重新读。"))
        return Listed(_written(page.rows), page.next)
    return Listed(_written(list(rows.order_by(*OLDEST_FIRST)[wanted.skipped : wanted.skipped + wanted.page_size])))


def update_of(entry: Entry) -> list[dict[str, Any]]:
    """One entry as it is listed."""
    return _written([entry])


def _matters(wanted: Wanted, actor: Actor | None) -> Any:
    rows = requests_for(actor)
    return rows.filter(matter__number__in=wanted.numbers) if wanted.numbers else rows


def _written(entries: list[Entry]) -> list[dict[str, Any]]:
    keys = {entry.subject_id for entry in entries}
    numbers = dict(Matter.objects.filter(pk__in=keys).values_list("pk", "number"))
    words = _words(keys)
    return [
        {
            "update_id": str(entry.pk), "service_request_id": numbers[entry.subject_id], "status": _status(entry), "updated_datetime": moment(entry.at),
            "description": _said(entry, words.get((entry.subject_id, entry.at), "")), "media_url": None, "account_id": None,
        }
        for entry in entries
    ]


def _words(keys: set[int]) -> dict[tuple[int, datetime], str]:
    found: dict[tuple[int, datetime], list[str]] = defaultdict(list)
    for row in Progress.objects.filter(case_id__in=keys, for_resident=True):
        found[row.case_id, row.written_at].append(mask_text(row.text))
    return {key: " ".join(texts) for key, texts in found.items()}


def _to(entry: Entry) -> S | None:
    """The status the entry left behind: written in its facts, else by the flow."""
    said = str(entry.facts.get("to", ""))
    move = CASE_FLOW.by_name.get(entry.kind.removeprefix("cases."))
    code = said if said in S._value2member_map_ else move.target if move is not None else None
    status: S | None = S(code) if code is not None else None
    return status


def _status(entry: Entry) -> str:
    return str(RequestStatus.CLOSED if _to(entry) in ENDED else RequestStatus.OPEN)


def _said(entry: Entry, words: str) -> str:
    move = CASE_FLOW.by_name[entry.kind.removeprefix("cases.")]
    status = _to(entry)
    label = gettext(move.label)
    notes = gettext(STATUS_NOTES[status][0]) if status is not None and move.target is not None else ""
    return " ".join(part for part in (f"{label}。" if label and not label.endswith(".") else label, notes, words) if part)
