"""The case list: filter, keep a filter, page by key, take it away as a file."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases import access
from shaoxiang.cases.actions.exports import export_cases
from shaoxiang.cases.forms.lists import FilterForm, SaveFilterForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import LONG
from shaoxiang.cases.queries.bulk import offers
from shaoxiang.cases.queries.lists import ORDER, listed
from shaoxiang.cases.queries.relations import counts_of
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.exchange.export import Format
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web import paging
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.filters import FilterRefused, copy_shared, share, usable
from shaoxiang.kernel.web.models import SavedFilter
from shaoxiang.kernel.web.preferences import safe_next

PAGE = "cases:list"
KEPT_FILTERS = 20
FORMATS = ("csv", "xlsx")


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """事件列表: only rows of the reader's scope, newest first."""
    form = FilterForm(request.GET)
    rows = listed(request.actor, form.chosen, now=timezone.now())
    page = shown_rows(paging.keyset(rows.defer(*LONG), order=ORDER, cursor=request.GET.get("cursor")))
    saved, shared = usable(request.actor, PAGE)
    context = {
        "form": form, "page": page, "saved": saved, "shared": shared, "query": without_page(request),
        "may_share": allowed(request.actor, access.GRANTS["share_filter"]), "offers": _offers(request),
        "chosen": form.chosen, "may_export": allowed(request.actor, access.GRANTS["export"]),
    }
    return render(request, "cases/staff/list.html", context)


def shown_rows(page: paging.Page[Case]) -> paging.Page[Case]:
    """The rows with title masked."""
    people = counts_of([case.pk for case in page.rows]) if page.rows else {}
    for case in page.rows:
        case.shown_title = mask_text(case.matter.title)  # type: ignore[attr-defined]
        case.people = people.get(case.pk, 0)  # type: ignore[attr-defined]
    return page


def _offers(request: ActorRequest) -> dict[str, str]:
    return offers(request.actor) if allowed(request.actor, access.GRANTS["bulk"]) else {}


def without_page(request: ActorRequest) -> str:
    """The filter as an address, without the page and without what was left empty."""
    query = request.GET.copy()
    for name in list(query):
        if name in ("cursor", "lang", "bbox", "live") or not query[name]:
            del query[name]
    return query.urlencode()


@require_POST
@signed_in
def save_filter(request: ActorRequest) -> HttpResponse:
    """存为常用."""
    form = SaveFilterForm(request.POST)
    back = f"{reverse(PAGE)}?{form.data.get('query', '')[:1000]}"
    if form.is_valid() and request.actor.account_id is not None:
        mine = SavedFilter.objects.filter(account_id=request.actor.account_id, page=PAGE)
        if mine.count() >= KEPT_FILTERS:
            messages.error(request, gettext("常用筛选最多 %(n)d 个，请先删掉不用的。") % {"n": KEPT_FILTERS})
        else:
            kept = {"account_id": request.actor.account_id, "page": PAGE, "query": form.cleaned_data["query"]}
            mine.update_or_create(name=form.cleaned_data["name"], defaults=kept)
            messages.success(request, gettext("已存为常用：%(name)s。") % {"name": form.cleaned_data["name"]})
    else:
        messages.error(request, gettext("请给常用筛选起个名字。"))
    return _back(request, back)


@require_POST
@signed_in
def drop_filter(request: ActorRequest, pk: int) -> HttpResponse:
    SavedFilter.objects.filter(pk=pk, account_id=request.actor.account_id or 0, page=PAGE).delete()
    return _back(request, request.POST.get("next") or reverse(PAGE))


@require_POST
@signed_in
def share_filter(request: ActorRequest, pk: int) -> HttpResponse:
    """给同事用: one's own filter, for one's office or street; or no longer."""
    require(request.actor, access.GRANTS["share_filter"])
    try:
        row = share(request.actor, pk, request.POST.get("with", ""), at=timezone.now())
        words = gettext("“%(name)s”已给同事用。") if row.shared_with else gettext("“%(name)s”只有您自己用了。")
        messages.success(request, words % {"name": row.name})
    except SavedFilter.DoesNotExist:
        raise Http404 from None
    except FilterRefused:
        messages.error(request, gettext("您的岗位没有这个范围：请选本科室或本街道（部门）。"))
    return _back(request, request.POST.get("next") or reverse(PAGE))


@require_POST
@signed_in
def copy_filter(request: ActorRequest, pk: int) -> HttpResponse:
    """复制一份: a shared filter as one's own, to be changed."""
    try:
        row = copy_shared(request.actor, pk, PAGE)
    except SavedFilter.DoesNotExist:
        raise Http404 from None
    except FilterRefused:
        messages.error(request, gettext("常用筛选最多 %(n)d 个，请先删掉不用的。") % {"n": KEPT_FILTERS})
        return _back(request, reverse(PAGE))
    messages.success(request, gettext("已复制成您自己的：%(name)s。") % {"name": row.name})
    return _back(request, f"{reverse(PAGE)}?{row.query}")


def _back(request: ActorRequest, address: str) -> HttpResponse:
    return HttpResponseRedirect(safe_next(request, address, reverse(PAGE)))


@require_POST
@signed_in
def export(request: ActorRequest, form: str) -> HttpResponse:
    """导出 exactly what the list shows under this filter, titles masked, on the record."""
    require(request.actor, access.GRANTS["export"])
    if form not in FORMATS:
        raise Http404
    file = export_cases(FilterForm(request.GET).chosen, cast("Format", form), actor=request.actor, at=timezone.now())
    return cast("HttpResponse", file)  # streamed; the decorators only pass it on
