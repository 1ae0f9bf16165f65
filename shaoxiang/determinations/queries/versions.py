"""Versions as pages, papers and the API read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.determinations import access, rules
from shaoxiang.determinations.flows import VERSION_FLOW
from shaoxiang.determinations.models import ISSUED_CODES, DeterminationLine, DeterminationPart, ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming, retracting
from shaoxiang.determinations.queries.ledger import Source, ledger_lines, sources
from shaoxiang.determinations.rules import Differing, DiffRow, Line
from shaoxiang.determinations.vocabulary import EntryKind, LineState, PartKind, VersionStatus
from shaoxiang.institutions.models import Body, Plate
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.documents import printers
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web import record
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.staffing.queries import office_unit

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


def before(unit_id: int) -> rules.Before | None:
    """The dates of the version that is issued now: the next one comes after it."""
    row = ThreeDeterminationVersion.objects.filter(unit_id=unit_id, status=VersionStatus.ISSUED.value).first()
    if row is None or row.adopted_on is None or row.issued_on is None or row.effective_from is None:
        return None
    return rules.Before(row.adopted_on, row.issued_on, row.effective_from)


def ledger_day(version: ThreeDeterminationVersion, today: date) -> date:
    """The day whose ledger gives the figures: that on which it begins to hold, before that the one the drafter chose."""
    return version.effective_from or version.ledger_on or today


def moves_for(version: ThreeDeterminationVersion, actor: Actor) -> dict[str, Move]:
    """Moves open now that this actor may take."""
    found = {move.name: move for move in VERSION_FLOW.open_moves(version.status) if allowed(actor, access.GRANTS.get(move.name, ()), version)}
    closed = retracting.MOVES - retracting.open_to(version, actor, timezone.localdate())
    return {name: move for name, move in found.items() if name not in closed}


@dataclass(frozen=True, slots=True)
class PartPage:
    kind: PartKind
    revision: int
    lines: list[Line]
    sources: tuple[Source, ...] = ()  # of a part whose figures are the ledger's
    differing: tuple[Differing, ...] = ()
    moved_on: tuple[Differing, ...] = ()  # what the ledger of today says otherwise, of a version that is issued

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """Lines under their office, in order."""
        return list(rules.by_office(self.lines).items())


def parts_of(version: ThreeDeterminationVersion) -> list[PartPage]:
    """All seven in order, also those without a line."""
    held = {part.kind: part for part in DeterminationPart.objects.filter(version=version)}
    lines: dict[int, list[Line]] = {}
    for row in DeterminationLine.objects.filter(part__version=version).order_by("part_id", "order"):
        lines.setdefault(row.part_id, []).append(line_of(row))
    return [PartPage(kind, held[kind].revision if kind in held else 0, lines.get(held[kind].pk, []) if kind in held else []) for kind in PartKind]


def shown_parts(version: ThreeDeterminationVersion, today: date) -> list[PartPage]:
    """The same, with what the ledger says beside the figures."""
    on = ledger_day(version, today)
    found = []
    for part in parts_of(version):
        told = tuple(sources(version.unit_id, part.kind, on))
        rows = _against(part, told)
        moved = _against(part, sources(version.unit_id, part.kind, today)) if version.status == VersionStatus.ISSUED and on < today and not rows else ()
        found.append(replace(part, sources=told, differing=rows, moved_on=moved))
    return found


def _against(part: PartPage, told: Iterable[Source]) -> tuple[Differing, ...]:
    figures = [one.figure for one in told]
    return tuple(rules.differing(part.lines, figures)) if figures else ()


def line_of(row: DeterminationLine) -> Line:
    return Line(row.office, row.code, row.heading, row.text, row.amount)


def lines_of_part(part: DeterminationPart) -> list[Line]:
    return [line_of(row) for row in part.lines.order_by("order")]


def entries_of(version: ThreeDeterminationVersion) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind=SUBJECT, subject_id=version.pk).order_by("-seq")


def record_of(version: ThreeDeterminationVersion) -> list[ShownEntry]:
    """经过: what was done, which part of it, by which post."""
    return [ShownEntry(entry.at, _told(entry), record.who(entry), entry.rule) for entry in entries_of(version)]


def _told(entry: Entry) -> str:
    words = gettext(EntryKind.label_of(entry.kind))
    part = str(entry.facts.get("part", ""))
    return gettext("%(what)s：%(part)s") % {"what": words, "part": gettext(PartKind.label_of(part))} if part else words


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
    """What is in force: words of the version that holds, figures of the ledger, offices, institutions and plates as they stand, duties from the lists."""
    last = in_force_version(unit.pk, on)
    kept: dict[PartKind, list[Line]] = {part.kind: part.lines for part in parts_of(last)} if last is not None else {kind: [] for kind in PartKind}
    for kind in rules.OF_LEDGER:
        kept[kind] = ledger_lines(unit.pk, kind, on, kept[kind])
    kept[PartKind.OFFICES], kept[PartKind.INSTITUTIONS] = standing(unit, on)
    return kept


def standing(unit: Body, on: date) -> tuple[list[Line], list[Line]]:
    """(offices, institutions) of the unit that day, each with its duties; plates before the duties of an institution."""
    bodies = naming.offices_of(unit, on)
    duties = naming.items_of_offices(bodies, unit, on)
    plates: dict[int, list[str]] = {}
    for plate in Plate.objects.filter(in_force(on), body__parent=unit).order_by("pk"):
        plates.setdefault(plate.body_id, []).append(plate.title)
    offices: list[Line] = []
    institutions: list[Line] = []
    for body in bodies:
        own = offices if body.kind == "INTERNAL_OFFICE" else institutions
        if body.pk in plates:
            own.append(Line(office=body.name, heading="挂牌", text="、".join(plates[body.pk])))
        held = duties[body.pk]
        own += [Line(office=body.name, code=item.code, text=item.title) for item in held] or [Line(office=body.name, heading="职责", text="由本规定印发后明确")]
    return offices, institutions


def paper_context(version: ThreeDeterminationVersion) -> dict[str, Any]:
    parts: dict[PartKind, Iterable[Line]] = {part.kind: part.lines for part in parts_of(version)}
    issuer = office_unit()
    text = rules.articles(version.unit.name, {kind: list(lines) for kind, lines in parts.items()})
    return {
        "title": f"{version.unit.name}职能配置、内设机构和人员编制规定", "unit": version.unit.name, "document_number": version.document_number,
        "issuer": book().bodies[issuer].name if issuer is not None and issuer in book().bodies else "",
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
