"""导入和导出: a sheet is read and shown before it enters the draft; the draft as a sheet that can be read again."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.duties import actions
from shaoxiang.duties.actions.importing import after_sheet, wishes_after
from shaoxiang.duties.actions.sheets import NONE, Told, headings_of
from shaoxiang.duties.forms import ImportForm
from shaoxiang.duties.forms.columns import ColumnsForm
from shaoxiang.duties.models import ListVersion, SheetReading
from shaoxiang.duties.queries import drafts, standing
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.drafts import DraftRow
from shaoxiang.duties.queries.wording import sheet_words
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.versions import fields_of
from shaoxiang.duties.views.versions import _draft
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.exchange.export import Column, export
from shaoxiang.kernel.sheets.actions import known_columns, remember
from shaoxiang.kernel.sheets.views import first_lines, told_errors
from shaoxiang.kernel.web.asked import said
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def version_import(request: HttpRequest, pk: int) -> HttpResponse:
    """先看再写: what is wrong in which line, or what a clean sheet would change. Nothing is written here."""
    found = _draft(request, pk)
    form = ImportForm(request.POST or None, request.FILES or None, initial={"revision": found.revision})
    errors: list[Any] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            reading, errors = actions.read_sheet(pk, data["file"], removes=data["removes"], revision=data["revision"], file_name=data["file"].name,
                                                  actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except ChangeRefused as refused:
            form.add_error(None, said(refused))
        else:
            if not errors:
                return redirect("duties:version_columns" if reading is not None and reading.table else "duties:version_reading", pk=pk)
    page = {"version": found, "form": form, **told_errors(errors), "fields": fields_of(found.kind, found.form),
            "types": drafts.answers_types(found.kind)}
    return render(request, "duties/version_import.html", page, status=422 if request.method == "POST" else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def version_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """对列名: the sheet is a table, but its columns have other names; its reader says which is which."""
    found = _draft(request, pk)
    reading = _reading(request, found)
    if reading is None or reading.table is None:
        return redirect("duties:version_import", pk=pk)
    code, actor = f"duties.{found.kind}", request.actor  # type: ignore[attr-defined]
    known = known_columns(code, actor)
    form = ColumnsForm(request.POST or None, headings=headings_of(found), columns=fields_of(found.kind, found.form), table=reading.table, known=known,
                       initial={"revision": found.revision})
    errors: list[Any] = []
    if request.method == "POST" and form.is_valid():
        told = form.told()
        remember(code, form.labels(), {**told["fixed"], "prefix_of_codes": told["prefix"]}, actor=actor, at=timezone.now())
        try:
            _new, errors = actions.read_columns(pk, Told(**told), revision=form.cleaned_data["revision"], actor=actor, at=timezone.now())
        except ChangeRefused as refused:
            named = {"prefix": "prefix_of_codes"}.get(refused.field, f"place_{refused.field}")
            form.add_error(named if named in form.fields else None, said(refused))
        else:
            if not errors:
                return redirect("duties:version_reading", pk=pk)
    page = {"version": found, "reading": reading, "form": form, "known": known, "lines": first_lines(reading.table), "total": len(reading.table["lines"]),
            **told_errors(errors)}
    return render(request, "duties/version_columns.html", page, status=422 if request.method == "POST" else 200)


def _reading(request: HttpRequest, found: ListVersion) -> SheetReading | None:
    return SheetReading.objects.filter(version=found, assignment_id=request.actor.assignment_id or 0).first()  # type: ignore[attr-defined]


@signed_in
@require_safe
def version_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """What the sheet would change in the draft as it stands: added, amended, removed, before and after."""
    found = _draft(request, pk)
    reading = _reading(request, found)
    if reading is None or not reading.rows:
        return redirect("duties:version_import" if reading is None else "duties:version_columns", pk=pk)
    lines = queries.compared(found.kind, drafts.items_after(found), after_sheet(found, reading))
    counted = {act.value: sum(line.act is act for line in lines) for act in ChangeAct}
    given = [standing.Given(wish.change.code, wish.change.values, wish.basis, wish.split_from, wish.change.answers) for wish in wishes_after(found, reading)
             if wish.change.act is not ChangeAct.REMOVE]
    page = {"version": found, "reading": reading, "standings": standing.standings_of(found, given),
            "lines": [(line, None) for line in lines], "counted": counted,
            "stale": reading.revision != found.revision}
    return render(request, "duties/version_reading.html", page)


@signed_in
@require_POST
@once
def version_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """写入草案."""
    found = _draft(request, pk)
    try:
        number = actions.enter_sheet(pk, revision=_number(request), actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    except ChangeRefused as refused:
        messages.warning(request, said(refused))
        return redirect("duties:version_import", pk=found.pk)
    messages.success(request, ngettext("已写入，草案现在有 %(n)d 处改动。", "已写入，草案现在有 %(n)d 处改动。", number) % {"n": number})
    return redirect("duties:version", pk=pk)


def _number(request: HttpRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < 9 else -1


@signed_in
@require_safe
def version_sheet(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The draft as a sheet: imported again, it changes nothing."""
    found = _draft(request, pk)
    if form not in ("csv", "xlsx"):
        raise Http404(form)
    rows = [row for row in drafts.rows_of(found) if not row.gone]
    return cast("HttpResponse", export(columns_of(found), rows, "csv" if form == "csv" else "xlsx", str(found)))


def columns_of(found: ListVersion) -> list[Column]:
    """The columns `actions.importing.headings_of` looks for."""
    columns = [Column(gettext("编号"), lambda row: row.code)]
    columns += [Column(gettext(field.label), partial(_field, field)) for field in fields_of(found.kind, found.form)]
    if drafts.answers_types(found.kind):
        columns.append(Column(gettext("承接哪些分类"), _types))
    return [*columns, Column(gettext("理由"), lambda row: row.change.reason if row.change else ""),
            Column(gettext("改动依据"), lambda row: row.change.basis if row.change else "")]


def _field(field: Any, row: DraftRow) -> str:
    return sheet_words(field, row.values[field.name])


def _types(row: DraftRow) -> str:
    """Empty: the draft leaves the types as they are."""
    answers = row.change.answers if row.change else None
    return "" if answers is None else "、".join(answers) or NONE
