from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.cases import access, rules
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import HELD, Case, CaseLimit, CaseMerge, CaseSetting, Follower
from shaoxiang.cases.queries.seen import FEW, gathered
from shaoxiang.cases.vocabulary import BAD, CaseStatus, Publicity
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.clocks import rules as clock_rules
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.specs import spec as clock_spec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.kernel.workdays.remembered import Remembered
from shaoxiang.places.queries.following import Touched, Touching

DEFAULT_SETTINGS: dict[str, Any] = {
    "common_types": [],  # 居民页的常用类别
    "straight_dispatch": True,  # 职责清楚的直接派单
    "hotline_limits": "FIVE_DAYS",  # 热线时限规则 (LimitSet)
    "keep_reporter_days": 730,  # 办结后反映人信息保存多久
    "similar_radius_m": 150,  # 多近的同类事件算可能重复 (米)
    "similar_radii": "",  # 个别类别另定: "B01:80, 0511:300"
}

LONG = ("description", "ground", "suggested", "border", "outcome", "answer", "public_text", "public_answer")  # columns no list shows: most of a case's bytes


class Kept(NamedTuple):
    """What an administrator set for the case room, as this process knows it."""

    limits: dict[str, ClockSpec]
    settings: dict[str, Any]


def _load() -> Kept:
    limits = dict(rules.CASE_LIMITS)
    for row in CaseLimit.objects.all():
        if row.code in limits:
            limits[row.code] = _with_amount(limits[row.code], row)
    return Kept(limits, {**DEFAULT_SETTINGS, **{row.code: row.value for row in CaseSetting.objects.all()}})


kept = Remembered("cases.settings", _load)


def _with_amount(spec: ClockSpec, row: CaseLimit) -> ClockSpec:
    return replace(spec, amount=row.amount, unit=Unit(row.unit), day_type=DayType(row.day_type))


def case_limits() -> dict[str, ClockSpec]:
    """环节时限 in force, by code."""
    return kept.get().limits


def setting(code: str) -> Any:
    return kept.get().settings[code]


def hotline_limit(limit_set: str, urgency: str) -> ClockSpec | None:
    """热线时限 under a rule set, as a handling limit; None where the types' limits alone hold."""
    code = rules.hotline_clock(limit_set, urgency)
    return rules.as_handling(clock_spec(code), case_limits()["CASE_HANDLE"]) if code else None


def cases_for(actor: Actor, few: frozenset[str] = FEW) -> QuerySet[Case]:
    """Every case this actor may see, with its matter. `few`: scopes so narrow that their rows are gathered first (`seen.gathered`)."""
    return Case.objects.filter(gathered(visible(actor, access.VIEW), few)).select_related("matter")


def moves_for(case: Case, actor: Actor) -> dict[str, Move]:
    """Moves open from the present status that this actor may take: the page's buttons, by name."""
    return {move.name: move for move in CASE_FLOW.open_moves(case.matter.status) if _open_to(move.name, case, actor)}


def _open_to(name: str, case: Case, actor: Actor) -> bool:
    if name in ("confirm_exclusion", "refuse_exclusion") and not case.exclusion:
        return False
    if name == "propose_exclusion" and case.exclusion:
        return False
    if name == "rate" and case.satisfaction:
        return False
    if name in ("publish", "keep_private", "unpublish") and not may_decide_publicity(name, case):
        return False
    if name == "field_note":  # comes out of a telephone's queue only
        return False
    if not allowed(actor, access.GRANTS.get(name, ()), case):
        return False
    return name != "answer_rating" or bad_grade(case)


def bad_grade(case: Case) -> bool:
    """Did one of those who reported it give a bad grade (差评)?"""
    if case.satisfaction in BAD:
        return True
    merged = CaseMerge.objects.filter(HELD, main_id=case.pk, case__satisfaction__in=BAD)
    return Follower.objects.filter(case_id=case.pk, satisfaction__in=BAD).exists() or merged.exists()


def may_decide_publicity(name: str, case: Case) -> bool:
    """Without the reporter's consent there is nothing to decide; what is out can only be taken down."""
    if not rules.asks_resident(case.source):
        return False
    if case.private or case.publicity == Publicity.PUBLISHED:
        return not case.private and name == "unpublish"
    return name == "publish" or (name == "keep_private" and not case.publicity)


def sees_rating(actor: Actor, case: Case) -> bool:
    """Grade and words are hidden from those they are about."""
    return allowed(actor, access.GRANTS["see_rating"], case)


def reopen_until(case: Case, actor: Actor) -> datetime | None:
    """Until when this actor may say "没有真正解决": whoever found it, for his own term after the close; the others, inside the resident's window."""
    closed_at = case.matter.closed_at
    if closed_at is None or not only_finder(case, actor):
        return case.window_ends_at
    return clock_rules.due(closed_at, case_limits()["CASE_FINDER"], calendar()).due_at


def only_finder(case: Case, actor: Actor) -> bool:
    """Is it only because the actor registered the case that he may reopen it?"""
    return allowed(actor, access.FINDERS, case) and not allowed(actor, (*access.REPORTER, *access.CALLERS), case)


def number_of(case_id: int) -> str:
    """The number of a case, for entries that hold its key."""
    return Matter.objects.filter(pk=case_id).values_list("number", flat=True).first() or f"#{case_id}"


def entries_of(case: Case) -> list[Entry]:
    """The case's record, oldest first."""
    return list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq"))


def last_entry(matter_id: int) -> Entry | None:
    return Entry.objects.filter(subject_kind="matter", subject_id=matter_id).order_by("-seq").first()


def may_see_files(actor: Actor, matter_id: int) -> bool:
    """Files of a case are seen by whoever sees the case."""
    return Case.objects.filter(visible(actor, access.VIEW), pk=matter_id).exists()


def open_of_types(codes: frozenset[str], streets: frozenset[int] | None = None) -> QuerySet[Matter]:
    """Open cases with one of these types, of these streets or of the whole district: number, type, place and holder, nothing of what was reported."""
    rows = Matter.objects.filter(kind=MatterKind.CASE.value, closed_at=None, subject_code__in=codes)
    return rows if streets is None else rows.filter(street_id__in=streets)


def waiting_of_types(codes: frozenset[str], streets: frozenset[int] | None = None) -> QuerySet[Matter]:
    """Those of them that were not sent to anybody yet: they go by the lists and limits of the day they are."""
    return open_of_types(codes, streets).filter(status__in=[CaseStatus.REPORTED.value, CaseStatus.ACCEPTED.value])


def seen_of(actor: Actor, keys: list[int]) -> set[int]:
    """Those of these cases the actor may open."""
    return set(cases_for(actor).filter(pk__in=keys).values_list("pk", flat=True))


def touched_cases(around: Touching) -> list[Touched]:
    """Running cases in communities a change would end, a line each, with the list that shows them; of whole streets a line for each street."""
    if around.streets:
        return [
            Touched(gettext("在办事件：%(name)s") % {"name": name_of("street", key)},
                    Case.objects.filter(matter__street_id=key, matter__community_id__in=around.communities, matter__closed_at__isnull=True).count(),
                    f"{reverse('cases:list')}?street={key}")
            for key in sorted(around.streets)
        ]
    rows = Case.objects.filter(matter__community_id__in=around.communities, matter__closed_at__isnull=True)
    counts = dict(rows.order_by().values_list("matter__community_id").annotate(n=Count("pk")))
    return [
        Touched(gettext("在办事件：%(name)s") % {"name": name_of("community", key)}, counts.get(key, 0), f"{reverse('cases:list')}?community={key}")
        for key in sorted(around.communities)
    ]
