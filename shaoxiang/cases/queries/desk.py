"""待办 as a page: the actor's open rows with their matters, most urgent first; and what a leader must decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.cases import access
from shaoxiang.cases.flows import CASE_FLOW, DATA_FLOW
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.seen import on_matter
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.dispatch.models import SupervisionNote
from shaoxiang.dispatch.rules import ESCALATE_AT_BOUNCE
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.desk.models import DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import Flow
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter import rules as matter_rules
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import NUMBER_PREFIX, Light, MatterKind
from shaoxiang.kernel.vocabulary import Vocabulary, _

ROWS_SHOWN = 50
DECISIONS_SHOWN = 8
ONE_CLICK = ("accept", "sign")
LEADERS = (Role.STREET_LEADER, Role.DISTRICT_LEADER, Role.OFFICE_HEAD, Role.DEPARTMENT_HEAD, Role.SUPERVISOR)

# What is awaited, as one would say it aloud. A move without a line is called by its label.
AWAITED: Mapping[str, str] = {
    "accept": _("看一看，决定受不受理"),
    "dispatch": _("派给承办单位"),
    "sign": _("签收"),
    "finish": _("去办，办完填结果"),
    "resume": _("条件具备了就恢复办理"),
    "uphold": _("裁定退单"),
    "verify_pass": _("去核查办得怎么样"),
    "call_back": _("给居民打回访电话"),
    "confirm_exclusion": _("复核剔除"),
    "answer_rating": _("核实差评，改好以后告诉居民"),
    "publish": _("看看能不能公开"),
    "answer_feedback": _("答复产品意见"),
    "erase_data": _("答复删除个人信息的申请"),
}


@dataclass(frozen=True, slots=True)
class DeskFlow:
    """How the desk talks of one kind of matter: its moves, and the page a row leads to (takes the number)."""

    flow: Flow
    route: str
    act_route: str = ""  # takes number and move: one-click acts
    awaited: Mapping[str, str] = field(default_factory=dict)  # move -> what is awaited, as one would say it aloud
    labels: Mapping[str, str] = field(default_factory=dict)  # acts that are no move of `flow` (those of one unit among several)
    one_click: tuple[str, ...] = ONE_CLICK  # moves that need no form
    part_act_route: str = ""  # takes number, part and move: one-click acts of one part of the matter


_flows: dict[str, DeskFlow] = {
    MatterKind.CASE.value: DeskFlow(CASE_FLOW, "cases:case", "cases:act"),
    MatterKind.PERSONAL_DATA.value: DeskFlow(DATA_FLOW, "cases:data_request"),
}


def register_flow(kind: MatterKind, shown: DeskFlow) -> None:
    """Upper rooms name their kind's moves and page."""
    _flows[kind.value] = shown


def page_of(number: str) -> str:
    """The address of the page of a matter by its number alone, whether there is such a matter or not; "" where no room answers for the letters."""
    kind = next((kind for kind, letters in NUMBER_PREFIX.items() if number.startswith(letters)), None)
    shown = _flows.get(kind.value) if kind else None
    return reverse(shown.route, args=[number]) if shown else ""


@dataclass(frozen=True, slots=True)
class PartAct:
    """How the desk talks of an act on one part of a matter (one unit's order): `route` takes the part's key, `act_route` key and `move`."""

    label: str
    awaited: str
    route: str
    act_route: str = ""  # where the act needs no form
    move: str = ""


_parts: dict[tuple[str, str], PartAct] = {}


def register_parts(kind: MatterKind, acts: Mapping[str, PartAct]) -> None:
    """Upper rooms name acts (by `DeskRow.what`) that parts of another room's matter wait for."""
    _parts.update({(kind.value, what): act for what, act in acts.items()})


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One awaited act, ready to be shown."""

    row: DeskRow
    matter: Matter
    light: Light
    awaited: str
    title: str
    route: str
    act_route: str
    one_click: str  # the move's name where it needs no form
    act_label: str
    key: str | int = ""  # what `route` takes: the matter's number, or the part's key
    part: tuple[int, ...] = ()  # what the address of a one-click act takes after the number, where it is one of a part

    @property
    def address(self) -> str:
        return reverse(self.route, args=[self.key]) if self.route else ""

    @property
    def act_address(self) -> str:
        return reverse(self.act_route, args=[self.key, *self.part, self.one_click])


class Urgency(Vocabulary):
    LATE = "LATE", _("超期")
    SOON = "SOON", _("临期")
    REST = "REST", _("其余")


@dataclass
class DeskPage:
    """The desk of one actor. `counts`: open rows by urgency, all of them; `groups`: those shown."""

    counts: dict[str, int]
    groups: list[tuple[Urgency, list[DeskLine]]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def shown(self) -> int:
        return sum(len(lines) for _urgency, lines in self.groups)


_URGENCY = {Light.RED: Urgency.LATE, Light.YELLOW: Urgency.SOON}


def desk_page(actor: Actor, *, now: datetime) -> DeskPage:
    """Three queries, whatever the length: counts, rows, matters."""
    rows = desk_of(actor)
    late, soon = Q(due_at__lte=now), Q(warn_at__lte=now) & Q(due_at__gt=now)
    counted = rows.order_by().aggregate(all=Count("pk"), late=Count("pk", filter=late), soon=Count("pk", filter=soon))
    counts = {"LATE": counted["late"], "SOON": counted["soon"], "REST": counted["all"] - counted["late"] - counted["soon"]}
    page = DeskPage(counts)
    if not counted["all"]:
        return page
    shown = list(rows[:ROWS_SHOWN])
    matters = Matter.objects.in_bulk({row.matter_id for row in shown})
    grouped: dict[Urgency, list[DeskLine]] = {urgency: [] for urgency in Urgency}
    for row in shown:
        matter = matters.get(row.matter_id)
        if matter is not None:
            line = _line(row, matter, now)
            grouped[_URGENCY.get(line.light, Urgency.REST)].append(line)
    page.groups = [(urgency, lines) for urgency, lines in grouped.items() if lines]
    return page


def _line(row: DeskRow, matter: Matter, now: datetime) -> DeskLine:
    light = matter_rules.light(warn_at=row.warn_at, due_at=row.due_at, closed_at=None, now=now)
    part = _parts.get((matter.kind, row.what)) if row.part_id is not None else None
    if part is not None and row.part_id is not None:
        words = gettext(part.awaited), mask_text(matter.title)
        return DeskLine(row, matter, light, *words, part.route, part.act_route, part.move if part.act_route else "", gettext(part.label), row.part_id)
    known = _flows.get(matter.kind)
    move = known.flow.by_name.get(row.what) if known else None
    label = gettext(move.label if move else known.labels.get(row.what, row.what) if known else row.what)
    spoken = known.awaited.get(row.what) if known else None
    awaited = gettext(spoken) if spoken else gettext(AWAITED[row.what]) if row.what in AWAITED else label
    act_route = "" if known is None else known.act_route if row.part_id is None else known.part_act_route
    return DeskLine(
        row, matter, light, awaited, mask_text(matter.title),
        known.route if known else "", act_route, row.what if known and row.what in known.one_click and act_route else "", label,
        matter.number, () if row.part_id is None else (row.part_id,),
    )


# --- leaders ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """Something only this leader's word moves on, and why it is here."""

    case: Case
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """今天要我定什么, and what is late and whose."""

    decide: list[Decision]
    late: list[Case]
    late_by_unit: list[tuple[int | None, int]]


def is_leader(actor: Actor) -> bool:
    return actor.has_role(*LEADERS)


def decisions_for(actor: Actor, *, now: datetime) -> Decisions:
    """What waits for a leader's word, and the late matters he answers for, by unit."""
    mine, late = cases_for(actor), _late(actor, now)
    decide = [*_exclusions(mine, actor), *_bounced(mine), *_long_late(actor, now)]
    by_unit = late.values_list("unit_id").annotate(n=Count("pk")).order_by("-n")[:DECISIONS_SHOWN]
    return Decisions(decide[:DECISIONS_SHOWN], _longest(late), list(by_unit))


def _late(actor: Actor, before: datetime) -> QuerySet[Matter]:
    """The running cases he sees that were due before then: found, ordered and counted from an index alone."""
    return Matter.objects.filter(on_matter(visible(actor, access.VIEW)), kind=MatterKind.CASE.value, closed_at__isnull=True, due_at__lte=before)


def _longest(late: QuerySet[Matter]) -> list[Case]:
    """Of these the ones due first, a few: only then are the cases read."""
    keys = late.order_by("due_at").values("pk")[:DECISIONS_SHOWN]
    return list(Case.objects.filter(matter_id__in=keys).select_related("matter").order_by("matter__due_at"))


def _exclusions(mine: QuerySet[Case], actor: Actor) -> list[Decision]:
    waiting = mine.filter(excluded_at__isnull=True).exclude(exclusion="").filter(matter__closed_at__isnull=True).order_by("pk")
    may = [case for case in waiting[:DECISIONS_SHOWN] if allowed(actor, access.GRANTS["confirm_exclusion"], case)]
    return [Decision(case, mask_text(case.matter.title), gettext("有人提请剔除，等第二个人复核")) for case in may]


def _bounced(mine: QuerySet[Case]) -> list[Decision]:
    objected = mine.filter(matter__status=CaseStatus.OBJECTED.value, matter__closed_at__isnull=True)  # that they run is said for the index
    rows = objected.filter(bounces__gte=ESCALATE_AT_BOUNCE).order_by("pk")[:DECISIONS_SHOWN]
    return [Decision(case, mask_text(case.matter.title), gettext("第 %(n)d 次退单，谁来办要定下来") % {"n": case.bounces}) for case in rows]


def _long_late(actor: Actor, now: datetime) -> list[Decision]:
    """Three days late and nobody has said a word from above."""
    spoken = SupervisionNote.objects.filter(matter_id=OuterRef("pk"))
    rows = _longest(_late(actor, now - timedelta(days=3)).filter(~Exists(spoken)))
    return [Decision(case, mask_text(case.matter.title), gettext("超期三天以上，还没有人催办")) for case in rows]
