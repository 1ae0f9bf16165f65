"""承办力量: who carries what, for everybody; set and ended by the staffing office, one by one or from a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions import A_LOOK
from shaoxiang.duties.actions.carriers import end_carrier, import_carriers, look_at, set_carrier
from shaoxiang.duties.forms import WhyForm
from shaoxiang.duties.forms.carriers import CarrierForm
from shaoxiang.duties.models import Carrier
from shaoxiang.duties.queries import forget_books
from shaoxiang.duties.queries.carriers import HEADINGS, carriers_on, lines_of, what_of
from shaoxiang.duties.queries.impact import shifted
from shaoxiang.duties.queries.type_sheet import in_both
from shaoxiang.duties.rules.carrying import KINDS
from shaoxiang.duties.views.editing import named_in_words
from shaoxiang.duties.views.lists import SHOWN, asked, page_of
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.asked import ActorRequest, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places.models import StreetUnit


@require_safe
def carriers(request: HttpRequest) -> HttpResponse:
    """Who carries what on a day; those who set it see also what begins later."""
    day, words, shown = asked(request)
    may_set = allowed(request.actor, GRANTS["set_carriers"])  # type: ignore[attr-defined]
    rows = carriers_on(day, coming=may_set and day == timezone.localdate(), words=words)
    page = keyset(rows, order=("mode", "body__code", "id"), cursor=request.GET.get("cursor"), size=SHOWN)
    return page_of(request, "duties/carriers.html", {**shown, "page": page, "rows": page.rows, "total": rows.count(), "may_set": may_set})


def _bodies() -> list[tuple[int, str]]:
    """Bodies that may carry; those of a street with its name before."""
    kinds = frozenset[str]().union(*(kinds for kinds, _why in KINDS.values()))
    rows = Body.objects.filter(in_force(timezone.localdate()), kind__in=kinds).select_related("unit").order_by("kind", "unit__code", "order", "pk")
    return [(row.pk, f"{in_words(row.unit.name, row.unit.name_en) if row.unit else ''} {in_words(row.name, row.name_en)}".strip()) for row in rows]


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def carrier_new(request: ActorRequest) -> HttpResponse:
    """First which types another body would carry, then it is set."""
    require(request.actor, GRANTS["set_carriers"])
    today = timezone.localdate()
    form = CarrierForm(
        request.POST or None, initial={"since": today}, bodies=_bodies(), streets=named_in_words(StreetUnit.objects.filter(in_force(today)).order_by("code")),
    )
    page: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()

        def act() -> Carrier | None:
            return set_carrier(**{**data, "mode": DeploymentMode(data["mode"])}, actor=request.actor, at=at)

        answers = tried(form, lambda: look_at(act, on=data["since"]))
        page |= {"answers": answers, "shifted": shifted(answers or ()), "looked": answers is not None, "mark": digest(repr(data))}
        if answers is not None and request.POST.get("looked") == page["mark"] and went(form, act):
            messages.success(request, gettext("已定。原来的一条到那天为止，已经派出的不动。"))
            return redirect("duties:carriers")
    return render(request, "duties/carrier_new.html", page, status=422 if form.errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def carrier_end(request: ActorRequest, pk: int) -> HttpResponse:
    """Who answers then, and why it ends."""
    require(request.actor, GRANTS["set_carriers"])
    at = timezone.now()
    row = carriers_on(timezone.localdate(at), coming=True).filter(pk=pk).first()
    if row is None:
        raise Http404(str(pk))
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and went(form, lambda: end_carrier(pk, why=form.cleaned_data["why"], actor=request.actor, at=at)):
        messages.success(request, gettext("已结束；已经派出的不动。"))
        return redirect("duties:carriers")
    answers = look_at(lambda: end_carrier(pk, why=A_LOOK, actor=request.actor, at=at), on=max(timezone.localdate(at), row.valid_from))
    page = {"row": row, "what": what_of(row), "form": form, "answers": answers, "shifted": shifted(answers)}
    return render(request, "duties/carrier_end.html", page, status=422 if form.errors else 200)


class CarriersSheet(Sheet):
    """The blank sheet: what holds now."""

    code = "duties.carriers"
    title = _("从表格登记承办力量")
    up = (_("承办力量"), "duties:carriers")
    most = 1000
    head = (_("怎么下沉"), _("承办机构"), _("承办什么"), _("镇街"), _("从哪天起"), _("依据"))
    alike = frozenset({"basis", "since", "mode"})
    hints = (
        _("表样就是现在的承办力量：已经有的不动，写了新的，原来的一条到那天为止；没写进表里的不动。结束一条在它的页面上办。"),
        _("全部下沉的写职责编号或分类代码和镇街；派驻机构和队伍不写，承办的是它们部门的全部事项。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, GRANTS["set_carriers"])

    def headings(self) -> Sequence[Heading]:
        return in_both(HEADINGS)

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_carriers(rows, actor=hand.actor, at=hand.at)

    def forget(self) -> None:
        forget_books()

    def line(self, made: Carrier) -> Sequence[Any]:
        whole = what_of(made) or gettext("%(department)s的事项") % {"department": made.department.shown_name if made.department else ""}
        where = in_words(made.street.name, made.street.name_en) if made.street else gettext("照片区") if made.body.area_id else gettext("全区")
        return gettext(DeploymentMode.label_of(made.mode)), made.body.shown_name, whole, where, made.valid_from, made.basis

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        require(hand.actor, GRANTS["set_carriers"])

        def cell(field: str) -> Callable[[dict[str, Any]], Any]:
            return lambda cells: cells[field]

        return [Column(gettext(one.shown), cell(one.field)) for one in HEADINGS], lines_of(hand.today)


def _carriers(request: HttpRequest) -> CarriersSheet:
    return CarriersSheet()


carriers_import, carriers_blank = views.page(_carriers), views.blank(_carriers)
