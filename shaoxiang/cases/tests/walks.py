"""Short words for stories about cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.kernel.access import Actor
from tests import people

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)  # 09:30 in Hohhot, a working Monday
HOUR = timedelta(hours=1)
STREET_TYPE = "0103"  # 积存垃圾渣土: PRIMARY, an office of the street
LINE_TYPE = "B0103"  # 污水井盖: COOPERATIVE, a department leads


def reported(type_code: str = STREET_TYPE, *, at: datetime = MONDAY, actor: Actor | None = None, street: str = people.HOME, **changes: Any) -> Case:
    lon, lat, _grid = people.point_in(street)
    report = {
        "source": Source.RESIDENT_PAGE, "kind": AppealKind.HELP, "description": "路口的污水井盖裂了一道缝，晚上看不清。", "type_code": type_code,
        "lon": lon, "lat": lat, "reporter": {"name": "示例孙阿姨", "phone": "13900000000"},
    }
    return actions.report_case(Report(**{**report, **changes}), actor=actor or people.resident(), at=at)


def handler_of(case: Case) -> Actor:
    """Whoever the lead order names, by post."""
    lead = running_lead(case.pk)
    assert lead is not None
    assert lead.post_id is not None
    return people.in_post(lead.post_id)


def handled(at: datetime = MONDAY, **changes: Any) -> tuple[Case, Actor]:
    """Reported, signed and claimed done by its owner."""
    case = reported(at=at, **changes)
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=at + HOUR)
    actions.finish(case.number, actor=handler, at=at + 2 * HOUR, outcome="已更换井盖并清理周边。", answer="井盖已换好，谢谢您的提醒。")
    case = fresh(case)
    return case, handler


def verified(at: datetime = MONDAY, **changes: Any) -> Case:
    case, _handler = handled(at=at, **changes)
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=at + 3 * HOUR)
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("matter").get(pk=case.pk)
