"""Merge, ask the district, split, children, cascade: pages beside the case page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases import access, actions, queries
from shaoxiang.cases.actions.relations import CASCADES
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.forms.moves import FORMS
from shaoxiang.cases.forms.relations import PARTS, MergeForm, NumberForm, PartForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.bulk import Verdict, cascade_verdicts
from shaoxiang.cases.queries.relations import sides_of
from shaoxiang.cases.queries.similar import case_of_token, suggested
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.rules import relations as together
from shaoxiang.cases.rules.relations import Side
from shaoxiang.cases.views.asked import find_case, go
from shaoxiang.cases.vocabulary import Likeness
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once

PartSet = formset_factory(PartForm, extra=PARTS, max_num=PARTS, absolute_max=PARTS)


@never_cache
@require_safe
@signed_in
def alike(request: ActorRequest, number: str) -> HttpResponse:
    """可能是同一件, with reasons (htmx, after the page is there)."""
    case = find_case(request, number)
    may_merge, may_ask = (allowed(request.actor, access.GRANTS[name], case) for name in ("merge", "ask_merge"))
    found = suggested(case, request.actor) if may_merge or may_ask else []
    return render(request, "cases/staff/alike.html", {"case": case, "similar": found, "may_merge": may_merge, "may_ask": may_ask})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("cases:merge:{number}")
def merge(request: ActorRequest, number: str) -> HttpResponse:
    """合并: two cases side by side, why they may be one, which goes on, and what stops."""
    case = find_case(request, number)
    require(request.actor, access.GRANTS["merge"], case)
    asked = (request.POST.get("with") or request.GET.get("with") or "").strip().upper()[:24]
    other = queries.cases_for(request.actor).filter(matter__number=asked).first() if asked else None
    if other is None or other.pk == case.pk:
        missing = bool(asked)
        return render(request, "cases/staff/merge.html", {"case": case, "asked": asked, "missing": missing}, status=422 if missing else 200)
    sides = sides_of([case, other])
    main = together.pick_main(sides)
    if together.merge_refusal(main, _besides(sides, main)) and not together.merge_refusal(_besides(sides, main), main):
        main = _besides(sides, main)  # only this way round
    choices = [(one.number, f"{one.number} {mask_text(one.matter.title)}") for one in (case, other)]
    numbers = {case.pk: case.number, other.pk: other.number}
    form = MergeForm(request.POST or None, choices=choices, initial={"main": numbers[main.pk]})
    if request.method == "POST" and form.is_valid() and _merged(request, form, numbers):
        return go(request, reverse("cases:case", args=[form.cleaned_data["main"]]))
    refusal = together.merge_refusal(main, _besides(sides, main))
    found = together.alike(*sides)
    context = {
        "case": case, "other": other, "form": form, "refusal": gettext(refusal) if refusal else "", "alike": found,
        "reasons": [gettext(Likeness(one).label) for one in found.reasons],
        "pair": [{"case": one, "said": mask_text(one.description)} for one in (case, other)],
    }
    return render(request, "cases/staff/merge.html", context, status=422 if request.method == "POST" else 200)


def _besides(sides: list[Side], main: Side) -> Side:
    return next(side for side in sides if side.pk != main.pk)


def _merged(request: ActorRequest, form: MergeForm, numbers: dict[int, str]) -> bool:
    main = form.cleaned_data["main"]
    try:
        actions.merge(main, list(numbers.values()), actor=request.actor, at=timezone.now(), words=form.cleaned_data["words"])
    except MoveRefused as refused:
        form.add_error(None, gettext(refused.reason))
        return False
    messages.success(request, gettext("已合并，接着办 %(number)s；并入的编号和查询码照样能查。") % {"number": main})
    return True


@require_POST
@signed_in
@once
def ask_merge(request: ActorRequest, number: str) -> HttpResponse:
    """提请区里合并."""
    case = find_case(request, number)
    require(request.actor, access.GRANTS["ask_merge"], case)
    other = case_of_token(request.POST.get("other", "")[:200])
    try:
        actions.ask_merge(number, other.pk if other else 0, actor=request.actor, at=timezone.now(), words=request.POST.get("words", "")[:500])
        messages.success(request, gettext("已提请区指挥中心，答复会出现在这里。"))
    except ReportRefused as refused:
        messages.error(request, gettext(refused.reason))
    return go(request, reverse("cases:case", args=[number]))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("cases:split:{number}")
def split(request: ActorRequest, number: str) -> HttpResponse:
    """拆成几件: each with its own words, type and place."""
    case = find_case(request, number)
    require(request.actor, access.GRANTS["split"], case)
    parts = PartSet(request.POST if request.method == "POST" else None, prefix="part")
    refusal = ""
    if request.method == "POST" and parts.is_valid():
        given = [part for form in parts if (part := form.part())]
        try:
            children = actions.split(number, given, actor=request.actor, at=timezone.now())
            messages.success(request, gettext("已拆出：%(numbers)s。反映人照旧，母件最后办结。") % {"numbers": "、".join(one.number for one in children)})
            return go(request, reverse("cases:case", args=[number]))
        except (ReportRefused, MoveRefused) as refused:
            refusal = gettext(refused.reason)
    context = {"case": case, "parts": parts, "refusal": refusal, "said": mask_text(case.description)}
    return render(request, "cases/staff/split.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@signed_in
@once
def link_child(request: ActorRequest, number: str) -> HttpResponse:
    """关联子件."""
    return _child(request, number, "link_child", gettext("已关联 %(number)s。"))


@require_POST
@signed_in
@once
def unlink_child(request: ActorRequest, number: str) -> HttpResponse:
    """解除关联."""
    return _child(request, number, "unlink_child", gettext("已解除和 %(number)s 的关联。"))


def _child(request: ActorRequest, number: str, name: str, done: str) -> HttpResponse:
    case = find_case(request, number)
    require(request.actor, access.GRANTS[name], case)
    form = NumberForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("请填要关联的编号。"))
        return go(request, reverse("cases:case", args=[number]))
    child = form.cleaned_data["child"]
    try:
        getattr(actions, name)(number, child, actor=request.actor, at=timezone.now())
        messages.success(request, done % {"number": child})
    except MoveRefused as refused:
        messages.error(request, gettext(refused.reason))
    except Case.DoesNotExist:
        messages.error(request, gettext("没有这一件，或者不在您的范围里：请核对编号。"))
    return go(request, reverse("cases:case", args=[number]))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("cases:cascade:{number}:{move}")
def cascade(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """连同子件一起办: first what would happen to which, then all of it or nothing."""
    case = find_case(request, number)
    if move not in CASCADES:
        raise Http404
    require(request.actor, access.GRANTS[move], case)
    children = [row.child for row in case.children.select_related("child__matter")]
    rows = cascade_verdicts(case, children, move, request.actor)
    form = FORMS[move](request.POST or None, case=case, actor=request.actor)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        skip = [row.case.number for row in rows if not row.ok]
        try:
            done = actions.cascade(number, move, actor=request.actor, at=timezone.now(), arguments=form.arguments(), skip=skip)
            messages.success(request, gettext("已一起办：%(numbers)s。") % {"numbers": "、".join(done)})
            return go(request, reverse("cases:case", args=[number]))
        except (ReportRefused, MoveRefused) as refused:
            refusal = gettext(refused.reason)
    context = {
        "case": case, "rows": shown(rows), "form": form, "move": label_of(move), "name": move, "refusal": refusal, "any": any(row.ok for row in rows),
    }
    return render(request, "cases/staff/cascade.html", context, status=422 if request.method == "POST" else 200)


def label_of(move: str) -> str:
    return gettext(CASE_FLOW.by_name[move].label)


def shown(rows: list[Verdict]) -> list[dict[str, Any]]:
    """The verdicts with their titles masked."""
    return [{"case": row.case, "title": mask_text(row.case.matter.title), "ok": row.ok, "reason": row.reason} for row in rows]
