"""代理 (AB岗): who stands in now and soon, arrange it, end it early; many from a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.institutions import actions
from shaoxiang.institutions.access import GRANTS, may
from shaoxiang.institutions.actions.deputies import DeputyLine, import_deputies
from shaoxiang.institutions.forms import DeputyForm, EndDeputyForm
from shaoxiang.institutions.models import Assignment, Body, Delegation
from shaoxiang.institutions.queries.deputies import colleagues, deputies_for, last_day, seats_to_arrange
from shaoxiang.institutions.vocabulary import DeputyReason, Role
from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset


@never_cache
@require_safe
@signed_in
def deputies(request: ActorRequest) -> HttpResponse:
    """In force and coming, among the actor's rows."""
    today = timezone.localdate()
    page = keyset(deputies_for(request.actor, today), order=("valid_from", "id"), cursor=request.GET.get("cursor"))
    context = {
        "page": page, "rows": [shown(row, request.actor, today) for row in page.rows], "may_import": may(request.actor, "import_deputies"),
        "may_arrange": seats_to_arrange(request.actor, today).exists(),
    }
    return render(request, "institutions/deputies.html", context)


def shown(row: Delegation, actor: Actor, today: date) -> dict[str, Any]:
    """One line: with its last day, whether it has begun, and whether the actor may end it."""
    return {"row": row, "last": last_day(row), "begun": row.valid_from <= today, "may_end": allowed(actor, GRANTS["end_deputy"], row)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("institutions:deputy_new")
def deputy_new(request: ActorRequest) -> HttpResponse:
    """安排代理: of the post asked for (?seat=), of a unit (?unit=), else of everything one may arrange."""
    today = timezone.localdate()
    rows = seats_to_arrange(request.actor, today)
    asked = request.GET.get("seat", "")
    if asked.isdecimal() and len(asked) < 19:
        rows = rows.filter(pk=int(asked))
    units, unit = _units(request)
    seats = [] if units and not asked and unit is None else list(rows if unit is None else rows.filter(post__body__in=_inside(unit)))
    if not seats and not units:
        raise PermissionDenied(gettext("您现在的岗位没有可以安排代理的人。"))
    near = colleagues(seats, today)
    initial = {"since": today, **({} if asked else drafts.initial(request))}
    form = DeputyForm(request.POST if request.method == "POST" else None, seats=seats, near=near, initial=initial)
    if request.method == "POST" and form.is_valid():
        seat, deputy = form.cleaned_data.pop("seat"), form.cleaned_data.pop("deputy")
        if went(form, lambda: actions.appoint_deputy(seat, deputy, **form.cleaned_data, actor=request.actor, at=timezone.now())):
            messages.success(request, gettext("代理已经安排好，会用消息告诉有关的人。"))
            return HttpResponseRedirect(reverse("institutions:deputies"))
    context = {"form": form, "units": [] if asked else units, "unit": unit, "seats": seats}
    return render(request, "institutions/deputy_new.html", context, status=422 if form.errors else 200)


def _units(request: ActorRequest) -> tuple[list[Body], Body | None]:
    """编办 chooses a unit first: the district has too many posts for one list."""
    if not request.actor.has_role(Role.STAFFING_OFFICE):
        return [], None
    today = timezone.localdate()
    of = Assignment.objects.exclude(valid_to__lte=today).values_list("post__body__unit_id", "post__body_id")
    keys = {unit or body for unit, body in of}
    units = list(Body.objects.filter(pk__in=keys).order_by("order", "code"))
    return units, next((one for one in units if one.code == request.GET.get("unit", "")), None)


def _inside(unit: Body) -> list[int]:
    return [unit.pk, *Body.objects.filter(unit=unit).values_list("pk", flat=True)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def deputy_end(request: ActorRequest, pk: int) -> HttpResponse:
    """提前结束."""
    today = timezone.localdate()
    row = get_object_or_404(deputies_for(request.actor, today), pk=pk)
    require(request.actor, GRANTS["end_deputy"], row)
    form = EndDeputyForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid() and went(
            form, lambda: actions.end_deputy(pk, on=form.cleaned_data["on"], actor=request.actor, at=timezone.now())):
        messages.success(request, gettext("已登记，会用消息告诉有关的人。"))
        return HttpResponseRedirect(reverse("institutions:deputies"))
    context = {"form": form, "one": shown(row, request.actor, today)}
    return render(request, "institutions/deputy_end.html", context, status=422 if form.errors else 200)


# -- many, from a sheet

HEADINGS = (
    Heading("post", (_("岗位代码"),)), Heading("principal", (_("代谁"), "在岗人"), required=False), Heading("deputy", (_("谁来代"), "代理人")),
    Heading("number", (_("代理人编号"), "人员编号"), required=False), Heading("since", (_("第一天"), "开始日期")),
    Heading("last", (_("最后一天"), "结束日期")), Heading("reason", (_("事由"),)),
)
FILLED: dict[str, Any] = {
    "post": "principal.post.code", "principal": "principal.person.name", "deputy": "deputy.name", "number": "deputy_id", "since": "valid_from",
    "last": last_day, "reason": lambda row: gettext(DeputyReason.label_of(row.reason)) if row.reason else "",
}


class DeputiesSheet(Sheet):
    """The blank sheet: those in force and coming that the actor sees."""

    code = "institutions.deputies"
    title = _("从表格安排代理")
    up = (_("代理（AB岗）"), "institutions:deputies")
    most = 1000
    head = (_("岗位"), _("代谁"), _("谁来代"), _("第一天"), _("最后一天"), _("事由"))
    alike = frozenset({"reason"})
    hints = (
        _("一个岗位上只有一个人的，“代谁”可以不写；同单位里代理人有同名的，写明人员编号。"),
        _("已经安排好的、一样的行不动；要提前结束，请在代理页面上办。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, GRANTS["import_deputies"])

    def headings(self) -> Sequence[Heading]:
        return HEADINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_deputies(rows, actor=hand.actor, at=hand.at)

    def line(self, made: DeputyLine) -> Sequence[Any]:
        row, seat = made.row, made.row.principal
        return (f"{seat.post.body.shown_name} {seat.post.shown_title}", seat.person.shown_name, row.deputy.shown_name, row.valid_from, last_day(row),
                gettext(DeputyReason.label_of(row.reason)))

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        return [Column(gettext(one.shown), FILLED[one.field]) for one in HEADINGS], deputies_for(hand.actor, hand.today).order_by("valid_from", "pk")


def _sheet(request: HttpRequest) -> DeputiesSheet:
    return DeputiesSheet()


deputies_import, deputies_blank = views.page(_sheet), views.blank(_sheet)
