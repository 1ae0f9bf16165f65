"""What the staffing ledger says of a unit on a day, as a 三定 writes it, and where each figure comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shaoxiang.determinations.rules import Differing, Figure, Line, differing, with_figures
from shaoxiang.determinations.vocabulary import PartKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaEntry
from shaoxiang.staffing.queries import lock_of
from shaoxiang.staffing.rules import Line as Entry
from shaoxiang.staffing.rules import floor, total
from shaoxiang.staffing.vocabulary import QuotaType, Rank

WANTED = (QuotaType.ADMINISTRATIVE, QuotaType.INSTITUTIONAL)
PRINCIPAL, DEPUTY = Rank.PRINCIPAL.label, Rank.DEPUTY.label


@dataclass(frozen=True, slots=True)
class Source:
    """One figure, since when it is that, and by which meeting (empty: the opening of the ledger)."""

    figure: Figure
    since: date | None
    document: str = ""


def sources(unit_id: int, kind: PartKind, on: date) -> list[Source]:
    """Of one of the two parts that are taken from the ledger; none for the others. Two statements."""
    if kind is PartKind.QUOTA:
        return _quotas(unit_id, on)
    return _leaders(unit_id, on) if kind is PartKind.LEADERS else []


def figures(unit_id: int, kind: PartKind, on: date) -> list[Figure]:
    return [one.figure for one in sources(unit_id, kind, on)]


def ledger_lines(unit_id: int, kind: PartKind, on: date, before: Iterable[Line] = ()) -> list[Line]:
    """The part as the ledger has it that day; words that stood there stay."""
    return with_figures(before, figures(unit_id, kind, on))


def differences(unit_id: int, kind: PartKind, lines: Iterable[Line], on: date) -> list[Differing]:
    return differing(lines, figures(unit_id, kind, on))


def _quotas(unit_id: int, on: date) -> list[Source]:
    """Each type that has a figure, the two usual ones always. Approved increases that begin later do not count yet, nor raise the floor yet."""
    since = lock_of(unit_id)
    rows: dict[str, list[QuotaEntry]] = defaultdict(list)
    for row in QuotaEntry.objects.filter(body_id=unit_id, effective_on__lte=on).select_related("change", "opening").order_by("effective_on", "pk"):
        rows[row.quota_type].append(row)
    found = []
    for kind in QuotaType:
        held = rows[kind.value]
        lines = [Entry(row.pk, row.body_id, row.quota_type, row.delta, row.effective_on, row.corrects_id) for row in held]
        amount = total(lines, on) if held else None
        if amount or kind in WANTED:
            locked = since is not None and since <= on and bool(held)
            last = held[-1] if held else None
            meeting = _paper(last) if last is not None else ""
            found.append(Source(Figure(kind.label, amount, floor(lines, since) if locked else None), last.effective_on if last else None, meeting))
    return found


def _paper(entry: QuotaEntry) -> str:
    """By which meeting, or which paper with which the ledger was opened."""
    if entry.change is not None:
        return entry.change.meeting_number
    return entry.opening.document if hasattr(entry, "opening") else ""


def _leaders(unit_id: int, on: date) -> list[Source]:
    row = LeadershipPostQuota.objects.filter(in_force(on), body_id=unit_id).first()
    if row is None:
        return [Source(Figure(PRINCIPAL, None), None), Source(Figure(DEPUTY, None), None)]
    return [Source(Figure(PRINCIPAL, row.principals), row.valid_from, row.document), Source(Figure(DEPUTY, row.deputies), row.valid_from, row.document)]
