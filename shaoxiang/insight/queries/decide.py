"""现在要定的事: what waits for a word, whose word, by when. Read from the desks; what only a level can settle, from the ladder of whistles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.dispatch.rules import ESCALATE_AT_BOUNCE
from shaoxiang.insight import access
from shaoxiang.insight.queries import links, people
from shaoxiang.insight.queries.late import long_late
from shaoxiang.insight.queries.whistles import WhistleLine
from shaoxiang.insight.rules import Scope
from shaoxiang.insight.vocabulary import CASE_DECISIONS, OTHER_DECISIONS, Decision, ScopeKind, Whose
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import center
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import awaited_of
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter import rules as matter_rules
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import Light, MatterKind
from shaoxiang.whistles.models import Escalation
from shaoxiang.whistles.vocabulary import Cause, Level

SHOWN, OTHERS_SHOWN, LONG_SHOWN = 12, 5, 3
LADDER = {  # whose level a rung is
    ScopeKind.DISTRICT: (Level.LEADER, Level.MEETING), ScopeKind.UNIT: (Level.DEPARTMENT,), ScopeKind.OFFICE: (Level.INSTITUTION,), ScopeKind.STREET: (),
}
_OF_LEVEL = {
    Level.INSTITUTION: Role.OFFICE_HEAD, Level.DEPARTMENT: Role.DEPARTMENT_HEAD, Level.LEADER: Role.DISTRICT_LEADER, Level.MEETING: Role.DISTRICT_DESK,
}
NOT_YET = {Cause.ACK: "acknowledged_at", Cause.ARRIVE: "arrived_at", Cause.FINISH: "done_at"}  # what has still not happened


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One thing to be decided. `mine`: the reader's own post is awaited. `key`: the same while it waits."""

    key: str
    decision: Decision
    what: str
    matter_id: int
    number: str
    title: str
    url: str
    who: str
    mine: bool
    light: Light
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decide:
    """Counts are of all, lines of the most urgent."""

    ours: int
    others: int
    lines: tuple[DecisionLine, ...]
    elsewhere: tuple[DecisionLine, ...]
    long_late: tuple[DecisionLine, ...]
    ours_url: str
    others_url: str
    late_url: str


@dataclass(frozen=True, slots=True)
class Found:
    decide: Decide
    changes: tuple[datetime | None, ...]


def decide_part(actor: Actor, scope: Scope, whistles: list[WhistleLine], now: datetime) -> Found:
    waiting = _rows(scope, Whose.OURS, now)
    ours = _sorted(_put(waiting, actor, now) + _escalated(actor, scope, whistles, now), now)
    others = _rows(scope, Whose.OTHERS, now, most=OTHERS_SHOWN)
    late = [_long(one) for one in long_late(scope, now, LONG_SHOWN)] if actor.has_role(*access.OVERSEERS) else []
    elsewhere, then = _elsewhere(scope, now)
    decide = Decide(
        len(ours), elsewhere, tuple(ours[:SHOWN]), tuple(_put(others, actor, now)), tuple(late),
        links.address("insight:decisions"), links.address("insight:decisions", whose=Whose.OTHERS.value), links.cases(scope, light="OVERDUE"),
    )
    return Found(decide, (*(at for row in waiting for at in (row.warn_at, row.due_at)), *then))


def all_of(actor: Actor, scope: Scope, whose: Whose, whistles: list[WhistleLine], now: datetime) -> list[DecisionLine]:
    """Everything one figure counts, most urgent first."""
    lines = _put(_rows(scope, whose, now), actor, now)
    return _sorted(lines + _escalated(actor, scope, whistles, now), now) if whose is Whose.OURS else lines


def _sorted(lines: list[DecisionLine], now: datetime) -> list[DecisionLine]:
    return sorted(lines, key=lambda line: (_urgency(line.light), not line.mine, line.due_at is None, line.due_at or now, line.key))


def _urgency(light: Light) -> int:
    return {Light.RED: 0, Light.YELLOW: 1}.get(light, 2)


# --- what the desks await ----------------------------------------------------------------------------------------------


def _of_cases(scope: Scope, whose: Whose) -> Q:
    """Decisions on cases, awaited of the scope's own level or of another about its cases."""
    acts = Q(what__in=list(CASE_DECISIONS))
    if whose is Whose.OURS:
        return acts & _at_our_level(scope)
    if scope.kind is ScopeKind.DISTRICT:
        return acts & ~_at_our_level(scope)
    ours = Matter.objects.filter(access.matters_of(scope), closed_at__isnull=True, kind=MatterKind.CASE.value)
    return acts & ~_at_our_level(scope) & Q(matter_id__in=ours.values("pk"))


def _of_others(scope: Scope, whose: Whose) -> Q:
    """Decisions on whistles and coordination items: few run, so their desks are looked up by matter. Whoever is awaited need not have been called."""
    found = Q(pk__in=[])
    running = Matter.objects.filter(closed_at__isnull=True)
    if whose is Whose.OTHERS:
        running = running.filter(access.matters_of(scope))
    for kind, acts in OTHER_DECISIONS.items():
        found |= Q(what__in=list(acts), matter_id__in=running.filter(kind=kind).values("pk"))
    return found & (_at_our_level(scope) if whose is Whose.OURS else ~_at_our_level(scope))


def _at_our_level(scope: Scope) -> Q:
    if scope.kind is ScopeKind.OFFICE:
        return Q(office_id=scope.id)
    if scope.kind is not ScopeKind.DISTRICT:
        return Q(unit_id=scope.unit_id)
    return Q(unit_id__in=_district_units())


def _district_units() -> list[int]:
    """The command centre and the leading organs of the district."""
    organs = {body.unit_id for body in book().bodies.values() if body.kind == BodyKind.DISTRICT_ORGAN}
    return sorted(organs | ({found} if (found := center()) is not None else set()))


def _waiting(scope: Scope, whose: Whose) -> Iterator[QuerySet[DeskRow]]:
    """Two questions, for each has an index of its own."""
    for condition in (_of_cases(scope, whose), _of_others(scope, whose)):
        yield DeskRow.objects.filter(OPEN, condition)


def _rows(scope: Scope, whose: Whose, now: datetime, *, most: int | None = None) -> list[DeskRow]:
    """Most urgent first; of others only what is late."""
    found: list[DeskRow] = []
    for rows in _waiting(scope, whose):
        late = rows if whose is Whose.OURS else rows.filter(due_at__lte=now)
        found += late.order_by(F("due_at").asc(nulls_last=True), "pk")[:most]
    return sorted(found, key=lambda row: (row.due_at is None, row.due_at or now, row.pk))[:most]


def _elsewhere(scope: Scope, now: datetime) -> tuple[int, list[datetime | None]]:
    """How many decisions of others are late, and when the next one becomes late."""
    counted = [
        rows.aggregate(late=Count("pk", filter=Q(due_at__lte=now)), then=Min("due_at", filter=Q(due_at__gt=now))) for rows in _waiting(scope, Whose.OTHERS)
    ]
    return sum(one["late"] for one in counted), [one["then"] for one in counted]


def _put(rows: list[DeskRow], actor: Actor, now: datetime) -> list[DecisionLine]:
    """Desk rows in words."""
    matters = Matter.objects.in_bulk({row.matter_id for row in rows})
    bounces = dict(Case.objects.filter(pk__in=[row.matter_id for row in rows], bounces__gte=ESCALATE_AT_BOUNCE).values_list("pk", "bounces"))
    mine = set(DeskRow.objects.filter(awaited_of(actor), pk__in=[row.pk for row in rows]).values_list("pk", flat=True)) if rows else set()
    found = []
    for row in rows:
        matter = matters.get(row.matter_id)
        decision = _decision_of(row.what, matter.kind) if matter is not None else None
        if matter is None or decision is None:
            continue
        words = gettext(decision.label)
        if row.matter_id in bounces:
            words = gettext("第 %(n)d 次退单，谁来办要定下来") % {"n": bounces[row.matter_id]}
        light = matter_rules.light(warn_at=row.warn_at, due_at=row.due_at, closed_at=None, now=now)
        found.append(_line(f"d{row.pk}", decision, words, matter, people.who(row), row.pk in mine, light, row.due_at))
    return found


def _decision_of(what: str, kind: str) -> Decision | None:
    return CASE_DECISIONS.get(what) if kind == MatterKind.CASE else OTHER_DECISIONS.get(kind, {}).get(what)


def _line(key: str, decision: Decision, words: str, matter: Matter, who: str, mine: bool, light: Light, due_at: datetime | None) -> DecisionLine:
    url = links.page_of(matter.kind, matter.number)
    return DecisionLine(key, decision, words, matter.pk, matter.number, mask_text(matter.title), url, who, mine, light, due_at)


def _long(matter: Matter) -> DecisionLine:
    words = gettext("超期三天以上，还没有人催办")
    return _line(f"l{matter.pk}", Decision.UPHOLD, words, matter, book().name_of(matter.unit_id or 0), False, Light.RED, matter.due_at)


# --- what went up to this level ----------------------------------------------------------------------------------------


def _escalated(actor: Actor, scope: Scope, whistles: list[WhistleLine], now: datetime) -> list[DecisionLine]:
    """Units that still have not done what they were late with, at a rung that is this level's: one line for each unit, its highest rung."""
    levels = LADDER[scope.kind]
    units = {unit.order_id: (line, unit) for line in whistles for unit in line.units if unit.late or unit.level}
    if not levels or not units:
        return []
    rows = Escalation.objects.filter(order_id__in=list(units), level__in=[level.value for level in levels]).select_related("order").order_by("step", "pk")
    highest = {
        row.order_id: row for row in rows if row.round == units[row.order_id][0].round and getattr(row.order, NOT_YET[Cause(row.cause)]) is None
    }
    found = []
    for order_id, row in highest.items():
        line, unit = units[order_id]
        mine = row.post_id is not None and row.post_id == actor.post_id
        words = gettext("%(unit)s%(cause)s，升到%(level)s") % {
            "unit": unit.name, "cause": gettext(Cause.label_of(row.cause)), "level": gettext(Level.label_of(row.level)),
        }
        who = book().post_words(row.post_id) if row.post_id is not None else people.by_role(None, _role_of(Level(row.level)))
        found.append(DecisionLine(
            f"e{row.pk}", Decision.ESCALATED, words, line.matter_id, line.number, line.title, line.url, who, mine, Light.RED, row.due_at,
        ))
    return found


def _role_of(level: Level) -> str:
    return str(_OF_LEVEL[level])
