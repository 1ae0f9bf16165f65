"""模型卡: what was learned from what, how good it is, who switched it on; for the administrator of the district's rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.learning import access, actions, queries
from shaoxiang.learning.actions import LearningRefused
from shaoxiang.learning.forms import AloneForm
from shaoxiang.learning.models import LearnedModel
from shaoxiang.learning.rules import ModelRefused

CONFUSED_SHOWN = 8


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@never_cache
@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    require(_actor(request), access.GRANTS["view"])
    return _page(request)


def _page(request: HttpRequest, *, form: AloneForm | None = None, status: int = 200) -> HttpResponse:
    held = queries.in_use.get()
    shown = form or AloneForm(initial={"alone_from": held.alone_from})
    refused = gettext(held.refused) if held.refused else ""
    context = {"models": list(queries.models()), "held": held, "refused": refused, "form": shown, "history": queries.history()}
    return render(request, "learning/list.html", context, status=status)


@never_cache
@require_safe
@signed_in
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One model's card."""
    require(_actor(request), access.GRANTS["view"])
    row = get_object_or_404(LearnedModel, pk=pk)
    types, codes = duty_book().types, queries.codes_of(row.labels)
    known = {label: types[code].name for label, code in codes.items()}
    context = {
        "row": row, "figures": row.figures, "labels": [{**each, "name": known.get(each["label"], "")} for each in row.figures.get("labels", [])],
        "confused": _confused(row), "unknown": [label for label in row.labels if label not in codes],
    }
    return render(request, "learning/card.html", context)


def _confused(row: LearnedModel) -> list[dict[str, object]]:
    """The pairs most often taken for each other."""
    table = row.figures.get("confusion", [])
    pairs = [
        (count, row.labels[truth], row.labels[said])
        for truth, line in enumerate(table) for said, count in enumerate(line) if truth != said and count
    ]
    return [{"truth": truth, "said": said, "count": count} for count, truth, said in sorted(pairs, reverse=True)[:CONFUSED_SHOWN]]


@require_POST
@signed_in
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    require(_actor(request), access.GRANTS["activate"])
    get_object_or_404(LearnedModel, pk=pk)
    try:
        actions.activate(pk, actor=_actor(request), at=timezone.now())
        messages.success(request, gettext("模型已启用，几秒钟内各处生效。"))
    except (ModelRefused, LearningRefused) as refused:
        messages.error(request, gettext(str(refused)))
    return HttpResponseRedirect(reverse("learning:card", args=[pk]))


@require_POST
@signed_in
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    require(_actor(request), access.GRANTS["activate"])
    get_object_or_404(LearnedModel, pk=pk)
    actions.deactivate(pk, actor=_actor(request), at=timezone.now())
    messages.success(request, gettext("模型已停用，按关键词规则建议。"))
    return HttpResponseRedirect(reverse("learning:card", args=[pk]))


@require_POST
@signed_in
def save_alone(request: HttpRequest) -> HttpResponse:
    require(_actor(request), access.GRANTS["set_alone"])
    form = AloneForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    actions.set_alone(form.cleaned_data["alone_from"], actor=_actor(request), at=timezone.now())
    messages.success(request, gettext("设置已改。"))
    return HttpResponseRedirect(reverse("learning:index"))
