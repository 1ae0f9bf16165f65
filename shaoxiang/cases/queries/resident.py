"""What a resident is shown of a case: plain words, dates, offices and their telephones. Nothing about people."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from shaoxiang.cases import queries, rules
from shaoxiang.cases.models import HELD, Case, CaseMerge, Progress
from shaoxiang.cases.queries.relations import others_count
from shaoxiang.cases.vocabulary import CaseStatus as S
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import TypeLine
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book

COMMON_TYPES = ("0111", "B0103", "B0108", "0102", "0406", "0506", "0511", "0412")
COUNTERS = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)


@dataclass(frozen=True, slots=True)
class Office:
    """An office and where to telephone it."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five stages every resident is shown. `state`: done, now, later."""

    label: str
    state: str


STAGES = (_("收到"), _("派给承办单位"), _("正在办"), _("有人去核查"), _("请您确认"))
_STAGE_OF = {
    S.REPORTED: 0, S.ACCEPTED: 1, S.OBJECTED: 1, S.DISPATCHED: 1, S.HANDLING: 2, S.SUSPENDED: 2, S.HANDLED: 3, S.VERIFIED: 4, S.CLOSED: 5,
}

# Where it is now, and what comes next, as one would say it at the counter.
_WORDS: dict[S, tuple[str, str]] = {
    S.REPORTED: (_("已经收到，还没有人看"), _("值班人员会先看一遍，定下归谁办。")),
    S.ACCEPTED: (_("已经受理，正在定归谁办"), _("定下来就派过去，不用您再找别处。")),
    S.OBJECTED: (_("正在重新定归谁办"), _("接到的单位提出不归它办，由上一级裁定。您不用做什么。")),
    S.DISPATCHED: (_("已经派给承办单位，等它接手"), _("接手以后就开始办。")),
    S.HANDLING: (_("正在办"), _("办完以后，会有另一个人去核查。")),
    S.SUSPENDED: (_("暂时停下来了"), _("停的原因过去以后接着办，日期会往后推。")),
    S.HANDLED: (_("办完了，等人去核查"), _("核查的不是办的那个人。没有做到位会退回去重做。")),
    S.VERIFIED: (_("核查过了，请您看看解决了没有"), _("解决了请点“解决了”；没有解决请点“没有解决”，会退回去重办。")),
    S.CLOSED: (_("办结了"), ""),
    S.DECLINED: (_("没有受理"), _("原因和可以怎么办写在下面。")),
    S.WITHDRAWN: (_("您已经撤回"), _("不再往下办。以后有事随时再说。")),
    S.MERGED: (_("和同样的反映并在一起办"), _("打开可以看办到哪一步。")),
}
# The clock that answers "by when", by status; the first that runs counts.
_NEXT = {
    S.REPORTED: (("CASE_ACCEPT",), _("最晚受理")), S.ACCEPTED: (("CASE_DISPATCH",), _("最晚派出")), S.OBJECTED: (("CASE_RULE",), _("最晚裁定")),
    S.DISPATCHED: (("CASE_HANDLE", "CASE_REDO"), _("最晚办完")), S.HANDLING: (("CASE_REDO", "CASE_HANDLE"), _("最晚办完")),
    S.HANDLED: (("CASE_VERIFY",), _("最晚核查")),
}


def page_of(case: Case, *, now: datetime, actor: Actor | None = None) -> dict[str, Any]:
    """Everything the resident's pages of one case show."""
    if case.matter.status == S.MERGED:
        return _merged_page(case, now=now)
    status = S(case.matter.status)
    title, text = _WORDS[status]
    kind = duty_book().types.get(case.matter.subject_code)
    return {
        "case": case, "matter": case.matter, "status": status, "where": gettext(title), "next": gettext(text) if text else "",
        "stages": stages_of(status), "by": next_date(case), "office": office_of(case), "type_name": kind, "place": place_words(case),
        "words": list(Progress.objects.filter(case=case, for_resident=True).order_by("-written_at", "-pk")),
        "danger": tuple(number for number in case.danger.split(",") if number),
        "moves": _moves(case, actor, now) if actor else {}, "window_open": case.window_ends_at is not None and now < case.window_ends_at,
    }


def _merged_page(case: Case, *, now: datetime) -> dict[str, Any]:
    """A merged case shows how its main goes on, under its own number and with its own words; of the main's reporter it shows nothing."""
    link = CaseMerge.objects.filter(HELD, case=case).select_related("main__matter").get()
    page = shared_page(link.main, now=now, since=link.merged_at, rated=bool(case.satisfaction))
    own, matter = copy(case), copy(case.matter)
    matter.closed_at = link.main.matter.closed_at
    own.answer, own.window_ends_at, own.matter = link.main.answer, link.main.window_ends_at, matter
    said = Progress.objects.filter(case=case, for_resident=True)
    page["words"] = sorted([*page["words"], *said], key=lambda one: (one.written_at, one.pk), reverse=True)
    page |= {"case": own, "matter": matter, "type_name": duty_book().types.get(matter.subject_code), "place": place_words(case), "merged": True}
    return page


def shared_page(main: Case, *, now: datetime, since: datetime, rated: bool) -> dict[str, Any]:
    """What one who joined a case may see of it: where it stands, by when, who has it, and what the office has said to all since he joined."""
    page = page_of(main, now=now)
    page["words"] = [one for one in page["words"] if one.written_by is not None and one.written_at >= since]
    page["joined"] = others_count(main) + 1
    status = page["status"]
    may = {
        "confirm": status == S.VERIFIED, "reopen": status == S.VERIFIED or (status == S.CLOSED and page["window_open"]),
        "rate": status == S.CLOSED and not rated,
    }
    page["moves"] = {name: True for name, open_now in may.items() if open_now}
    return page


def _moves(case: Case, actor: Actor, now: datetime) -> dict[str, Any]:
    moves: dict[str, Any] = dict(queries.moves_for(case, actor))
    if "reopen" in moves and not rules.may_reopen(closed_at=case.matter.closed_at, window_ends_at=case.window_ends_at, at=now):
        del moves["reopen"]
    return moves


def stages_of(status: S) -> list[Stage]:
    """The strip of stages; empty where the case ended otherwise."""
    at = _STAGE_OF.get(status)
    if at is None:
        return []
    return [Stage(gettext(label), "done" if turn < at else "now" if turn == at else "later") for turn, label in enumerate(STAGES)]


def next_date(case: Case) -> tuple[str, RunningClock] | None:
    """By when the present stage ends at the latest, and what ends then; None where nothing runs."""
    status = S(case.matter.status)
    wanted, words = _NEXT.get(status, ((), ""))
    clocks = {clock.code: clock for clock in running_clocks(case.matter) if clock.suspended_at is None}
    found = next((clocks[code] for code in wanted if code in clocks), None)
    return (gettext(words), found) if found is not None else None


def office_of(case: Case) -> Office | None:
    """Who has it now: the office, and its telephone or that of the unit it belongs to."""
    book, matter = body_book(), case.matter
    body = book.bodies.get(matter.office_id or matter.unit_id or 0)
    if body is None:
        return None
    unit = book.bodies.get(body.unit_id)
    name = book.name_of(body.id) if unit is None or unit.id == body.id else f"{book.name_of(unit.id)} {book.name_of(body.id)}"
    return Office(name, body.phone or (unit.phone if unit else ""))


def place_words(case: Case) -> str:
    """Where, in words: the address given, else street, community and grid."""
    book, matter = place_book(), case.matter
    places = [book.streets.get(matter.street_id or 0), book.communities.get(matter.community_id or 0)]
    names = " ".join(said(place) for place in places if place is not None)
    return " · ".join(part for part in (case.address, names) if part)


def said(line: Any) -> str:
    """The name of a place, a type or anything with `name` and `name_en`, in the reader's language."""
    return (line.name_en or line.name) if (get_language() or "").startswith("en") else str(line.name)


def counters() -> list[Office]:
    """窗口: the street offices and town governments with their public telephones."""
    book = body_book()
    rows = sorted((body for body in book.bodies.values() if body.kind in COUNTERS), key=lambda body: body.id)
    return [Office(book.name_of(body.id), body.phone) for body in rows]


def common_types() -> list[TypeLine]:
    """The tiles: what an administrator chose (setting common_types), else what people most often report."""
    book = duty_book()
    wanted = queries.setting("common_types") or COMMON_TYPES
    found = [book.types[code] for code in wanted if code in book.types]
    return found or list(book.types.values())[:8]


def types_by_class(find: str = "") -> list[tuple[str, list[TypeLine]]]:
    """Every type (or those whose name or words hold `find`) under its class, in the order of the list."""
    book = duty_book()
    wanted = find.lower()
    by_word = {code for word, lines in book.words.items() if wanted and wanted in word for code, weight in lines if weight > 0}
    groups: dict[str, list[TypeLine]] = {}
    for code, line in sorted(book.types.items()):
        if not wanted or wanted in line.name.lower() or wanted in line.name_en.lower() or code in by_word:
            groups.setdefault(_class_name(line), []).append(line)
    return list(groups.items())


def _class_name(line: TypeLine) -> str:
    return (line.class_name_en or line.class_name) if (get_language() or "").startswith("en") else line.class_name
