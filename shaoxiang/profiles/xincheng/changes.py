"""示例的区划变更: one of communities, heard on and decided, its day two months ahead; two of streets, drafts. Nothing of the month touches them."""

from __future__ import annotations

from datetime import datetime, timedelta

import shapely.geometry
from django.utils import timezone

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.dated import in_force
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.queries import units_of
from shaoxiang.opinions.vocabulary import Uptake
from shaoxiang.places.actions import decide_change, draft_change
from shaoxiang.places.models import Community, DivisionChange, StreetUnit
from shaoxiang.places.queries.changes import SUBJECT, community_choice
from shaoxiang.places.queries.hearing import touched_by
from shaoxiang.places.rules.changes import Part, Plan
from shaoxiang.places.rules.outlines import share_boundary
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from shaoxiang.places.vocabulary import OF_STREETS, AreaChangeKind
from shaoxiang.profiles.xincheng.hearing import heard
from shaoxiang.profiles.xincheng.month.cast import Cast

DAYS_AHEAD = 60
DAY = timedelta(days=1)
MERGED, INTO = "150102005", "150102004"  # a draft of whole streets, to be looked at: nobody decides it
APART, TAKERS = "150102003", ("150102002", "150102005")  # the same, of a street that goes to two
STREET = "150102002"  # 锡林北路街道: its last community gives half of its grids to a new one


def plan_ahead(cast: Cast, *, anchor: datetime) -> DivisionChange | None:
    """分设: drafted, put to the street, decided, waiting for its day. Safe to repeat."""
    if DivisionChange.objects.exists():
        return None
    today = timezone.localdate(anchor)
    last = Community.objects.filter(street__code=STREET, valid_to=None).order_by("-code").first()
    source = community_choice(last.code, today) if last is not None else None
    if source is None or len(source.grids) < 2 or not source.bodies:
        return None
    new = source.free_code()
    half = len(source.grids) // 2
    parts = (
        Part(source.code, source.name, source.street, source.name_en, source.bodies[0][0]),
        Part(new, "锡林苑社区（示例）", source.street, "Xilinyuan Community (sample)", new_body="锡林苑社区居委会（示例）"),
    )
    grids = {code: source.code if number < half else new for number, (code, _name) in enumerate(source.grids)}
    change = draft_change(
        Plan(AreaChangeKind.SPLIT.value, (source.code,), parts, grids), title=f"{source.name}分设（示例）", effective_from=today + timedelta(days=DAYS_AHEAD),
        actor=SYSTEM, at=anchor - 10 * DAY, document="新政办发〔2026〕12号（示例）", sample=True,
    )
    number = _heard(cast, change, anchor - 9 * DAY)
    return decide_change(
        change.pk, decided_by="区人民政府（示例）", document="新政办发〔2026〕12号（示例）", heard_number=number, actor=SYSTEM, at=anchor)


def _heard(cast: Cast, change: DivisionChange, at: datetime) -> str:
    """The streets it touches are asked from the change, answer, are told what became of it."""
    office = next(actor for actor in cast.by_post.values() if Role.STAFFING_OFFICE.value in actor.roles)
    text = f"示例：{change.title}，请就居委会用房、网格员和在办事项答复。"
    file = heard(cast, (SUBJECT, change.pk), change.title, text, units_of(touched_by(change)), asker=office, meeting="示例：区政府常务会议", at=at,
                 words="示例：请先落实新居委会的用房。")
    for request in file.requests.select_related("matter").order_by("pk"):
        opinions.give_feedback(request.number, uptake=Uptake.ADOPTED, words="示例：用房已列入方案。", actor=office, at=at + 6 * DAY)
    return file.number


def draft_streets(*, anchor: datetime) -> DivisionChange | None:
    """街道合并, a draft. Safe to repeat."""
    if DivisionChange.objects.filter(kind__in=OF_STREETS).exists():
        return None
    today = timezone.localdate(anchor)
    names = dict(StreetUnit.objects.filter(in_force(today), code__in=(MERGED, INTO)).values_list("code", "name"))
    if len(names) < 2:
        return None
    plan = StreetPlan(AreaChangeKind.STREET_MERGE.value, (MERGED,), StreetPart(INTO, names[INTO]))
    title = f"{names[MERGED]}并入{names[INTO]}（示例）"
    _draft_apart(anchor=anchor)
    return draft_change(plan, title=title, effective_from=today + timedelta(days=DAYS_AHEAD), actor=SYSTEM, at=anchor, sample=True)


def _draft_apart(*, anchor: datetime) -> None:
    """街道拆分并入, a draft: what runs along the one street goes there, the rest to the other."""
    day = timezone.localdate(anchor) + timedelta(days=DAYS_AHEAD)
    rows = {row.code: row for row in StreetUnit.objects.filter(in_force(day), code__in=(APART, *TAKERS), geometry__isnull=False)}
    inside = list(Community.objects.filter(in_force(day), street__code=APART, geometry__isnull=False).order_by("code"))
    if len(rows) < 3 or not inside:
        return
    one, other = TAKERS
    beside = shapely.geometry.shape(rows[other].geometry)
    heirs = tuple((row.code, other if share_boundary(shapely.geometry.shape(row.geometry), beside) else one) for row in inside)
    plan = StreetPlan(AreaChangeKind.STREET_DISSOLVE.value, (APART,), StreetPart(one, rows[one].name), heirs=heirs)
    draft_change(plan, title=f"{rows[APART].name}拆分并入两个街道（示例）", effective_from=day, actor=SYSTEM, at=anchor, sample=True)
