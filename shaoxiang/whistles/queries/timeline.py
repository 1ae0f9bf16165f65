"""The record of a whistle in plain words, with the words people wrote beside the entries they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.vocabulary import NoteKind, Ruling
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import ActorKind
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries.rehomed import REHOMED, rehomed_words
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.models import Word
from shaoxiang.whistles.rules import LABELS
from shaoxiang.whistles.vocabulary import ArrivedHow, CancelReason, Cause, Level, Point, SuspendReason, WhistleCode

ROOM = "whistles."
# What is no move of a flow, or is said otherwise than its button.
SAID: Mapping[str, str] = {
    "whistles.drafted": _("写下情况"),
    "whistles.blow": _("吹哨"),
    "whistles.all_done": _("各单位都报完成，请街道核查"),
    "whistles.escalated": _("没有应答，升一级"),
    "whistles.appraise_unit": _("街道给单位评哨"),
    "whistles.appraise_whistle": _("单位评这次吹哨"),
    "whistles.answer_appraisal": _("单位申辩"),
    "whistles.settle_appraisal": _("评哨完毕"),
    "whistles.edit": _("修改草稿"),
    "places.rehomed": REHOMED,
    "clocks.warned": _("时限将到，已提醒"),
    "clocks.overdue": _("时限已过"),
    "clocks.elapsed": _("等候的时间到了"),
    "clocks.recomputed": _("放假安排有变，时限重算"),
    "coordination.raised": _("提交协调会"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it. `unit`: of which unit; `more`: what the facts add; `words`: what was written then."""

    at: datetime
    what: str
    who: str
    unit: str = ""
    rule: str = ""
    more: str = ""
    words: tuple[str, ...] = field(default_factory=tuple)
    loud: bool = False  # a limit passed, or it went up a level
    kind: str = ""


LOUD = ("whistles.escalated", "clocks.overdue", "whistles.verify_fail", "whistles.reopen", "whistles.object")


def timeline(entries: Iterable[Entry], words: Iterable[Word], bodies: Mapping[int, int], numbers: Mapping[int, str]) -> list[Line]:
    """Newest first. `bodies`: order -> the body it sends; `numbers`: keys of other whistles -> their numbers ("" where not for this reader)."""
    beside: dict[tuple[str, datetime, int | None], list[str]] = defaultdict(list)
    for row in words:
        beside[row.entry_kind, row.written_at, row.order_id].append(mask_text(row.text))
    lines = [
        Line(
            entry.at, entry_words(entry), actor_words(entry), _unit(entry, bodies), _rule(entry), facts_words(entry, bodies, numbers),
            tuple(beside.pop((entry.kind, entry.at, entry.facts.get("order")), [])), entry.kind in LOUD, entry.kind,
        )
        for entry in entries
    ]
    return lines[::-1]


def entry_words(entry: Entry) -> str:
    """The entry's kind as a person says it."""
    if entry.kind in SAID:
        return gettext(SAID[entry.kind])
    name = entry.kind.removeprefix(ROOM) if entry.kind.startswith(ROOM) else ""
    move = WHISTLE_FLOW.by_name.get(name) or ORDER_FLOW.by_name.get(name)
    return gettext(move.label) if move is not None else entry.kind


def actor_words(entry: Entry) -> str:
    if entry.actor_id is not None:
        return name_of("assignment", entry.actor_id)
    return gettext("外部系统") if entry.actor_kind == ActorKind.INTERFACE else gettext("系统")


def _rule(entry: Entry) -> str:
    """The article; the district's own ladder is said by the table of types."""
    return gettext("哨的规则") if entry.rule.startswith("mechanisms") else entry.rule


def _unit(entry: Entry, bodies: Mapping[int, int]) -> str:
    """The unit an entry is about; the clocks of a unit carry its order as `part`."""
    order = entry.facts.get("order") or entry.facts.get("part")
    return book().short_name_of(bodies[int(order)]) if order and int(order) in bodies else ""


def facts_words(entry: Entry, bodies: Mapping[int, int], numbers: Mapping[int, str]) -> str:
    """What the facts add, in a few words; ids and digests are left to auditors."""
    facts: Mapping[str, Any] = entry.facts
    found = [said for name, say in _FACTS.items() if name in facts and (said := say(facts))]
    for name, text in (("earlier", _("前哨 %(number)s")), ("key_issue", _("草稿 %(number)s"))):
        if facts.get(name) and numbers.get(int(facts[name])):
            found.append(gettext(text) % {"number": numbers[int(facts[name])]})
    if "new_order" in facts and int(facts["new_order"]) in bodies:
        found.append(gettext("改派给 %(body)s") % {"body": book().short_name_of(bodies[int(facts["new_order"])])})
    if isinstance(facts.get("orders"), list) and entry.kind in ("whistles.verify_fail", "whistles.reopen", "whistles.cancel"):
        names = [book().short_name_of(bodies[key]) for key in facts["orders"] if key in bodies]
        found.append(gettext("、").join(names))
    return gettext("；").join(one for one in found if one)


def _short(key: Any) -> str:
    return book().short_name_of(int(key))


def _sent(facts: Mapping[str, Any]) -> str:
    text = gettext("主责：%(body)s") % {"body": _short(facts["lead"])}
    helpers = gettext("、").join(_short(key) for key in facts.get("cooperating") or [])
    return text + (gettext("；配合：%(bodies)s") % {"bodies": helpers} if helpers else "")


def _reason(facts: Mapping[str, Any]) -> str:
    lists: tuple[type[Vocabulary], ...] = (SuspendReason, CancelReason)
    code = str(facts["reason"])
    return next((gettext(known(code).label) for known in lists if code in known._value2member_map_), "")


def _moment(text: str, words: str) -> str:
    when = parse_datetime(text)
    return words % {"when": timezone.localtime(when).strftime("%m-%d %H:%M")} if when else ""


def _clock(facts: Mapping[str, Any]) -> str:
    code = str(facts["code"])
    return gettext(LABELS[code]) if code in LABELS else wording.label_of(code, code)


def _scores(facts: Mapping[str, Any]) -> str:
    return gettext("、").join(
        gettext("%(point)s %(n)s 分") % {"point": gettext(point.label), "n": facts[point.value.lower()]} for point in Point if point.value.lower() in facts
    )


def _whistle_points(facts: Mapping[str, Any]) -> str:
    words = (("needed", _("确有必要"), _("没有必要")), ("clear", _("情况讲清楚"), _("情况没讲清")), ("addressed", _("找对了单位"), _("没找对单位")))
    return gettext("、").join(gettext(yes if facts[name] else no) for name, yes, no in words)


_FACTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "why": lambda facts: rehomed_words(facts) if "since" in facts else "",
    "type": lambda facts: gettext(WhistleCode.label_of(str(facts["type"]))),
    "by_community": lambda facts: gettext("社区吹的") if facts["by_community"] else "",
    "lead": lambda facts: _sent(facts) if facts.get("lead") else "",
    "unit": lambda facts: name_of("body", facts["unit"]) if "ruling" not in facts else "",
    "how": lambda facts: gettext(ArrivedHow.label_of(str(facts["how"]))),
    "can_decide": lambda facts: "" if facts["can_decide"] is None else gettext("来人能拍板") if facts["can_decide"] else gettext("来人不能拍板"),
    "cited": lambda facts: gettext("援引 %(item)s") % {"item": str(facts["cited"]).split(":", 1)[-1]},
    "ruling": lambda facts: gettext(Ruling.label_of(str(facts["ruling"]))),
    "reason": _reason,
    "until": lambda facts: _moment(str(facts["until"]), gettext("到 %(when)s")),
    "round": lambda facts: gettext("第 %(n)s 轮") % {"n": facts["round"]} if "orders" in facts else "",
    "cause": lambda facts: gettext(Cause.label_of(str(facts["cause"]))),
    "level": lambda facts: gettext("告诉%(level)s") % {"level": gettext(Level.label_of(str(facts["level"])))},
    "post": lambda facts: name_of("post", facts["post"]) if facts["post"] else "",
    "code": _clock,
    "note_kind": lambda facts: gettext(NoteKind.label_of(str(facts["note_kind"]))),
    "on_time": _scores,
    "needed": _whistle_points,
}
