"""One page for every register: a blank sheet, the trial with every bad line, which column is which, and the entering of what was tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.exchange.export import MEDIA_TYPES, Format, export
from shaoxiang.kernel.exchange.reading import Row, RowError
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.sheets import actions
from shaoxiang.kernel.sheets.forms import ColumnsForm, FileForm
from shaoxiang.kernel.sheets.models import HeldSheet
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.asked import ActorRequest, said, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date

SHOWN, SAMPLES, RECENT = 200, 3, 5
CHANGED = _("试过以后情况变了，什么也没有写。")
Choose = Callable[..., Sheet]
View = Callable[..., HttpResponse]


def page(choose: Choose) -> View:
    """The page of a register. `choose`: the sheet for a request and the parameters of its address; it may raise Http404."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @signed_in
    @once
    def view(request: ActorRequest, **of: Any) -> HttpResponse:
        sheet = choose(request, **of)
        sheet.allow(_hand(request))
        if request.method != "POST":
            return _columns(request, sheet) if "columns" in request.GET else _page(request, sheet, sheet.form())
        return {"enter": _enter, "columns": _columns}.get(request.POST.get("step", ""), _try)(request, sheet)

    view.sheet_page = True  # type: ignore[attr-defined]  # by this the tests know every register there is
    return view


def blank(choose: Choose) -> View:
    """表样 of the same register, under its address: blank/csv/, blank/xlsx/."""

    @never_cache
    @require_safe
    @signed_in
    def view(request: ActorRequest, form: str, **of: Any) -> HttpResponse:
        sheet, hand = choose(request, **of), _hand(request)
        sheet.allow(hand)
        if form not in MEDIA_TYPES:
            raise Http404
        columns, rows = sheet.blank(hand)
        return cast("HttpResponse", export(columns, rows, cast("Format", form), f"{gettext(sheet.title)}{gettext('表样')}"))

    return view


def _hand(request: ActorRequest, form: FileForm | None = None, *, dry: bool = True) -> Hand:
    given = {name: value for name, value in form.cleaned_data.items() if name != "file"} if form is not None else {}
    return Hand(request.actor, timezone.now(), given, dry)


def _try(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    form = sheet.form(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, sheet, form, status=422)
    file = form.cleaned_data["file"]
    read = actions.read(sheet, file, file.name)
    if read.errors:
        return _page(request, sheet, form, errors=read.errors, status=422)
    if not read.rows:
        actions.hold(sheet, _hand(request), name=file.name, given=form.given(), table=read.table)
        return HttpResponseRedirect(f"{request.path}?columns=1")
    return _tried(request, sheet, form, read.rows, {"name": file.name, "given": form.given(), "table": read.table}, read.unread)


def _tried(request: ActorRequest, sheet: Sheet, form: FileForm, rows: Sequence[Row], kept: dict[str, Any], unread: Sequence[str] = ()) -> HttpResponse:
    """The act, taken back; what it would write is shown, and held."""
    hand = _hand(request, form)
    try:
        taken = actions.take(sheet, rows, hand)
    except Refusal as refused:
        tell(form, refused)
        return _page(request, sheet, form, status=422)
    if taken.errors:
        return _page(request, sheet, form, errors=taken.sorted_errors, unread=unread, status=422)
    return _page(request, sheet, form, taken=taken, held=actions.hold(sheet, hand, rows=rows, **kept), unread=unread)


def _columns(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    """对列名: which column is which; then the trial."""
    hand = _hand(request)
    held = actions.held_by(sheet, request.actor, hand.at)
    table = actions.table_held(sheet, held) if held is not None else None
    if held is None or table is None:
        return HttpResponseRedirect(request.path)
    known = actions.known_columns(sheet.code, request.actor)
    form = ColumnsForm(request.POST or None, headings=sheet.headings(), alike=sheet.alike, table=table, known=known)
    errors: Sequence[Any] = ()
    if form.is_valid():
        actions.remember(sheet.code, form.labels(), form.fixed(), actor=hand.actor, at=hand.at)
        read = actions.read_told(sheet, held, form.places(), form.fixed())
        beside, errors = _beside(sheet, held), read.errors
        hand = _hand(request, beside)
        taken = Taken(0) if errors else _taken(sheet, read.rows, hand)
        errors = errors or taken.sorted_errors
        if not errors:
            now = actions.hold(sheet, hand, name=held.file_name, given=held.given, rows=read.rows, table=table)
            return _page(request, sheet, sheet.form(initial=held.given), taken=taken, held=now)
    return render(request, "sheets/columns.html", {
        "sheet": sheet, "form": form, "held": held, "known": known, "lines": first_lines(table), "total": len(table["lines"]), **told_errors(errors),
    }, status=422 if request.method == "POST" else 200)


def first_lines(table: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """Of each of the first lines: the label of a column and what stands there."""
    return [[(label, cell) for label, cell in zip(table["head"], cells, strict=False) if cell] for _line, cells in table["lines"][:SAMPLES]]


def _taken(sheet: Sheet, rows: Sequence[Row], hand: Hand) -> Taken:
    """A refusal of the whole is told above the lines."""
    try:
        return actions.take(sheet, rows, hand)
    except Refusal as refused:
        return Taken(len(rows), errors=[RowError(0, "", said(refused), "")])


def _beside(sheet: Sheet, held: HeldSheet) -> FileForm:
    """What was filled in beside the file, read once more."""
    form = sheet.form(held.given)
    del form.fields["file"]
    form.is_valid()
    return form


def _enter(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    held = actions.held_by(sheet, request.actor, timezone.now())
    if held is None or held.rows is None or held.digest != request.POST.get("digest"):
        notice = gettext("试过的表放了一小时以上，或者您换了岗位、又试了别的表：请重新选择表格再试一遍。")
        return _page(request, sheet, sheet.form(), notice=notice, status=422)
    hand = _hand(request, _beside(sheet, held), dry=False)
    try:
        taken = actions.enter(sheet, held, hand)
    except Refusal as refused:
        return _page(request, sheet, sheet.form(), notice=gettext(CHANGED), errors=[RowError(0, "", said(refused), "")], status=422)
    if taken.errors:
        return _page(request, sheet, sheet.form(), notice=gettext(CHANGED), errors=taken.sorted_errors, status=422)
    messages.success(request, sheet.done(taken))
    return HttpResponseRedirect(sheet.then(hand))


def _page(
    request: ActorRequest, sheet: Sheet, form: FileForm, *, taken: Taken | None = None, held: HeldSheet | None = None, errors: Sequence[Any] = (),
    unread: Sequence[str] = (), notice: str = "", status: int = 200,
) -> HttpResponse:
    shown = {"lines": [_line(sheet, one) for one in taken.made[:SHOWN]], "left": max(len(taken.made) - SHOWN, 0)} if taken is not None and sheet.head else {}
    words = {"found": sheet.found(taken), "ask": sheet.ask(taken), **sheet.page(taken)} if taken is not None else {}
    recent = HeldSheet.objects.filter(sheet=sheet.code, of=sheet.of, entered_at__isnull=False).order_by("-entered_at")[:RECENT]
    return render(request, "sheets/page.html", {
        "sheet": sheet, "form": form, "taken": taken, "held": held, "unread": unread, "notice": notice, "headings": sheet.headings(), "recent": recent,
        **told_errors(errors), **shown, **words,
    }, status=status)


def told_errors(errors: Sequence[Any]) -> dict[str, Any]:
    """For sheets/errors.html."""
    return {"errors": errors[:SHOWN], "count": len(errors), "more": max(len(errors) - SHOWN, 0)}


def _line(sheet: Sheet, made: Any) -> list[tuple[str, str, bool]]:
    """Label, words, and whether it is a figure."""
    return [(gettext(label), _words(value), isinstance(value, (int, date, Decimal))) for label, value in zip(sheet.head, sheet.line(made), strict=True)]


def _words(value: Any) -> str:
    return zh_date(value) if isinstance(value, (date, datetime)) else str(value)
