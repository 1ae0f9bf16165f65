"""What is awaited, as one would say it aloud; and the record in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from shaoxiang.coordination.flows import COORDINATION_FLOW, MEETING_FLOW, TASK_FLOW
from shaoxiang.coordination.models import CoordinationCase, Word
from shaoxiang.coordination.queries.rows import entries_of
from shaoxiang.coordination.vocabulary import CoordinationStatus, EntryKind, MeetingLevel, Source, Verdict
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries.rehomed import REHOMED, rehomed_words

AWAITED: Mapping[str, str] = {
    "put_on_agenda": _("安排上会"), "settle": _("当场协调，协调不了的安排上会"), "close": _("去看看效果，办结或再协调"), "give_opinion": _("编办提出意见"),
    "file_duty": _("备案"), "sign_task": _("签收会上定的任务"), "claim_task": _("办会上定的任务，办完填结果"), "accept_task": _("验收任务"),
    "redispatch": _("按裁定派单"), "supervise": _("督办超期的协调事项"), "supervise_task": _("督办超期的任务"),
}
LABELS: Mapping[str, str] = {
    **{move.name: move.label for move in TASK_FLOW}, "redispatch": _("按裁定派单"), "supervise_task": _("督办超期的任务"),
}
MEETING_AWAITED: Mapping[str, str] = {"call": _("排好议程，发会议通知"), "open": _("主持会议"), "finish": _("出会议纪要")}
OTHER_KINDS = {
    "clocks.warned": _("时限将到，已提醒"), "clocks.overdue": _("已超期"), "clocks.recomputed": _("放假安排有变，时限重算"), "documents.issued": _("出具文书"),
    "coordination.agenda_ordered": _("排议程"), "places.rehomed": REHOMED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it."""

    at: datetime
    what: str
    who: str
    rule: str
    more: str
    words: tuple[str, ...]


def timeline(matter_id: int, item: CoordinationCase | None = None) -> list[Line]:
    """Newest first, with the words people wrote then."""
    said: dict[tuple[str, datetime], list[str]] = {}
    for row in Word.objects.filter(case=item) if item is not None else ():
        said.setdefault((row.entry_kind, row.written_at), []).append(mask_text(row.text))
    lines = [
        Line(entry.at, entry_words(entry), _who(entry), entry.rule, facts_words(entry), tuple(said.pop((entry.kind, entry.at), ())))
        for entry in entries_of(matter_id)
    ]
    return lines[::-1]


def _who(entry: Entry) -> str:
    return name_of("assignment", entry.actor_id) if entry.actor_id is not None else gettext("系统")


def entry_words(entry: Entry) -> str:
    name = entry.kind.removeprefix("coordination.")
    if entry.kind == "coordination.closed":
        return gettext(CoordinationStatus.label_of(str(entry.facts.get("to", ""))))
    if entry.kind in EntryKind._value2member_map_:
        return gettext(EntryKind(entry.kind).label)
    for flow, prefix in ((COORDINATION_FLOW, ""), (TASK_FLOW, ""), (MEETING_FLOW, "meeting_")):
        move = flow.by_name.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if move is not None:
            return gettext(move.label)
    return gettext(OTHER_KINDS.get(entry.kind, entry.kind))


def facts_words(entry: Entry) -> str:
    return "；".join(words for name, say in _FACTS.items() if entry.facts.get(name) not in (None, "", []) and (words := say(entry.facts)))


def _names(facts: Mapping[str, Any], name: str) -> str:
    return "、".join(name_of("body", key) for key in facts[name])


def _level(facts: Mapping[str, Any]) -> str:
    if "level_before" not in facts:
        return ""
    return gettext("从%(before)s到%(after)s") % {
        "before": gettext(MeetingLevel.label_of(str(facts["level_before"]))), "after": gettext(MeetingLevel.label_of(str(facts["level"]))),
    }


def _present(facts: Mapping[str, Any]) -> str:
    held = gettext("可以作决定") if facts.get("quorum") else gettext("人数不够，可以议，不能作决定")
    return gettext("到会 %(present)d，应到 %(summoned)d，%(held)s") % {"present": len(facts["present"]), "summoned": facts.get("summoned") or 0, "held": held}


def _when(text: Any) -> str:
    found = parse_datetime(str(text))
    return timezone.localtime(found).strftime("%m-%d %H:%M") if found is not None else str(text)


_FACTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "why": lambda facts: rehomed_words(facts) if "since" in facts else "",
    "reason_sha256": lambda facts: gettext(Source.label_of(str(facts["source"]))) if "source" in facts else "",
    "level_before": _level,
    "verdict": lambda facts: gettext(Verdict.label_of(str(facts["verdict"]))),
    "lead": lambda facts: gettext("牵头：%(body)s") % {"body": name_of("body", facts["lead"])},
    "cooperating": lambda facts: gettext("配合：%(bodies)s") % {"bodies": _names(facts, "cooperating")},
    "dissent": lambda facts: gettext("保留意见：%(bodies)s") % {"bodies": _names(facts, "dissent")},
    "due_on": lambda facts: gettext("期限 %(day)s") % {"day": facts["due_on"]},
    "due_after": lambda facts: gettext("从 %(before)s 延到 %(after)s") % {"before": facts["due_before"], "after": facts["due_after"]},
    "unit": lambda facts: name_of("body", facts["unit"]),
    "units": lambda facts: gettext("涉及：%(bodies)s") % {"bodies": _names(facts, "units")},
    "present": _present,
    "starts_at": lambda facts: gettext("时间 %(when)s") % {"when": _when(facts["starts_at"])},
    "source_ended": lambda facts: gettext("来源事件已经结束"),
}
