"""案卷 and 交办单 in print: what is on record about a case, for one or for several as one PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.page import CasePage, ShownClock, case_page
from shaoxiang.cases.queries.relations import Relations
from shaoxiang.cases.queries.slip import place_of, slip_context
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.dispatch.vocabulary import OrderState, Part
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.documents.actions import Format, render, render_many
from shaoxiang.kernel.documents.registry import CASE_FILE, CASE_SLIP, CaseFile
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries import place_book


def file_context(case: Case, actor: Actor, *, now: datetime) -> CaseFile:
    """The file as this reader may see it, in his language; of the reporter there is nothing in it."""
    page, matter = case_page(case, actor, now=now), case.matter
    lead = page.lead
    return {
        "number": matter.number, "title": page.title, "status": gettext(case.status.label), "type": type_words(matter.subject_code),
        "kind": gettext(AppealKind.label_of(case.kind)), "source": gettext(Source.label_of(case.source)), "place": place_of(case),
        "opened_at": matter.opened_at, "closed_at": matter.closed_at or "", "description": page.description,
        "owner": name_of("body", (lead.office_id or lead.unit_id) if lead else matter.unit_id), "ground": page.ground,
        "outcome": case.outcome, "answer": case.answer, "clocks": [_clock(one, now) for one in page.clocks], "orders": _orders(page),
        "timeline": [
            {"at": one.at, "what": f"{one.what}　{one.more}".strip(), "who": one.who, "words": "；".join(words.text for words in one.words)}
            for one in reversed(page.entries)
        ],
        "files": [{"role": gettext(AttachmentRole.label_of(one.role)), "name": one.name, "at": one.at} for one in page.files],
        "related": _related(page.relations), "printed_by": name_of("assignment", actor.assignment_id), "printed_at": timezone.localtime(now),
        "district": next((one.name for one in place_book().districts.values()), ""),
    }


def _clock(one: ShownClock, now: datetime) -> dict[str, Any]:
    clock = one.clock
    state = gettext("已停") if clock.stopped_at else gettext("已挂起") if clock.suspended_at else gettext(clock.light(now).label)
    law = f"{clock.law} {clock.article}".strip()
    return {"label": one.label, "due": clock.last_day or clock.due_at, "state": state, "law": law, "lines": " ".join(one.lines)}


def _orders(page: CasePage) -> list[dict[str, Any]]:
    return [
        {
            "body": name_of("body", one.office_id or one.unit_id), "part": gettext(Part.label_of(one.part)), "state": gettext(OrderState.label_of(one.state)),
            "ordered_at": one.ordered_at,
        }
        for one in page.orders
    ]


def _related(relations: Relations) -> list[str]:
    elsewhere = gettext("别的范围的事件")
    pairs = [(gettext("并入"), relations.main), (gettext("母件"), relations.parent)]
    pairs += [(gettext("已并入本件"), one) for one in relations.merged] + [(gettext("子件"), one) for one in relations.children]
    lines = [f"{label} {one.number or elsewhere} {gettext(one.status.label)}" for label, one in pairs if one is not None]
    return lines + ([gettext("还有 %(n)d 人反映") % {"n": relations.people}] if relations.people else [])


def case_file(case: Case, *, actor: Actor, fmt: Format, at: datetime) -> bytes:
    return render(CASE_FILE, case.matter, file_context(case, actor, now=at), fmt=fmt, at=at)


def case_files(cases: Sequence[Case], *, actor: Actor, at: datetime) -> bytes:
    """Several files as one PDF."""
    return render_many(CASE_FILE, [(case.matter, file_context(case, actor, now=at)) for case in cases], at=at)


def slips(cases: Sequence[Case], *, at: datetime) -> bytes:
    """Several slips as one PDF, each on its page."""
    return render_many(CASE_SLIP, [(case.matter, slip_context(case.matter)) for case in cases], at=at)
