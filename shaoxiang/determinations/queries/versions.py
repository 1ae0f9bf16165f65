"""Versions as pages, papers and the API read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from shaoxiang.determinations import access, rules
from shaoxiang.determinations.flows import VERSION_FLOW
from shaoxiang.determinations.models import ISSUED_CODES, DeterminationLine, DeterminationPart, ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming
from shaoxiang.determinations.rules import DiffRow, Line
from shaoxiang.determinations.vocabulary import LineState, PartKind
from shaoxiang.institutions.models import Body, Plate
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.documents import printers
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing.queries import lines_of, lock_of
from shaoxiang.staffing.rules import floor, total
from shaoxiang.staffing.vocabulary import QuotaType

PAPER = "THREE_DETERMINATION"
SUBJECT = "determination"


def versions_for(actor: Actor) -> QuerySet[ThreeDeterminationVersion]:
    """Every version this actor may read, with its unit."""
    return ThreeDeterminationVersion.objects.filter(access.rows_for(actor)).select_related("unit")


def units(on: date) -> QuerySet[Body]:
    return Body.objects.filter(in_force(on), kind__in=UNITS).select_related("street").order_by("code")


def holding(on: date) -> Q:
    """Versions that hold on that day."""
    return Q(status__in=ISSUED_CODES, effective_from__lte=on) & (Q(effective_to__isnull=True) | Q(effective_to__gt=on))


def in_force_version(unit_id: int, on: date) -> ThreeDeterminationVersion | None:
    return ThreeDeterminationVersion.objects.filter(holding(on), unit_id=unit_id).first()


def moves_for(version: ThreeDeterminationVersion, actor: Actor) -> dict[str, Move]:
    """Moves open now that this actor may take."""
    return {move.name: move for move in VERSION_FLOW.open_moves(version.status) if allowed(actor, access.GRANTS.get(move.name, ()), version)}


@dataclass(frozen=True, slots=True)
class PartPage:
    kind: PartKind
    revision: int
    lines: list[Line]

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """Lines under their office, in order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.office, []).append(line)
        return list(found.items())


def parts_of(version: ThreeDeterminationVersion) -> list[PartPage]:
    """All seven in order, also those without a line."""
    held = {part.kind: part for part in DeterminationPart.objects.filter(version=version)}
    lines: dict[int, list[Line]] = {}
    for row in DeterminationLine.objects.filter(part__version=version).order_by("part_id", "order"):
        lines.setdefault(row.part_id, []).append(line_of(row))
    return [PartPage(kind, held[kind].revision if kind in held else 0, lines.get(held[kind].pk, []) if kind in held else []) for kind in PartKind]


def line_of(row: DeterminationLine) -> Line:
    return Line(row.office, row.code, row.heading, row.text, row.amount)


def lines_of_part(part: DeterminationPart) -> list[Line]:
    return [line_of(row) for row in part.lines.order_by("order")]


def entries_of(version: ThreeDeterminationVersion) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind=SUBJECT, subject_id=version.pk).order_by("-seq")


@dataclass(frozen=True, slots=True)
class PartDiff:
    kind: PartKind
    rows: list[DiffRow]

    @property
    def changed(self) -> int:
        return sum(row.state != LineState.SAME for row in self.rows)


def difference(old: ThreeDeterminationVersion, new: ThreeDeterminationVersion) -> list[PartDiff]:
    before = {part.kind: part.lines for part in parts_of(old)}
    return [PartDiff(part.kind, rules.compare(before[part.kind], part.lines)) for part in parts_of(new)]


def prefilled(unit: Body, on: date) -> dict[PartKind, list[Line]]:
    """What is in force: words and numbers of the version that holds, offices, institutions and plates as they stand, duties from the lists."""
    last = in_force_version(unit.pk, on)
    kept: dict[PartKind, list[Line]] = {part.kind: part.lines for part in parts_of(last)} if last is not None else {kind: [] for kind in PartKind}
    kept[PartKind.QUOTA] = quota_lines(unit.pk, on, kept[PartKind.QUOTA])
    kept[PartKind.OFFICES], kept[PartKind.INSTITUTIONS] = standing(unit, on)
    return kept


def quota_lines(unit_id: int, on: date, before: Iterable[Line] = ()) -> list[Line]:
    """编制 by type as the ledger has it that day: the lines there were, with today's figures, and a line for each type that had none."""
    figures = {kind.label: total(lines_of(unit_id, kind.value), on) for kind in QuotaType}
    kept = [line._replace(amount=figures.get(line.heading.strip(), line.amount)) for line in before]
    there = {line.heading.strip() for line in kept}
    wanted = (QuotaType.ADMINISTRATIVE.label, QuotaType.INSTITUTIONAL.label)
    return kept + [Line(heading=word, amount=figure or None) for word, figure in figures.items() if word not in there and (figure or word in wanted)]


def locked_floors(unit_id: int, on: date) -> dict[str, int]:
    """Of a locked unit: the floor of each type, by the words a 三定 heads it with; nothing before the lock's day."""
    since = lock_of(unit_id)
    if since is None or since > on:
        return {}
    return {kind.label: floor(lines_of(unit_id, kind.value), since) or 0 for kind in QuotaType}


def standing(unit: Body, on: date) -> tuple[list[Line], list[Line]]:
    """(offices, institutions) of the unit that day, each with its duties; plates before the duties of an institution."""
    duties = naming.items_of_unit(unit, on)
    plates: dict[int, list[str]] = {}
    for plate in Plate.objects.filter(in_force(on), body__parent=unit).order_by("pk"):
        plates.setdefault(plate.body_id, []).append(plate.title)
    offices: list[Line] = []
    institutions: list[Line] = []
    for body in naming.offices_of(unit, on):
        own = offices if body.kind == "INTERNAL_OFFICE" else institutions
        if body.pk in plates:
            own.append(Line(office=body.name, heading="挂牌", text="、".join(plates[body.pk])))
        held = duties.get(body.name, [])
        own += [Line(office=body.name, code=item.code, text=item.title) for item in held] or [Line(office=body.name, heading="职责", text="由本规定印发后明确")]
    return offices, institutions


def paper_context(version: ThreeDeterminationVersion) -> dict[str, Any]:
    parts: dict[PartKind, Iterable[Line]] = {part.kind: part.lines for part in parts_of(version)}
    text = rules.articles(version.unit.name, {kind: list(lines) for kind, lines in parts.items()})
    return {
        "title": f"{version.unit.name}职能配置、内设机构和人员编制规定", "unit": version.unit.name, "document_number": version.document_number,
        "status": version.status, "version": version.number, "adopted_on": version.adopted_on, "meeting": version.meeting,
        "issued_on": version.issued_on, "effective_from": version.effective_from, "sample": version.sample,
        "articles": [
            {"label": one.label, "text": one.text, "clauses": [{"label": each.label, "text": each.text, "lines": each.lines} for each in one.clauses]}
            for one in text
        ],
    }


def paper(version: ThreeDeterminationVersion, form: str) -> bytes:
    """DOCX to edit or PDF to print; the same version gives the same text."""
    printed = kind_of(PAPER).printed(paper_context(version))
    return printers.docx(PAPER, printed) if form == "docx" else printers.pdf(PAPER, printed, version.drafted_at)
