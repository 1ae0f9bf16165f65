"""派驻机构负责人调整: asked of the streets, answered, recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.forces import access, actions
from shaoxiang.forces.forms import AnswerForm, ChangeForm, RecordForm
from shaoxiang.forces.models import HeadChange
from shaoxiang.forces.queries.heads import changes_for, head_of, who_may_head
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import allowed, require, visible
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once


@never_cache
@require_safe
@signed_in
def changes(request: ActorRequest) -> HttpResponse:
    rows = list(changes_for(request.actor)[:100])
    mine = Body.objects.filter(visible(request.actor, access.GRANTS["ask_change"]), kind=BodyKind.DISPATCHED_INSTITUTION.value, valid_to=None)
    return render(request, "forces/changes.html", {"rows": rows, "units": list(mine.order_by("order", "pk"))})


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
            messages.success(request, gettext("已征求镇街意见，在各镇街领导的消息里。"))
            return HttpResponseRedirect(reverse("forces:change", args=[row.pk]))
    return render(request, "forces/change_new.html", {"form": form, "body": body, "head": head_of(body.pk, today)}, status=422 if form.errors else 200)


@never_cache
@require_safe
@signed_in
def change(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(changes_for(request.actor), pk=pk))


def _page(request: ActorRequest, row: HeadChange, answer: AnswerForm | None = None, record: RecordForm | None = None, status: int = 200) -> HttpResponse:
    own = next((one for one in row.opinions.all() if one.unit_id == request.actor.unit_id), None)
    is_open = row.status == "ASKED"
    context = {
        "row": row, "head": head_of(row.body_id, timezone.localdate()), "answer_form": answer or AnswerForm(), "record_form": record or RecordForm(),
        "may_answer": is_open and own is not None and own.answer == "WAITING" and allowed(request.actor, access.OPINION_ANSWER, own),
        "may_decide": is_open and allowed(request.actor, access.CHANGE_DECIDE, row), "failed": answer or record,
    }
    return render(request, "forces/change.html", context, status=status)


@never_cache
@require_POST
@signed_in
@once
@keeps_draft("forces:change:{pk}:{act}")
def change_act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """answer (a street), record or drop (the department)."""
    row = get_object_or_404(changes_for(request.actor), pk=pk)
    now, form = timezone.now(), AnswerForm(request.POST) if act == "answer" else RecordForm(request.POST)
    if act not in ("answer", "record", "drop"):
        raise Http404
    if form.is_valid():
        given = form.cleaned_data
        try:
            if act == "answer":
                actions.answer_change(pk, given["answer"], words=given["words"], actor=request.actor, at=now)
            elif act == "record":
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
    if isinstance(form, AnswerForm):
        return _page(request, row, answer=form, status=422)
    return _page(request, row, record=form, status=422)
