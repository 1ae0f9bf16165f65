"""One unit: its ledger with the running total, who is on its quota, who works in it on another's. Long ones are paged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.web.paging import Page, keyset
from shaoxiang.staffing import rules
from shaoxiang.staffing.models import QuotaChange, QuotaEntry, QuotaHolding, Secondment
from shaoxiang.staffing.queries.quotas import TYPES, UnitRow, changes_for, unit_rows
from shaoxiang.staffing.queries.working import Place, Someone, behind, shown, works_in
from shaoxiang.staffing.rules import Line
from shaoxiang.staffing.rules.seating import LEADING_RANKS
from shaoxiang.staffing.vocabulary import QuotaType

LINES, PEOPLE, GUESTS, PAGE = 20, 25, 8, 50  # the newest lines of a type, people and guests on the unit's page; rows of a page of their own
BY_NAME = ("person__name", "id")

Entries = list[tuple[QuotaEntry, int]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The newest lines of one type, oldest first, each with the total after it; `total`: how many there are."""

    quota_type: QuotaType
    lines: Entries
    total: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """`held`, `guests`: the first of so many."""

    row: UnitRow | None
    ledger: list[Ledger]
    held: list[Someone]
    held_total: int
    guests: list[Someone]
    guests_total: int
    secondments: list[Secondment]
    changes: list[QuotaChange]


def unit_page(body: Body, actor: Actor, on: date, *, quota_type: str = "", leaders: bool = False) -> UnitPage:
    """`quota_type`, `leaders`: of those on its quota only these."""
    works, rows = works_in(on), unit_rows([body], on, placed=False)
    held, guests = narrowed(behind(body, None, on, works), quota_type, leaders=leaders), behind(body, Place.HERE, on, works)
    lent = Secondment.objects.filter(from_body=body) | Secondment.objects.filter(to_body=body)
    return UnitPage(
        rows[0] if rows else None, ledgers_of(body), shown(held.order_by(*BY_NAME)[:PEOPLE], on, works), held.count(),
        shown(guests.order_by(*BY_NAME)[:GUESTS], on, works), guests.count(),
        list(lent.select_related("person", "from_body", "to_body").order_by("-valid_from")),
        list(changes_for(actor).filter(body=body).order_by("-matter__opened_at", "-pk")[:50]),
    )


def narrowed(rows: QuerySet[QuotaHolding], quota_type: str, *, leaders: bool) -> QuerySet[QuotaHolding]:
    if quota_type:
        return rows.filter(quota_type=quota_type)
    return rows.filter(rank__in=LEADING_RANKS) if leaders else rows


def _running(body: Body, *kinds: QuotaType) -> dict[QuotaType, dict[int, int]]:
    """By type: entry -> the total after it, oldest first."""
    rows = QuotaEntry.objects.filter(body=body, quota_type__in=[kind.value for kind in kinds])
    lines = [Line(*row) for row in rows.values_list("pk", "body_id", "quota_type", "delta", "effective_on", "corrects_id")]
    return {kind: {line.id: so_far for line, so_far in rules.running(line for line in lines if line.quota_type == kind.value)} for kind in kinds}


def _entries() -> QuerySet[QuotaEntry]:
    return QuotaEntry.objects.select_related("change__matter", "opening")


def ledgers_of(body: Body) -> list[Ledger]:
    """The lines written for this body, by type; a type without lines is left out."""
    running = {kind: so_far for kind, so_far in _running(body, *TYPES).items() if so_far}
    rows = _entries().in_bulk([key for so_far in running.values() for key in list(so_far)[-LINES:]])
    return [Ledger(kind, [(rows[key], total) for key, total in list(so_far.items())[-LINES:]], len(so_far)) for kind, so_far in running.items()]


def ledger_page(body: Body, kind: QuotaType, cursor: str | None) -> tuple[Page[QuotaEntry], Entries, int]:
    """Every line of one type, oldest first, a page of them, and how many there are."""
    running = _running(body, kind)[kind]
    page = keyset(_entries().filter(body=body, quota_type=kind.value), order=("effective_on", "id"), cursor=cursor, size=PAGE)
    return page, [(row, running[row.pk]) for row in page.rows], len(running)


def people_page(
    body: Body, which: Place | None, on: date, cursor: str | None, *, quota_type: str = "", leaders: bool = False,
) -> tuple[Page[QuotaHolding], list[Someone], int]:
    """Who stands behind a number, a page of them by name, and how many there are. `which` None: everybody on the unit's quota."""
    works = works_in(on)
    rows = narrowed(behind(body, which, on, works), quota_type, leaders=leaders)
    page = keyset(rows, order=BY_NAME, cursor=cursor, size=PAGE)
    return page, shown(page.rows, on, works), rows.count()
