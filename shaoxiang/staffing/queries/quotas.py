"""Reads: the ledger, how every unit stands on a day, where people work and on whose quota, one change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import unit_holding
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import record
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.staffing import access, rules
from shaoxiang.staffing.flows import QUOTA_FLOW
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaChange, QuotaEntry, QuotaHolding, QuotaLock, QuotaPassing
from shaoxiang.staffing.queries.working import place, works_in
from shaoxiang.staffing.rules import Asked, Line, StaffingRefused, Standing, Wanted, passing
from shaoxiang.staffing.vocabulary import ChangeStatus, EntryKind, QuotaType, Rank

TYPES = tuple(QuotaType)


def changes_for(actor: Actor) -> QuerySet[QuotaChange]:
    """Every change this actor may see, with its matter."""
    return QuotaChange.objects.filter(visible(actor, access.GRANTS["view"])).select_related("matter", "body", "moved_from", "corrects")


def units_for(actor: Actor, on: date) -> QuerySet[Body]:
    """Bodies that may have a quota of their own (Q9), in force that day."""
    kinds = sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS)
    return Body.objects.filter(visible(actor, access.GRANTS["view_unit"]), in_force(on), kind__in=kinds).order_by("order", "code")


def moves_for(change: QuotaChange, actor: Actor) -> list[Move]:
    return [move for move in QUOTA_FLOW.open_moves(change.matter.status) if allowed(actor, access.GRANTS[move.name], change)]


def lines_of(body_id: int, quota_type: str) -> list[Line]:
    """The ledger as it is read: with what passed whole to it, without what passed from it (ADR 0035)."""
    return _ledgers([body_id])[body_id, quota_type]


def own_lines_of(body_id: int, quota_type: str) -> list[Line]:
    """The lines that were written for this body."""
    return [_line(row) for row in QuotaEntry.objects.filter(body_id=body_id, quota_type=quota_type)]


def _ledgers(keys: Collection[int]) -> dict[tuple[int, str], list[Line]]:
    """By (body, type). A body that took over others has their lines from that day on, through as many mergers as there were."""
    passings = {row.from_body_id: row for row in QuotaPassing.objects.all()}
    wanted = set(keys)
    while more := {row.from_body_id for row in passings.values() if row.to_body_id in wanted} - wanted:
        wanted |= more
    own: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for row in QuotaEntry.objects.filter(body_id__in=wanted).values_list("pk", "body_id", "quota_type", "delta", "effective_on", "corrects_id"):
        own[row[1], row[2]].append(Line(*row))
    found: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for (body, kind), lines in own.items():
        while body in passings:
            on = passings[body].effective_on
            found[body, kind] += passing.went(lines, on)
            body, lines = passings[body].to_body_id, passing.came(lines, on)
        found[body, kind] += lines
    return found


def _line(row: QuotaEntry) -> Line:
    return Line(row.pk, row.body_id, row.quota_type, row.delta, row.effective_on, row.corrects_id)


def lock_of(body_id: int) -> date | None:
    return QuotaLock.objects.filter(body_id=body_id).values_list("effective_from", flat=True).first()


def due(on: date) -> QuerySet[QuotaChange]:
    """Approved, and their day has come: the ledger does not say so yet."""
    rows = QuotaChange.objects.filter(matter__status=ChangeStatus.APPROVED.value, effective_on__lte=on)
    return rows.select_related("matter", "body").order_by("effective_on", "pk")


def check(wanted: Wanted, today: date, *, drafted_on: date | None) -> None:
    """Everything that speaks against a change: asked by the form, the interface, the import, and by every move. Raises StaffingRefused.

    `drafted_on`: the order of the days is asked of drafts; None: of what is approved and enters the ledger it is not asked again.
    """
    bodies = book().bodies
    level = rules.level_of(bodies[wanted.body_id].kind if wanted.body_id in bodies else "")
    if not wanted.reason.strip():
        raise StaffingRefused("reason", _("请写明理由。"))
    rules.check_matching(wanted.matching or rules.cites_matching(wanted.reason), level)
    corrects = QuotaEntry.objects.filter(pk=wanted.corrects_id).select_related("change").first() if wanted.corrects_id is not None else None
    asked = Asked(
        wanted.body_id, wanted.quota_type, wanted.delta, wanted.effective_on, _line(corrects) if corrects is not None else None, wanted.right_figure,
        wanted.read_in, corrects.change.meeting_number if corrects is not None and corrects.change is not None else "",
    )
    _check_not_passed(wanted.body_id)
    lines, locked = own_lines_of(wanted.body_id, wanted.quota_type), lock_of(wanted.body_id)
    rules.check_change(asked, lines, locked, today)
    if corrects is not None:
        rules.check_correction_words(wanted.reason)
    if drafted_on is not None:
        rules.check_day(wanted.effective_on, lines, locked, drafted_on)
    if wanted.moved_from_id is None:
        return
    source = wanted.moved_from_id
    if source == wanted.body_id or wanted.delta < 0 or corrects is not None:
        raise StaffingRefused("moved_from", _("划转写成划入单位的增加：请选另一个单位，数目写正数。"))
    rules.check_between_levels(rules.level_of(bodies[source].kind if source in bodies else ""), level, wanted.upper_document)
    taken = Asked(source, wanted.quota_type, -wanted.delta, wanted.effective_on)
    _check_not_passed(source)
    lines, locked = own_lines_of(source, wanted.quota_type), lock_of(source)
    rules.check_change(taken, lines, locked, today)
    if drafted_on is not None:
        rules.check_day(wanted.effective_on, lines, locked, drafted_on)


def between_levels(change: QuotaChange) -> bool:
    """Does it move quota between district and street?"""
    source = change.moved_from
    return source is not None and (source.kind in rules.STREET_KINDS) != (change.body.kind in rules.STREET_KINDS)


def _check_not_passed(body_id: int) -> None:
    """What a unit had is its heir's. Raises StaffingRefused."""
    if QuotaPassing.objects.filter(from_body_id=body_id).exists():
        raise StaffingRefused("body", _("它的编制已经整体划转：请选承接的单位。"))


def check_people(wanted: Wanted, today: date) -> None:
    """Q2, before a cut is approved and before it takes effect: those on the quota of the type fit into what is left. Raises StaffingRefused."""
    on = max(today, wanted.effective_on)
    for body_id, delta in ((wanted.body_id, wanted.delta), (wanted.moved_from_id, -wanted.delta)):
        if body_id is not None and delta < 0:
            rules.check_people(delta, rules.total(lines_of(body_id, wanted.quota_type), on) + delta, names_on_quota(body_id, wanted.quota_type, on))


def names_on_quota(body_id: int, quota_type: str, on: date) -> list[str]:
    rows = QuotaHolding.objects.filter(in_force(on), body_id=body_id, quota_type=quota_type).select_related("person").order_by("person__name", "pk")
    return [row.person.shown_name for row in rows]


def wanted_of(change: QuotaChange) -> Wanted:
    return Wanted(
        change.body_id, change.quota_type, change.delta, change.effective_on, change.reason, change.moved_from_id, change.upper_document, change.corrects_id,
        right_figure=change.right_figure, read_in=change.read_in,
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """这样改以后: before and after, and what the lock says."""

    before: int
    after: int
    headcount: int
    floor: int | None
    refused: StaffingRefused | None

    @property
    def over(self) -> int:
        return Standing(self.after, self.headcount).over


def preview(wanted: Wanted, today: date, *, drafted_on: date | None) -> Preview:
    """`drafted_on`: None for what is approved already."""
    lines = lines_of(wanted.body_id, wanted.quota_type)
    refused = None
    try:
        check(wanted, today, drafted_on=drafted_on)
        check_people(wanted, today)
    except StaffingRefused as found:
        refused = found
    before = rules.total(lines, max(today, wanted.effective_on))
    held = QuotaHolding.objects.filter(in_force(today), body_id=wanted.body_id, quota_type=wanted.quota_type).count()
    return Preview(before, before + wanted.delta, held, rules.floor([line for line in lines if line.effective_on <= today], lock_of(wanted.body_id)), refused)


# -- how the units stand

@dataclass(frozen=True, slots=True)
class TypeCell:
    quota_type: QuotaType
    standing: Standing
    floor: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where people work, whose quota they are on (Q8)."""

    own_here: int = 0
    own_elsewhere: int = 0
    others_here: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    body: Body
    cells: list[TypeCell]
    locked_from: date | None
    posts: tuple[int, int]  # 领导职数: principals, deputies
    leaders: tuple[int, int]
    places: Places
    composed: bool = False  # some of its quota is 示例

    @property
    def over(self) -> int:
        return sum(cell.standing.over for cell in self.cells)

    @property
    def leading(self) -> tuple[int, int]:
        """Principals and deputies together: there, and allowed."""
        return sum(self.leaders), sum(self.posts)

    @property
    def leaders_over(self) -> bool:
        return self.leaders[0] > self.posts[0] or self.leaders[1] > self.posts[1]


def table(actor: Actor, on: date, *, placed: bool = True) -> list[UnitRow]:
    """Every unit the actor may see that has a ledger or people, as it stood on that day; streets and the town first."""
    return unit_rows(sorted(units_for(actor, on), key=lambda body: body.kind not in rules.STREET_KINDS), on, placed=placed)


def unit_rows(bodies: list[Body], on: date, *, placed: bool = True) -> list[UnitRow]:
    """`placed`: also where people work, for which everybody is looked at."""
    keys = [body.pk for body in bodies]
    passed = set(QuotaPassing.objects.filter(from_body_id__in=keys, effective_on__lte=on).values_list("from_body_id", flat=True))
    locks = dict(QuotaLock.objects.filter(body_id__in=keys, effective_from__lte=on).exclude(body_id__in=passed).values_list("body_id", "effective_from"))
    posts = {row.body_id: (row.principals, row.deputies) for row in LeadershipPostQuota.objects.filter(in_force(on), body_id__in=keys)}
    totals, lines = _totals(keys, locks, on)
    held, ranks = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    by_unit = QuotaHolding.objects.filter(in_force(on), body_id__in=keys).order_by().values_list("body_id", "quota_type", "rank")
    for body_id, kind_of, rank, n in by_unit.annotate(n=Count("pk")):
        held[body_id, kind_of] += n
        ranks[body_id, rank] += n
    places = _places(on) if placed else {}
    composed = set(QuotaEntry.objects.filter(body_id__in=keys, sample=True).order_by().values_list("body_id", flat=True).distinct())
    composed |= set(QuotaHolding.objects.filter(in_force(on), body_id__in=keys, person__sample=True).order_by().values_list("body_id", flat=True).distinct())
    found = []
    for body in bodies:
        cells = [
            TypeCell(kind, Standing(totals[body.pk, kind.value], held[body.pk, kind.value]),
                     rules.floor([line for line in lines[body.pk, kind.value] if line.effective_on <= on], locks.get(body.pk)))
            for kind in TYPES
        ]
        if any(cell.standing.quota or cell.standing.headcount for cell in cells):
            leaders = (ranks[body.pk, Rank.PRINCIPAL.value], ranks[body.pk, Rank.DEPUTY.value])
            found.append(UnitRow(body, cells, locks.get(body.pk), posts.get(body.pk, (0, 0)), leaders, places.get(body.pk, Places()), body.pk in composed))
    return found


def _totals(keys: Collection[int], locks: Collection[int], on: date) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], list[Line]]]:
    """By (body, type): the total, and the lines of those whose lines are looked at (locked, or part of a merger); the rest the database adds up."""
    merged = {key for pair in QuotaPassing.objects.values_list("from_body_id", "to_body_id") for key in pair}
    read = [key for key in keys if key in locks or key in merged]
    lines = _ledgers(read)
    totals: dict[tuple[int, str], int] = defaultdict(int, {key: rules.total(held, on) for key, held in lines.items()})
    rest = QuotaEntry.objects.filter(body_id__in=set(keys) - set(read), effective_on__lte=on).order_by()
    for body, kind, total in rest.values_list("body_id", "quota_type").annotate(total=Sum("delta")):
        totals[body, kind] = total
    return totals, lines


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """The whole table in one line. `outside`: at work in units without a ledger of their own, so that what goes out is found again."""

    own: int
    away: int
    here: int

    @property
    def held(self) -> int:
        return self.own + self.away

    @property
    def outside(self) -> int:
        return self.away - self.here


def place_sums(rows: Iterable[UnitRow]) -> PlaceSums:
    found = [row.places for row in rows]
    return PlaceSums(sum(one.own_here for one in found), sum(one.own_elsewhere for one in found), sum(one.others_here for one in found))


def _places(on: date) -> dict[int, Places]:
    works = works_in(on)
    own, away, here = Counter[int](), Counter[int](), Counter[int]()
    for person, body in QuotaHolding.objects.filter(in_force(on)).values_list("person_id", "body_id"):
        unit = place(body, works[person]) if person in works else body
        if unit == body:
            own[body] += 1
        else:
            away[body] += 1
            here[unit] += 1
    return {key: Places(own[key], away[key], here[key]) for key in {*own, *away, *here}}


def record_of(change: QuotaChange) -> list[ShownEntry]:
    return record.shown(record.entries_of(change.pk), _word)


def _word(entry: Entry) -> str:
    move = QUOTA_FLOW.by_name.get(entry.kind.removeprefix("staffing."))
    return move.label if move is not None else EntryKind.label_of(entry.kind)


def office_unit() -> int | None:
    """The unit in which the staffing office sits: its desk holds what waits."""
    return unit_holding(Role.STAFFING_OFFICE.value)


def undoable(body_id: int, quota_type: str) -> QuerySet[QuotaEntry]:
    """Entries a correction may cite."""
    return QuotaEntry.objects.filter(body_id=body_id, quota_type=quota_type, delta__gt=0)


def facts_of(change: QuotaChange) -> dict[str, Any]:
    return {"body": change.body_id, "type": change.quota_type, "delta": change.delta, "on": change.effective_on.isoformat(), "corrects": change.corrects_id,
            "right_figure": change.right_figure, "moved_from": change.moved_from_id}
