"""Writing a version: the draft, a part of it, adoption, issue, withdrawal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.determinations import access, actions, rules
from shaoxiang.determinations.flows import VERSION_FLOW
from shaoxiang.determinations.forms import MOVE_FORMS, LineFormSet, MoveForm, fields_of, lines_form, typed_lines
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.rules import DeterminationRefused
from shaoxiang.determinations.views.versions import find_unit, find_version
from shaoxiang.determinations.vocabulary import LineState, PartKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, said, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once

BLANK = 3


@require_POST
@signed_in
@once
def draft(request: ActorRequest, code: str) -> HttpResponse:
    """起草下一版."""
    unit = find_unit(code)
    require(request.actor, access.GRANTS["draft"])
    try:
        version = actions.draft(unit.pk, actor=request.actor, at=timezone.now())
    except DeterminationRefused as refused:
        messages.error(request, said(refused))
        return redirect("determinations:unit", code=code)
    messages.success(request, gettext("已经按现行的机构、挂牌和清单备好一稿，请逐个部分核对。"))
    return redirect("determinations:show", pk=version.pk)


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
        return _fresh(request, version, kind)
    formset = LineFormSet(request.POST)
    revision = int(request.POST.get("revision", "")) if request.POST.get("revision", "").isdecimal() else 0
    if not formset.is_valid():
        return _edit_page(request, version, kind, formset, revision, status=422)
    lines = typed_lines(formset)
    if "more" in request.POST:
        return _edit_page(request, version, kind, lines_form(lines, BLANK), revision)
    try:
        actions.edit_part(pk, kind, lines, revision=revision, actor=request.actor, at=timezone.now())
    except DeterminationRefused as refused:
        return _edit_page(request, version, kind, formset, revision, status=422, refusal=said(refused))
    except actions.PartChanged as changed:
        theirs = [row for row in rules.compare(changed.before, changed.now) if row.state != LineState.SAME]
        return _edit_page(request, version, kind, lines_form(lines, 0), changed.revision, status=409, theirs=theirs)
    messages.success(request, gettext("已保存：%(part)s。") % {"part": gettext(kind.label)})
    return HttpResponseRedirect(f"{reverse('determinations:show', args=[pk])}#{kind.value}")


def _fresh(request: ActorRequest, version: ThreeDeterminationVersion, kind: PartKind) -> HttpResponse:
    held = next(one for one in versions.parts_of(version) if one.kind == kind)
    kept = drafts.initial(request)
    restored = LineFormSet(kept) if kept.get("form-TOTAL_FORMS") else None
    revision = int(str(kept.get("revision"))) if restored is not None and str(kept.get("revision", "")).isdecimal() else held.revision
    return _edit_page(request, version, kind, restored if restored is not None else lines_form(held.lines, BLANK if not held.lines else 1), revision)


def _edit_page(
    request: ActorRequest, version: ThreeDeterminationVersion, kind: PartKind, formset: Any, revision: int, *, status: int = 200, refusal: str = "",
    theirs: Any = None,
) -> HttpResponse:
    context = {
        "version": version, "unit": version.unit, "kind": kind, "formset": formset, "revision": revision, "refusal": refusal, "theirs": theirs,
        "rows": [[form[name] for name in fields_of(kind)] for form in formset.forms],
        "hidden": [[form[name] for name in form.fields if name not in fields_of(kind)] for form in formset.forms],
    }
    context["rows"] = list(zip(context["rows"], context.pop("hidden"), strict=True))
    return render(request, "determinations/edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("determinations:act:{pk}:{move}")
def act(request: ActorRequest, pk: int, move: str) -> HttpResponse:
    """通过, 印发, 撤回: the form (GET), and the act (POST)."""
    version = find_version(request, pk)
    if move not in MOVE_FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], version)
    found = VERSION_FLOW.take(move, version.status)
    if request.method != "POST":
        return _act_page(request, version, found, MOVE_FORMS[move](initial=drafts.initial(request)))
    form = MOVE_FORMS[move](request.POST)
    if form.is_valid() and went(form, lambda: getattr(actions, move)(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, gettext("%(move)s，已办。") % {"move": gettext(found.label)})
        return redirect("determinations:show", pk=pk)
    return _act_page(request, version, found, form, status=422)


def _act_page(request: ActorRequest, version: ThreeDeterminationVersion, move: Move, form: MoveForm, status: int = 200) -> HttpResponse:
    return render(request, "determinations/act.html", {"version": version, "unit": version.unit, "move": move, "form": form}, status=status)
