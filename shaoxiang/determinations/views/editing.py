"""Writing a version: the draft, adoption, issue, withdrawal. Its parts: `parts`."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.determinations import access, actions
from shaoxiang.determinations.flows import VERSION_FLOW
from shaoxiang.determinations.forms import MOVE_FORMS, MoveForm
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.queries.retracting import retraction_of
from shaoxiang.determinations.rules import DeterminationRefused
from shaoxiang.determinations.views.told import told
from shaoxiang.determinations.views.versions import find_unit, find_version
from shaoxiang.kernel.access import require
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, said, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once


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
@once
@keeps_draft("determinations:act:{pk}:{move}")
def act(request: ActorRequest, pk: int, move: str) -> HttpResponse:
    """通过, 印发, 撤回, 撤回没有施行的: the form (GET), and the act (POST)."""
    version = find_version(request, pk)
    if move not in MOVE_FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], version)
    found = VERSION_FLOW.take(move, version.status)
    if request.method != "POST":
        return _act_page(request, version, found, MOVE_FORMS[move](initial=drafts.initial(request)))
    form = MOVE_FORMS[move](request.POST)
    if form.is_valid() and went(
        form, lambda: getattr(actions, move)(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data), telling=_tell,
    ):
        messages.success(request, gettext("%(move)s，已办。") % {"move": gettext(found.label)})
        return redirect("determinations:show", pk=pk)
    return _act_page(request, version, found, form, status=422)


def _tell(form: MoveForm, refused: DeterminationRefused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, told(refused))


def _act_page(request: ActorRequest, version: ThreeDeterminationVersion, move: Move, form: MoveForm, status: int = 200) -> HttpResponse:
    """The figures beside the ledger's stand above the form: they are what adoption and issue are refused for."""
    today = timezone.localdate()
    parts = [part for part in versions.shown_parts(version, today) if part.sources] if move.name in ("adopt", "issue") else []
    return render(request, "determinations/act.html", {
        "version": version, "unit": version.unit, "move": move, "form": form,
        "retraction": retraction_of(version), "ledger_on": versions.ledger_day(version, today),
        "figures": [one.figure for part in parts for one in part.sources], "differing": [row for part in parts for row in part.differing],
    }, status=status)
