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
from shaoxiang.duties.actions.importing import NONE, after_sheet
from shaoxiang.duties.forms import ImportForm
from shaoxiang.duties.models import ListVersion, SheetReading
from shaoxiang.duties.queries import drafts
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.drafts import DraftRow
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.versions import fields_of
from shaoxiang.duties.views.versions import _draft, _words
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.exchange.export import Column, export
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
            _reading, errors = actions.read_sheet(pk, data["file"], removes=data["removes"], revision=data["revision"], file_name=data["file"].name,
                                                  actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except ChangeRefused as refused:
            form.add_error(None, gettext(refused.reason))
        else:
            if not errors:
                return redirect("duties:version_reading", pk=pk)
    page = {"version": found, "form": form, "errors": errors[:200], "more": max(len(errors) - 200, 0), "count": len(errors),
            "fields": fields_of(found.kind, found.form), "types": drafts.answers_types(found.kind)}
    return render(request, "duties/version_import.html", page, status=422 if request.method == "POST" else 200)


@signed_in
@require_safe
def version_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """What the sheet would change in the draft as it stands: added, amended, removed, before and after."""
    found = _draft(request, pk)
    reading = SheetReading.objects.filter(version=found, assignment_id=request.actor.assignment_id or 0).first()  # type: ignore[attr-defined]
    if reading is None:
        return redirect("duties:version_import", pk=pk)
    lines = queries.compared(found.kind, drafts.items_after(found), after_sheet(found, reading))
    counted = {act.value: sum(line.act is act for line in lines) for act in ChangeAct}
    page = {"version": found, "reading": reading, "lines": [(line, None) for line in lines], "counted": counted, "stale": reading.revision != found.revision}
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
        messages.warning(request, gettext(refused.reason))
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
    return _words(field, row.values[field.name])


def _types(row: DraftRow) -> str:
    """Empty: the draft leaves the types as they are."""
    answers = row.change.answers if row.change else None
    return "" if answers is None else "、".join(answers) or NONE
