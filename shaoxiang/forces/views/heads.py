"""派驻机构负责人调整: asked of the streets, answered, recorded."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.forces import access, actions
from shaoxiang.forces.forms import ChangeForm, RecordForm
from shaoxiang.forces.models import HeadChange
from shaoxiang.forces.queries.heads import changes_for, file_of, head_of, requests_of, who_may_head
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import allowed, require, visible
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.queries import bar_words, files_for, request_moves, standing
from shaoxiang.opinions.vocabulary import FileStatus


@never_cache
@require_safe
@signed_in
def changes(request: ActorRequest) -> HttpResponse:
    rows = list(changes_for(request.actor)[:100])
    mine = Body.objects.filter(visible(request.actor, access.GRANTS["ask_change"]), kind=BodyKind.DISPATCHED_INSTITUTION.value, valid_to=None)
    asked = requests_of(rows)
    return render(request, "forces/changes.html", {"rows": [(row, asked[row.pk]) for row in rows], "units": list(mine.order_by("order", "pk"))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:change:{code}")
def change_new(request: ActorRequest, code: str) -> HttpResponse:
    require(request.actor, access.GRANTS["ask_change"])
    body, today = get_object_or_404(Body.objects.filter(visible(request.actor, access.GRANTS["ask_change"])), code=code), timezone.localdate()
    people = who_may_head(body, today)
    form = ChangeForm(request.POST or None, people=people, initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.ask_change(body.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已征求镇街意见，在各镇街的待办里。"))
            return HttpResponseRedirect(reverse("forces:change", args=[row.pk]))
    return render(request, "forces/change_new.html", {"form": form, "body": body, "head": head_of(body.pk, today)}, status=422 if form.errors else 200)


@never_cache
@require_safe
@signed_in
def change(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(changes_for(request.actor), pk=pk))


def _page(request: ActorRequest, row: HeadChange, record: RecordForm | None = None, status: int = 200) -> HttpResponse:
    asked, file, now = requests_of([row])[row.pk], file_of(row), timezone.now()
    own, is_open = _own(request, asked), row.status == "ASKED"
    stand = standing(file, now=now) if file is not None and is_open else None
    may_see = file is not None and files_for(request.actor).filter(pk=file.pk).exists()
    context = {
        "row": row, "head": head_of(row.body_id, timezone.localdate()), "record_form": record or RecordForm(), "asked": asked, "own": own,
        "file": file if may_see else None, "may_answer": own is not None and bool({"answer", "answer_late"} & request_moves(own, request.actor).keys()),
        "may_decide": is_open and allowed(request.actor, access.CHANGE_DECIDE, row), "failed": record,
        "bars": bar_words(stand.obstacles) if stand is not None and file is not None and file.status == FileStatus.ASKING else [],
    }
    return render(request, "forces/change.html", context, status=status)


def _own(request: ActorRequest, asked: list[OpinionRequest]) -> OpinionRequest | None:
    """What the actor's street was asked."""
    return next((one for one in asked if one.unit_id == request.actor.unit_id), None)


@never_cache
@require_POST
@signed_in
@once
@keeps_draft("forces:change:{pk}:{act}")
def change_act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """record or drop (the department); an answer (a street) is given on the page of its request."""
    row = get_object_or_404(changes_for(request.actor), pk=pk)
    if act not in ("answer", "record", "drop"):
        raise Http404
    if act == "answer":
        own = _own(request, requests_of([row])[row.pk])
        if own is None:
            raise PermissionDenied(gettext("只有被征求意见的镇街可以答复。"))
        return HttpResponseRedirect(reverse("opinions:request", args=[own.number]))
    now, form = timezone.now(), RecordForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if act == "record":
                actions.record_change(pk, adoption=given["adoption"] or None, feedback=given["feedback"], actor=request.actor, at=now)
            else:
                actions.drop_change(pk, actor=request.actor, at=now)
        except HeadChange.DoesNotExist:
            raise Http404 from None
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已记下。"))
            return HttpResponseRedirect(reverse("forces:change", args=[pk]))
    return _page(request, row, record=form, status=422)
