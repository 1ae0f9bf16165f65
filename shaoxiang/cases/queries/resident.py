"""What a resident is shown of a case: plain words, dates, offices and their telephones. Nothing about people."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from shaoxiang.cases import queries, rules
from shaoxiang.cases.models import HELD, Case, CaseMerge, DataRequest, Progress
from shaoxiang.cases.queries.relations import others_count
from shaoxiang.cases.vocabulary import CaseStatus as S
from shaoxiang.cases.vocabulary import Publicity, SuspendReason
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import TypeLine
from shaoxiang.institutions.models import Plate
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.templatetags.shaoxiang import due_words
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.rehomed import REHOMED, rehomed_words

COMMON_TYPES = ("0111", "B0103", "B0108", "0102", "0406", "0506", "0511", "0412")
CENTER = _("便民服务中心")
COUNTERS = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)


@dataclass(frozen=True, slots=True)
class Office:
    """An office, where to telephone it, and where and when it is open."""

    name: str
    phone: str
    address: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class PlainStep:
    """One step of the way in plain words: an office may be named, a person never."""

    at: datetime
    text: str
    more: str = ""
    kind: str = ""


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
# The clock that answers "by when", by status, and what it promises; the first that runs counts.
_NEXT = {
    S.REPORTED: (("CASE_ACCEPT",), _("最迟 %(by)s 前定下受理不受理")), S.ACCEPTED: (("CASE_DISPATCH",), _("最迟 %(by)s 前派给承办单位")),
    S.OBJECTED: (("CASE_RULE",), _("最迟 %(by)s 前定下归谁办")),
    S.DISPATCHED: (("CASE_HANDLE", "CASE_REDO"), _("最迟 %(by)s 前办完答复您")),
    S.HANDLING: (("CASE_REDO", "CASE_HANDLE"), _("最迟 %(by)s 前办完答复您")),
    S.HANDLED: (("CASE_VERIFY",), _("最迟 %(by)s 前核查完")),
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
        "steps": steps_of(case), "requests": _requests_of(case),
        "danger": tuple(number for number in case.danger.split(",") if number),
        "moves": _moves(case, actor, now) if actor else {}, "window_open": case.window_ends_at is not None and now < case.window_ends_at,
    }


def _requests_of(case: Case) -> list[DataRequest]:
    return list(DataRequest.objects.filter(case=case).select_related("matter").order_by("-pk"))


def _merged_page(case: Case, *, now: datetime) -> dict[str, Any]:
    """A merged case shows how its main goes on, under its own number and with its own words; of the main's reporter it shows nothing."""
    link = CaseMerge.objects.filter(HELD, case=case).select_related("main__matter").get()
    page = shared_page(link.main, now=now, since=link.merged_at, rated=bool(case.satisfaction))
    own, matter = copy(case), copy(case.matter)
    matter.closed_at = link.main.matter.closed_at
    own.answer, own.window_ends_at, own.matter = link.main.answer, link.main.window_ends_at, matter
    said = Progress.objects.filter(case=case, for_resident=True)
    page["words"] = sorted([*page["words"], *said], key=lambda one: (one.written_at, one.pk), reverse=True)
    page["steps"] = [*page["steps"], *steps_of(case)]
    page["requests"] = _requests_of(case)
    page |= {"case": own, "matter": matter, "type_name": duty_book().types.get(matter.subject_code), "place": place_words(case), "merged": True}
    return page


def shared_page(main: Case, *, now: datetime, since: datetime, rated: bool) -> dict[str, Any]:
    """What one who joined a case may see of it: where it stands, by when, who has it, and what the office has said to all since he joined."""
    page = page_of(main, now=now)
    page["words"] = [one for one in page["words"] if one.written_by is not None and one.written_at >= since]
    page["steps"] = [step for step in page["steps"] if step.at >= since and step.kind not in _REPORTERS_OWN]
    page["requests"] = []  # the main's reporter's own business
    page["joined"] = others_count(main) + 1
    status = page["status"]
    may = {
        "confirm": status == S.VERIFIED, "reopen": status == S.VERIFIED or (status == S.CLOSED and page["window_open"]),
        "rate": status in (S.VERIFIED, S.CLOSED) and not rated,
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
    """By when the present stage ends at the latest, as a sentence, and its clock; None where nothing runs."""
    status = S(case.matter.status)
    wanted, words = _NEXT.get(status, ((), ""))
    clocks = {clock.code: clock for clock in running_clocks(case.matter) if clock.suspended_at is None}
    found = next((clocks[code] for code in wanted if code in clocks), None)
    return (gettext(words) % {"by": due_words(found.due_at)}, found) if found is not None else None


def office_of(case: Case) -> Office | None:
    """Who has it now: the office, and its telephone or that of the unit it belongs to."""
    book, matter = body_book(), case.matter
    body = book.bodies.get(matter.office_id or matter.unit_id or 0)
    if body is None:
        return None
    unit = book.bodies.get(body.unit_id)
    name = book.name_of(body.id) if unit is None or unit.id == body.id else f"{book.name_of(unit.id)} {book.name_of(body.id)}"
    return Office(name, body.phone or (unit.phone if unit else ""))


# What of the record a resident is told, in order; an entry without a line is the house's own business.
_STEPS: dict[str, str] = {
    "cases.reported": _("收到您反映的事"), "cases.accept": _("受理了"), "cases.decline": _("没有受理"), "cases.answer": _("答复了您"),
    "cases.dispatch": _("派给 %(body)s"), "cases.recall": _("撤回来，重新定归谁办"), "cases.sign": _("%(unit)s 接手了"),
    "cases.hand_back": _("%(unit)s 提出不归它办，由上一级裁定"), "cases.uphold": _("裁定改由 %(body)s 办"), "cases.dismiss": _("裁定仍由原单位办"),
    "cases.suspend": _("暂时停下来"), "cases.resume": _("接着办"), "cases.extend": _("延期了"), "cases.finish": _("%(unit)s 说办完了"),
    "cases.settle": _("当场办完了"), "cases.verify_pass": _("有人去核查过，通过了"), "cases.verify_fail": _("核查没有通过，退回返工"),
    "cases.call_back": _("工作人员打了回访电话"), "cases.confirm": _("确认解决，办结了"), "cases.close": _("办结了"), "cases.reopen": _("没有解决，退回重办"),
    "cases.withdraw": _("撤回了"), "cases.rate": _("您评价了"), "cases.answer_rating": _("您的评价有专人核实了"), "cases.supplement": _("您补充了情况"),
    "cases.tell_resident": _("%(unit)s 给您留了话"), "cases.confirm_exclusion": _("办结了，原因写在答复里"),
    "cases.publish": _("按您的意愿公开了办理结果"), "cases.keep_private": _("审核后没有公开"), "cases.unpublish": _("公开的内容撤下了"),
    "cases.consent": _("您改了公开意愿"), "cases.erasure_asked": _("您申请删除个人信息"), "cases.data_given": _("您取走了一份自己的数据"),
    "cases.data_erased": _("已按您的申请删除个人信息"), "cases.data_restricted": _("您的个人信息只保存、不再使用"),
    "identity.revealed": _("%(unit)s 因工作查看了您的联系方式"), "places.rehomed": REHOMED,
    "cases.duty_moved": _("职责调整，改由 %(body)s 办"), "cases.duty_handed": _("职责调整，改由 %(body)s 办"),
}


# What one reporter did or was done for him alone: not shown to those who share his matter.
_REPORTERS_OWN = frozenset({
    "cases.reported", "cases.rate", "cases.answer_rating", "cases.supplement", "cases.call_back", "cases.publish", "cases.keep_private",
    "cases.unpublish", "cases.consent", "cases.erasure_asked", "cases.data_given", "cases.data_erased", "cases.data_restricted", "identity.revealed",
})


def steps_of(case: Case) -> list[PlainStep]:
    """经过, newest first: which office did what and when, without a name; every look at the reporter's telephone is in it."""
    book, found = body_book(), []
    for entry in queries.entries_of(case):
        words = _STEPS.get(entry.kind)
        if words is None:
            continue
        to = entry.facts.get("office") or entry.facts.get("unit")
        seat = book.seats.get(entry.actor_id or 0)
        acting = book.posts[seat.post_id].body_id if seat else entry.unit_id
        names = {"body": book.name_of(int(to)) if to else gettext("承办单位"), "unit": book.name_of(acting) if acting else gettext("系统")}
        found.append(PlainStep(entry.at, gettext(words) % names, _more(entry.facts), entry.kind))
    return found[::-1]


def _more(facts: Any) -> str:
    if facts.get("due_after"):
        return gettext("新的日期：%(by)s") % {"by": due_words(datetime.fromisoformat(facts["due_after"]))}
    if facts.get("why") and facts.get("since"):
        return rehomed_words(facts)
    reason = str(facts.get("reason") or "")
    return gettext(SuspendReason.label_of(reason)) if reason in SuspendReason._value2member_map_ else ""


# --- by telephone, and for the public ---------------------------------------------------------------------------------


def cases_of_phone(phone_index: str) -> QuerySet[Case]:
    """Every matter whose reporter left this telephone (a blind index; "" finds none), whatever way it came in."""
    if not phone_index:
        return Case.objects.none()
    records = VaultRecord.objects.filter(phone_index=phone_index, blurred_at__isnull=True, purpose="case_reporter").values("pk")
    return Case.objects.filter(reporter_id__in=records).select_related("matter")


@dataclass(frozen=True, slots=True)
class MyLine:
    """One matter in the list of a telephone."""

    case: Case
    title: str
    where: str
    by: str


def my_lines(cases: Iterable[Case]) -> list[MyLine]:
    found = []
    for case in cases:
        by = next_date(case)
        found.append(MyLine(case, mask_text(case.matter.title), gettext(_WORDS[S(case.matter.status)][0]), by[0] if by else ""))
    return found


PUBLIC_ORDER = ("-published_at", "-matter_id")


def published() -> QuerySet[Case]:
    """已公开: agreed by the reporter, looked at by a desk; newest first."""
    return Case.objects.filter(publicity=Publicity.PUBLISHED, private=False).select_related("matter").order_by(*PUBLIC_ORDER)


def public_place(case: Case) -> str:
    """Street and community only: an address may be somebody's home."""
    book, matter = place_book(), case.matter
    places = (book.streets.get(matter.street_id or 0), book.communities.get(matter.community_id or 0))
    return " ".join(said(place) for place in places if place is not None)


def place_words(case: Case) -> str:
    """Where, in words: the address given, else street, community and grid."""
    book, matter = place_book(), case.matter
    places = [book.streets.get(matter.street_id or 0), book.communities.get(matter.community_id or 0)]
    names = " ".join(said(place) for place in places if place is not None)
    return " · ".join(part for part in (case.address, names) if part)


def said(line: Any) -> str:
    """The name of a place, a type or anything with `name` and `name_en`, in the reader's language."""
    return in_words(str(line.name), line.name_en)


def counters() -> list[Office]:
    """窗口: every street's and town's 便民服务中心 with telephone, address and hours; the office itself where none is on the list."""
    book, found = body_book(), []
    plated = Plate.objects.filter(title=CENTER, valid_to=None).values_list("body_id", flat=True)
    centers = {body.unit_id: body for key in plated if (body := book.bodies.get(key)) is not None}
    for unit in sorted((body for body in book.bodies.values() if body.kind in COUNTERS), key=lambda body: body.id):
        center = centers.get(unit.id, unit)
        name = book.name_of(unit.id) if center is unit else f"{book.short_name_of(unit.id)} {gettext(CENTER)}"
        found.append(Office(name, center.phone or unit.phone, center.address or unit.address, center.open_hours or unit.open_hours))
    return found


def common_types() -> list[TypeLine]:
    """The tiles: what an administrator chose (setting common_types), else what people most often report."""
    book = duty_book()
    wanted = queries.setting("common_types") or COMMON_TYPES
    found = [book.offered[code] for code in wanted if code in book.offered]
    return found or list(book.offered.values())[:8]


def types_by_class(find: str = "") -> list[tuple[str, list[TypeLine]]]:
    """Every type (or those whose name or words hold `find`) under its class, in the order of the list."""
    book = duty_book()
    wanted = find.lower()
    by_word = {code for word, lines in book.words.items() if wanted and wanted in word for code, weight in lines if weight > 0}
    groups: dict[str, list[TypeLine]] = {}
    for code, line in sorted(book.offered.items()):
        if not wanted or wanted in line.name.lower() or wanted in line.name_en.lower() or code in by_word:
            groups.setdefault(_class_name(line), []).append(line)
    return list(groups.items())


def _class_name(line: TypeLine) -> str:
    return in_words(line.class_name, line.class_name_en)
