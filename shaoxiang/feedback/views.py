"""提意见 and its answers for everybody; the answer desk for the administrator; what this system is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.feedback import access, actions, queries
from shaoxiang.feedback.forms import AnswerForm, AskForm
from shaoxiang.feedback.models import ProductFeedback
from shaoxiang.feedback.rules import FeedbackRefused, page_of
from shaoxiang.feedback.vocabulary import FeedbackKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.identity.rules import mask_public, mask_text
from shaoxiang.kernel.notices import texts
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.limits import limited
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

ASKS = Limit("feedback:ask", 10, timedelta(minutes=10))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft("feedback:ask")
@limited(ASKS)
@once
def ask(request: HttpRequest) -> HttpResponse:
    """对本系统提意见: the form, and what others asked with the answers."""
    if request.method != "POST":
        if not request.session.session_key:
            request.session.create()  # so that two posts of one page are known to be the same person's
        begun = {"page": page_of(request.GET.get("from", "")), "kind": FeedbackKind.PROBLEM.value}
        return _ask_page(request, AskForm(initial={**begun, **drafts.initial(request)}))
    form = AskForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, form, status=422)
    given = form.cleaned_data
    try:
        feedback = actions.give_feedback(
            kind=FeedbackKind(given["kind"]), text=given["text"], page=given["page"], phone=given["phone"], tell_me=given["tell_me"],
            actor=_actor(request), at=timezone.now(),
        )
    except FeedbackRefused as refused:
        tell(form, refused)
        return _ask_page(request, form, status=422)
    messages.success(request, _("收到了，谢谢您。编号 %(number)s。") % {"number": feedback.number})
    return redirect("feedback:mine", token=queries.token_of(feedback))


def _ask_page(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    page = keyset(queries.published(), order=queries.ORDER, cursor=request.GET.get("cursor"), size=10)
    context = {"form": form, "page": page, "rows": [_shown(row) for row in page], "texts": texts.is_configured(), "draft": getattr(request, "draft", None)}
    return render(request, "feedback/ask.html", context, status=status)


def _shown(feedback: ProductFeedback) -> dict[str, Any]:
    return {"feedback": feedback, "text": mask_public(feedback.text), "answer": mask_public(feedback.answer)}


@never_cache
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What one wrote, and its answer: by the address given when it was sent."""
    feedback = queries.of_token(token)
    if feedback is None:
        raise Http404
    clock = next(iter(running(feedback.matter)), None)
    return render(request, "feedback/mine.html", {"feedback": feedback, "clock": clock})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """关于: version, owner, filing numbers, what is done with personal data."""
    return render(request, "feedback/about.html")


@never_cache
@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """产品意见: all of them, newest first; the unanswered are on the desk too."""
    require(_actor(request), access.GRANTS["view"])
    rows = queries.for_desk(_actor(request))
    if request.GET.get("all") != "1":
        rows = rows.filter(answered_at__isnull=True)
    page = keyset(rows, order=("-matter__opened_at", "-matter_id"), cursor=request.GET.get("cursor"), size=30)
    titles = [(row, mask_text(row.matter.title)) for row in page]
    return render(request, "feedback/desk.html", {"page": page, "rows": titles, "everything": request.GET.get("all") == "1"})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@keeps_draft("feedback:answer:{number}")
@once
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """One feedback and its answer."""
    feedback = get_object_or_404(queries.for_desk(_actor(request)), matter__number=number)
    form = AnswerForm(request.POST or None, initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_feedback(number, actor=_actor(request), at=timezone.now(), **form.cleaned_data)
        except FeedbackRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("%(number)s 已答复。") % {"number": number})
            return redirect("feedback:desk")
    context = {"feedback": feedback, "text": mask_text(feedback.text), "form": form, "draft": getattr(request, "draft", None)}
    return render(request, "feedback/answer.html", context, status=422 if request.method == "POST" else 200)
