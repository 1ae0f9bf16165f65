"""会议通知 and 会议纪要: what stands on the papers. A paper of the authority is Chinese, whoever prints it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, override

from shaoxiang.coordination.models import CoordinationCase, Meeting, Minute
from shaoxiang.coordination.queries.rows import entries_of
from shaoxiang.coordination.vocabulary import Attendance
from shaoxiang.institutions.queries import book, installation
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.web.names import name_of

MEETING_NOTICE, MEETING_MINUTES = "MEETING_NOTICE", "MEETING_MINUTES"
NOTICE_FIELDS = (
    "number", "title", "level", "convener", "chair", "starts_at", "ends_at", "place", "units", "agenda", "remarks", "issued_at", "district", "sample",
)
MINUTES_FIELDS = (
    "number", "title", "level", "convener", "chair", "opened_at", "place", "present", "absent", "summoned", "quorum", "items", "carried_over", "recorder",
    "finished_at", "district", "sample",
)


def _head(meeting: Meeting) -> dict[str, Any]:
    return {
        "number": meeting.number, "title": meeting.matter.title, "level": gettext(meeting.get_level_display()), "convener": name_of("body", meeting.unit_id),
        "chair": name_of("post", meeting.chair_post_id), "place": meeting.place, "district": installation().name, "sample": meeting.sample,
    }


def number_of(meeting: Meeting, kind: str) -> str:
    """The last number a paper of this kind was given."""
    return IssuedDocument.objects.filter(matter_id=meeting.pk, kind=kind).order_by("-pk").values_list("number", flat=True).first() or ""


def notice_context(meeting: Meeting) -> dict[str, Any]:
    with override("zh-hans"):
        rows = meeting.agenda.select_related("matter").prefetch_related("concerned").order_by("place_on_agenda", "pk")
        return {
            **_head(meeting), "document_number": number_of(meeting, MEETING_NOTICE), "starts_at": meeting.starts_at, "ends_at": meeting.ends_at,
            "remarks": meeting.remarks, "units": [name_of("body", row.body_id) for row in meeting.members.all()],
            "agenda": [_topic(place, row) for place, row in enumerate(rows, start=1)], "issued_at": meeting.called_at or meeting.matter.opened_at,
        }


def _topic(place: int, item: CoordinationCase) -> dict[str, Any]:
    return {
        "place": str(place), "number": item.number, "title": item.matter.title, "why": item.reason,
        "units": "、".join(name_of("body", row.body_id) for row in item.concerned.all()),
    }


def minutes_context(meeting: Meeting) -> dict[str, Any]:
    with override("zh-hans"):
        members = list(meeting.members.all())
        minutes = meeting.minutes.select_related("case__matter").prefetch_related("dissents", "tasks").order_by("case__place_on_agenda", "decided_at", "pk")
        here = [row for row in members if row.attendance == Attendance.PRESENT]
        away = [f"{name_of('body', row.body_id)}（{gettext(row.get_attendance_display())}）" for row in members if row.attendance != Attendance.PRESENT]
        return {
            **_head(meeting), "document_number": number_of(meeting, MEETING_MINUTES), "opened_at": meeting.opened_at or meeting.starts_at,
            "present": [name_of("body", row.body_id) for row in here], "absent": away, "summoned": f"应到 {len(members)}，实到 {len(here)}",
            "quorum": gettext(meeting.get_quorum_display()), "items": [_decided(place, row) for place, row in enumerate(minutes, start=1)],
            "carried_over": [f"{row.number} {row.matter.title}" for row in carried_over(meeting)], "recorder": _recorder(meeting),
            "finished_at": meeting.finished_at or meeting.opened_at or meeting.starts_at,
        }


def _decided(place: int, minute: Minute) -> dict[str, Any]:
    verdict = gettext(minute.get_verdict_display())
    if minute.agreement:
        verdict += f"（{gettext(minute.get_agreement_display())}）"
    return {
        "place": str(place), "number": minute.case.number, "title": minute.case.matter.title, "verdict": verdict, "words": minute.words,
        "lead": name_of("body", minute.lead_id), "cooperating": "、".join(name_of("body", key) for key in minute.cooperating),
        "due_on": minute.due_on,
        "tasks": [
            {"unit": name_of("body", task.body_id), "what": task.what, "due": task.first_due_on, "evidence": task.evidence} for task in minute.tasks.all()
        ],
        "dissent": [f"{name_of('body', one.body_id)}：{one.words}" for one in minute.dissents.all()],
    }


def carried_over(meeting: Meeting) -> list[CoordinationCase]:
    """What was on the table and not decided: named in the record of its end."""
    keys = [key for entry in entries_of(meeting.pk) if entry.kind == "coordination.meeting_finish" for key in entry.facts.get("carried_over", [])]
    return list(CoordinationCase.objects.filter(pk__in=keys).select_related("matter").order_by("pk"))


def _recorder(meeting: Meeting) -> str:
    """Who wrote the minutes down, by post; the convener's desk where nobody has yet."""
    minute = meeting.minutes.order_by("-decided_at").first()
    seat = book().seats.get(minute.decided_by or 0) if minute is not None else None
    return name_of("post", seat.post_id) if seat is not None else name_of("body", meeting.unit_id)
