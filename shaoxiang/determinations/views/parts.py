"""Writing one part of a draft: its lines arranged in sections, or the ledger's figures with words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.determinations import access, actions, rules
from shaoxiang.determinations.flows import VERSION_FLOW
from shaoxiang.determinations.forms import OF_OFFICES, LedgerDayForm, LineFormSet, typed_rows
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming, versions
from shaoxiang.determinations.queries.ledger import sources
from shaoxiang.determinations.queries.missing import Missing, missing_duties
from shaoxiang.determinations.queries.words import duty_words, office_words
from shaoxiang.determinations.rules import DeterminationRefused, DiffRow, EditRow, Line
from shaoxiang.determinations.views.told import told
from shaoxiang.determinations.views.versions import find_version
from shaoxiang.determinations.vocabulary import LineState, PartKind
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft

BODY_KINDS = {PartKind.OFFICES: BodyKind.INTERNAL_OFFICE.value, PartKind.INSTITUTIONS: BodyKind.AFFILIATED_INSTITUTION.value}


@dataclass(slots=True)
class Sheet:
    """What is on the form now: saved, typed, or arranged and not saved yet."""

    version: ThreeDeterminationVersion
    kind: PartKind
    rows: list[EditRow]
    revision: int
    ledger_on: date
    open: str | None = None  # the office that was worked on last
    refusal: str = ""
    arranged: bool = False
    theirs: list[DiffRow] | None = None

    @property
    def of_ledger(self) -> bool:
        return self.kind in rules.OF_LEDGER


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@keeps_draft("determinations:edit:{pk}:{part}")
def edit(request: ActorRequest, pk: int, part: str) -> HttpResponse:
    """One part: its lines in a form. Whoever saves second is shown what the first changed, and keeps what was typed."""
    version = find_version(request, pk)
    if part not in PartKind.__members__:
        raise Http404
    require(request.actor, access.GRANTS["edit"], version)
    VERSION_FLOW.take("edit", version.status)
    kind = PartKind(part)
    if request.method != "POST":
        return _page(request, _fresh(request, version, kind))
    formset = LineFormSet(request.POST)
    sheet = _typed(formset, request.POST, version, kind)
    if not formset.is_valid() or sheet.refusal:
        return _page(request, sheet, status=422)
    if request.POST.get("do"):
        _arrange(sheet, request.POST["do"], request.POST)
        return _page(request, sheet, status=422 if sheet.refusal else 200)
    return _saved(request, sheet)


def _saved(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    lines = _lines(sheet)
    try:
        actions.edit_part(
            sheet.version.pk, sheet.kind, lines, revision=sheet.revision, actor=request.actor, at=timezone.now(),
            ledger_on=sheet.ledger_on if sheet.of_ledger else None,
        )
    except DeterminationRefused as refused:
        sheet.refusal = told(refused)
        return _page(request, sheet, status=422)
    except actions.PartChanged as changed:
        sheet.theirs = [row for row in rules.compare(changed.before, changed.now) if row.state != LineState.SAME]
        sheet.revision = changed.revision
        return _page(request, sheet, status=409)
    messages.success(request, gettext("已保存：%(part)s。") % {"part": gettext(sheet.kind.label)})
    return HttpResponseRedirect(f"{reverse('determinations:show', args=[sheet.version.pk])}#{sheet.kind.value}")


def _lines(sheet: Sheet) -> list[Line]:
    if not sheet.of_ledger:
        return rules.lines_of(sheet.rows, blanks=("职责",))
    found = [one.figure for one in sources(sheet.version.unit_id, sheet.kind, sheet.ledger_on)]
    return rules.with_figures([row.line for row in sheet.rows], found)


def _fresh(request: ActorRequest, version: ThreeDeterminationVersion, kind: PartKind) -> Sheet:
    """As it is saved, or as it was typed when it was refused."""
    held = next(one for one in versions.parts_of(version) if one.kind == kind)
    kept = drafts.initial(request)
    if kept.get("form-TOTAL_FORMS"):
        sheet = _typed(LineFormSet(kept), kept, version, kind)
        sheet.revision = sheet.revision or held.revision
        return sheet
    rows = [EditRow(line) for line in held.lines]
    if not rows and kind not in (*rules.OF_LEDGER, *OF_OFFICES):
        rows = [EditRow(Line())]
    return Sheet(version, kind, rows, held.revision, versions.ledger_day(version, timezone.localdate()))


def _typed(formset: Any, posted: Any, version: ThreeDeterminationVersion, kind: PartKind) -> Sheet:
    given = str(posted.get("revision", ""))
    sheet = Sheet(version, kind, typed_rows(formset), int(given) if given.isdecimal() else 0, versions.ledger_day(version, timezone.localdate()))
    if sheet.of_ledger and posted.get("ledger_on"):
        day = LedgerDayForm({"ledger_on": posted["ledger_on"]})
        if day.is_valid():
            sheet.ledger_on = day.cleaned_data["ledger_on"]
        else:
            sheet.refusal = gettext("日期读不懂，请写成 2026-03-02 这样。")
    if not formset.is_valid():
        sheet.refusal = sheet.refusal or gettext("有的行没有写对，请看下面标出的地方。")
    return sheet


def _arrange(sheet: Sheet, asked: str, posted: Any) -> None:
    """One button of the form: nothing is saved by it. `asked`: up-3, down-3, remove-1, hand-1, text-1 (of a section), add, office, day."""
    what, _dash, given = asked.partition("-")
    at = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else None
    names = list(rules.sections(sheet.rows))
    office = names[at] if at is not None and at < len(names) else ""
    sheet.arranged, sheet.open = True, office
    if what in {"up", "down"}:
        place = next((index for index, row in enumerate(sheet.rows) if row.at == at), None)
        if place is not None:
            sheet.open = sheet.rows[place].line.office
            sheet.rows = rules.shifted(sheet.rows, place, -1 if what == "up" else 1)
    elif what == "remove":
        sheet.rows = rules.without_ticked(sheet.rows, office)
    elif what == "hand":
        sheet.open = str(posted.get(f"to-{at}", "")).strip()[:40] or office
        sheet.rows = rules.handed_over(sheet.rows, office, sheet.open)
    elif what == "text":
        sheet.rows = rules.with_lines(sheet.rows, [Line(office=office)])
    elif what == "add":
        _add(sheet, posted)
    elif what == "office":
        _open_office(sheet, str(posted.get("new_office", "")), str(posted.get("known_office", "")))


def _add(sheet: Sheet, posted: Any) -> None:
    """Duties ticked in the list: into the office the list gives them to, or into the one that was chosen."""
    codes = set(posted.getlist("pick"))
    to = str(posted.get("pick_office", "")).strip()[:40]
    chosen = [one for one in _missing(sheet) if one.item.code in codes]
    lost = [one.item.code for one in chosen if not to and one.office is None]
    if not chosen:
        sheet.refusal = gettext("请先勾要加的职责。")
    elif lost:
        sheet.refusal = gettext("%(codes)s：清单写的机构本单位没有设，请选加到哪个机构。") % {"codes": "、".join(lost)}
    else:
        lines = [Line(office=to or (one.office.name if one.office else ""), code=one.item.code, text=one.item.title) for one in chosen]
        sheet.rows, sheet.open = rules.with_lines(sheet.rows, lines), lines[0].office


def _open_office(sheet: Sheet, typed: str, known: str) -> None:
    name = " ".join((typed or known).split())[:40]
    if not name:
        sheet.refusal = gettext("请选一个机构，或者写新设机构的名称。")
    elif name not in rules.sections(sheet.rows):
        sheet.rows, sheet.open = rules.with_lines(sheet.rows, [Line(office=name, heading="职责")]), name


def _missing(sheet: Sheet) -> list[Missing]:
    """What may be added to this part: the other parts' duties are written already, and what belongs to a body of the other sort is added there."""
    if sheet.kind not in OF_OFFICES:
        return []
    others = [line for part in versions.parts_of(sheet.version) if part.kind != sheet.kind for line in part.lines]
    found = missing_duties(sheet.version.unit, [*others, *(row.line for row in sheet.rows)], timezone.localdate())
    return [one for one in found if one.office is None or one.office.kind == BODY_KINDS[sheet.kind]]


def _page(request: ActorRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    version, unit = sheet.version, sheet.version.unit
    word = office_words(unit)
    page = {
        "version": version, "unit": unit, "kind": sheet.kind, "sheet": sheet, "placed": sheet.kind in OF_OFFICES,
        "theirs": None if sheet.theirs is None else [(word(row.line.office), row) for row in sheet.theirs],
    }
    if sheet.of_ledger:
        return render(request, "determinations/edit_figures.html", {**page, **_figures(sheet)}, status=status)
    return render(request, "determinations/edit.html", {**page, **_sections(sheet)}, status=status)


def _figures(sheet: Sheet) -> dict[str, Any]:
    rows = {row.line.heading: row.line for row in sheet.rows if row.line.heading}
    found = sources(sheet.version.unit_id, sheet.kind, sheet.ledger_on)
    held = {line.heading: line.amount for part in versions.parts_of(sheet.version) if part.kind == sheet.kind for line in part.lines}
    figures = [(one, rows[one.figure.heading].text if one.figure.heading in rows else "", held.get(one.figure.heading)) for one in found]
    known = {one.figure.heading for one in found}
    notes = [row for row in sheet.rows if row.line.heading not in known and row.line.text]
    extra = [(heading, amount) for heading, amount in held.items() if heading not in known and amount is not None]
    return {
        "figures": figures, "extra": extra, "notes": [*notes, EditRow(Line())], "total": len(figures) + len(notes) + 1,
        "day_form": LedgerDayForm(initial={"ledger_on": sheet.ledger_on}),
    }


def _sections(sheet: Sheet) -> dict[str, Any]:
    version, sheet.rows = sheet.version, rules.together(sheet.rows)
    office, duty = office_words(version.unit), duty_words(version.unit)
    held = rules.sections(sheet.rows)
    shown = [
        (at, name, office(name), [(index, place, row, duty(row.line.text)) for place, (index, row) in enumerate(rows, start=1)],
         len(held) == 1 or name == sheet.open or any(row.errors for _index, row in rows))
        for at, (name, rows) in enumerate(held.items())
    ]
    return {
        "sections": shown, "of_offices": sheet.kind in OF_OFFICES, "total": len(sheet.rows), "missing": _missing(sheet),
        "names": [(name, office(name)) for name in held if name], "known": _known(sheet, list(held)) if sheet.kind in OF_OFFICES else [],
    }


def _known(sheet: Sheet, there: Sequence[str]) -> list[Body]:
    """Bodies of the register that have no section yet."""
    kind = BODY_KINDS[sheet.kind]
    return [body for body in naming.offices_of(sheet.version.unit, timezone.localdate()) if body.kind == kind and body.name not in there]
