"""The record of a case in plain words, with the words people wrote beside the entries they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext

from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case, Progress
from shaoxiang.cases.vocabulary import CallBackResult, DeclineReason, ExclusionReason, Loss, Satisfaction, Source, SuspendReason
from shaoxiang.dispatch.vocabulary import NoteKind
from shaoxiang.duties.vocabulary import LimitStep
from shaoxiang.kernel.access import ActorKind
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date
from shaoxiang.places.queries.rehomed import REHOMED, rehomed_words


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    for_resident: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry as a person reads it. `more`: what the facts add; `words`: what was written then."""

    at: datetime
    what: str
    who: str
    rule: str = ""
    more: str = ""
    words: tuple[Words, ...] = field(default_factory=tuple)
    moved: bool = False  # the status changed


RATING_KINDS = ("cases.rate", "cases.answer_rating")  # not for those they are about


def timeline_page(case: Case, entries: list[Entry], progress: list[Progress], *, ratings: bool = True) -> list[TimelineEntry]:
    """Newest first. Words are laid beside the entry of their kind and moment; what is left over stands alone.

    Without `ratings` neither grades nor what was said with them, nor that a bad one was looked into.
    """
    entries = entries if ratings else [entry for entry in entries if entry.kind not in RATING_KINDS]
    words: dict[tuple[str, datetime], list[Progress]] = defaultdict(list)
    for row in progress:
        words[row.entry_kind, row.written_at].append(row)
    shown = []
    for entry in entries:
        beside = words.pop((entry.kind, entry.at), [])
        shown.append(
            TimelineEntry(
                entry.at, entry_words(entry), actor_words(entry), entry.rule, facts_words(entry, ratings=ratings),
                tuple(Words(mask_text(row.text), row.for_resident) for row in beside), "unit" in entry.facts or _moves(entry.kind),
            )
        )
    return shown[::-1]


def _moves(kind: str) -> bool:
    move = CASE_FLOW.by_name.get(kind.removeprefix("cases."))
    return (move is not None and move.target is not None) or kind == "cases.reported"


def actor_words(entry: Entry) -> str:
    """Who did it, in which post; the resident is never named. What the system did by the lists on a report, the system did."""
    if entry.facts.get("straight"):
        return gettext("系统")
    if entry.actor_id is not None:
        return name_of("assignment", entry.actor_id)
    kinds = {ActorKind.RESIDENT: gettext("居民"), ActorKind.INTERFACE: gettext("外部系统")}
    return kinds.get(ActorKind(entry.actor_kind), gettext("系统"))


_OTHER_KINDS: Mapping[str, Callable[[], str]] = {
    "cases.reported": lambda: gettext("上报"),
    "cases.step_done": lambda: gettext("完成一个环节"),
    "cases.escalated": lambda: gettext("超期，已提请督办"),
    "cases.merged_in": lambda: gettext("另一件并入了这件"),
    "cases.unmerged_out": lambda: gettext("并入的一件拆了出去"),
    "cases.split_from": lambda: gettext("从另一件拆出来"),
    "cases.linked_under": lambda: gettext("挂到母件下"),
    "cases.unlinked_from": lambda: gettext("不再挂在母件下"),
    "cases.left": lambda: gettext("一位同样遇到的人退出"),
    "cases.confirmed_by_one": lambda: gettext("一位反映人说解决了"),
    "cases.note": lambda: gettext("记录"),
    "cases.erasure_asked": lambda: gettext("反映人申请删除个人信息"),
    "cases.data_erased": lambda: gettext("已按申请删除反映人的个人信息"),
    "cases.data_restricted": lambda: gettext("反映人的个人信息只保存、不再使用"),
    "cases.data_given": lambda: gettext("反映人取走了自己的数据"),
    "cases.duty_moved": lambda: gettext("职责调整，换了承办科室"),
    "cases.duty_helpers": lambda: gettext("职责调整，换了配合单位"),
    "cases.duty_handed": lambda: gettext("职责调整，改由另一单位承办"),
    "cases.duty_kept": lambda: gettext("职责调整，这件仍由原单位办完"),
    "places.rehomed": lambda: gettext(REHOMED),
    "cases.texted": lambda: gettext("已用短信请反映人评价"),
    "clocks.warned": lambda: gettext("时限将到，已提醒"),
    "clocks.overdue": lambda: gettext("已超期，已提醒上一级"),
    "clocks.elapsed": lambda: gettext("等候期已过"),
    "clocks.recomputed": lambda: gettext("放假安排有变，时限重算"),
    "identity.revealed": lambda: gettext("查看了反映人信息"),
    "documents.issued": lambda: gettext("出具文书"),
}


_upper_kinds: dict[str, str] = {}


def register_kinds(words: Mapping[str, str]) -> None:
    """Upper rooms name the entries they write on a case: `{"hotline.ticket_taken": _("从上级系统收来")}`, in `AppConfig.ready`."""
    _upper_kinds.update(words)


def entry_words(entry: Entry) -> str:
    """The entry's kind as a person says it: a move by its label, the rest by this room's words."""
    move = CASE_FLOW.by_name.get(entry.kind.removeprefix("cases.")) if entry.kind.startswith("cases.") else None
    if move is not None:
        return gettext(move.label)
    other = _OTHER_KINDS.get(entry.kind)
    return other() if other else gettext(_upper_kinds[entry.kind]) if entry.kind in _upper_kinds else entry.kind


def facts_words(entry: Entry, *, ratings: bool = True) -> str:
    """What the facts add, in a few words; ids and digests are left to auditors."""
    facts: Mapping[str, Any] = entry.facts
    parts = [words for name, say in _FACTS.items() if name in facts and (ratings or name != "satisfaction") and (words := say(facts))]
    return "；".join(parts)


def _reason(facts: Mapping[str, Any]) -> str:
    code = str(facts["reason"])
    lists: tuple[type[Vocabulary], ...] = (SuspendReason, DeclineReason, ExclusionReason)
    label = next((known(code).label for known in lists if code in known._value2member_map_), "")
    return gettext(label) if label else ""


def _sent_to(facts: Mapping[str, Any]) -> str:
    if facts.get("unit") is None:
        return ""
    to = name_of("body", facts.get("office") or facts["unit"])
    helpers = [name_of("body", key) for key in facts.get("cooperating") or []]
    text = gettext("主责：%(body)s") % {"body": to}
    return text + (gettext("；配合：%(bodies)s") % {"bodies": "、".join(helpers)} if helpers else "")


def duty_words(facts: Mapping[str, Any]) -> str:
    """按新清单由××承办，依据仍是派单那天的."""
    since = parse_date(str(facts["duty_since"]))
    if "unit_from" not in facts:
        return gettext("按%(day)s起的清单") % {"day": zh_date(since) if since else facts["duty_since"]}
    words = {"old": name_of("body", facts.get("office_from") or facts["unit_from"]), "day": zh_date(since) if since else facts["duty_since"]}
    return gettext("原由%(old)s承办；按%(day)s起的清单改由上面的机构承办，派单依据仍是派单那天的") % words


def _helpers(facts: Mapping[str, Any], name: str) -> str:
    return "、".join(name_of("body", key) for key in facts[name])


def _meant(name: str) -> str:
    move = CASE_FLOW.by_name.get(name)
    return gettext("原要办：%(move)s") % {"move": gettext(move.label)} if move else ""


def _moment(words: str, text: str) -> str:
    when = parse_datetime(text)
    return words % {"when": timezone.localtime(when).strftime("%m-%d %H:%M")} if when else ""


def _children(children: Any) -> str:
    """The children by number; how many still ran, where only that was noted."""
    if isinstance(children, list):
        return gettext("子件 %(numbers)s") % {"numbers": "、".join(name_of("case", key) for key in children)}
    return gettext("还有 %(n)s 个子件在办") % {"n": children} if children else ""


_FACTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "why": rehomed_words,
    "duty_since": duty_words,
    "helpers_rest": lambda facts: gettext("%(bodies)s不再配合") % {"bodies": _helpers(facts, "helpers_rest")},
    "helpers": lambda facts: gettext("由%(bodies)s配合") % {"bodies": _helpers(facts, "helpers")},
    "source": lambda facts: gettext(Source.label_of(str(facts["source"]))),
    "unit": _sent_to,
    "straight": lambda facts: gettext("职责清楚，系统直接派单") if facts.get("straight") and "unit" in facts else "",
    "reason": _reason,
    "answers": lambda facts: gettext("由 %(body)s 答复居民") % {"body": name_of("body", facts["answers"])},
    "result": lambda facts: gettext(CallBackResult.label_of(str(facts["result"]))),
    "arrived": lambda facts: gettext("已到现场") if facts["arrived"] else "",
    "cited": lambda facts: gettext("援引 %(item)s") % {"item": str(facts["cited"]).split(":", 1)[-1]},
    "escalated": lambda facts: gettext("第三次退单，已升级到区里") if facts["escalated"] else "",
    "due_after": lambda facts: gettext("新的到期时间 %(day)s") % {"day": str(facts["due_after"])[:10]},
    "note_kind": lambda facts: gettext(NoteKind.label_of(str(facts["note_kind"]))),
    "step": lambda facts: gettext(LimitStep.label_of(str(facts["step"]).removeprefix("CASE_STEP_").lower())),
    "satisfaction": lambda facts: gettext(Satisfaction.label_of(str(facts["satisfaction"]))) if facts["satisfaction"] else "",
    "window_passed": lambda facts: gettext("确认期满，居民没有提出异议"),
    "meant": lambda facts: _meant(str(facts["meant"])),
    "made_at": lambda facts: _moment(gettext("现场 %(when)s 写的"), str(facts["made_at"])),
    "found_at": lambda facts: _moment(gettext("现场 %(when)s 发现，有网络后送到"), str(facts["found_at"])),
    "consent": lambda facts: gettext("本人同意代报") if facts["consent"] else "",
    "into": lambda facts: gettext("并入 %(number)s") % {"number": name_of("case", facts["into"])},
    "merged": lambda facts: name_of("case", facts["merged"]),
    "unmerged": lambda facts: name_of("case", facts["unmerged"]),
    "parent": lambda facts: gettext("母件 %(number)s") % {"number": name_of("case", facts["parent"])},
    "child": lambda facts: gettext("子件 %(number)s") % {"number": name_of("case", facts["child"])},
    "children": lambda facts: _children(facts["children"]),
    "other": lambda facts: gettext("可能相同：%(number)s") % {"number": name_of("case", facts["other"])},
    "losses": lambda facts: "、".join(gettext(Loss.label_of(code)) for code in str(facts["losses"]).split(",") if code),
    "reporter_of": lambda facts: gettext("由 %(number)s 的反映人") % {"number": name_of("case", facts["reporter_of"])},
    "follower": lambda facts: gettext("同样遇到的人 %(n)s") % {"n": facts["follower"]},
    "awaited": lambda facts: gettext("还有 %(n)s 位反映人没有回答") % {"n": facts["awaited"]} if facts["awaited"] else "",
    "post": lambda facts: name_of("post", facts["post"]) if "unit" not in facts and facts["post"] else "",
}
