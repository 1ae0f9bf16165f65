"""新报 at the counter, on the telephone, from a patrol: one page, keyboard first; nothing typed is lost."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.cases import access, actions, queries
from shaoxiang.cases.actions.evidence import attach_report
from shaoxiang.cases.forms.intake import HintForm, IntakeForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.hints import earlier_of, hint
from shaoxiang.cases.queries.similar import case_of_token, near
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.views.asked import go
from shaoxiang.cases.vocabulary import Source
from shaoxiang.kernel.access import require
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.places.queries import place_book

PRIVATE = ("name", "phone", "home")


@sensitive_post_parameters(*PRIVATE)
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("cases:new")
def new(request: ActorRequest) -> HttpResponse:
    """新报. Refused only when nothing was said; a missing class or place is no reason."""
    require(request.actor, access.GRANTS["report"])
    if request.method != "POST":
        form = IntakeForm(actor=request.actor, initial=drafts.initial(request))
        return _page(request, form)
    form = IntakeForm(request.POST, request.FILES, actor=request.actor)
    case = _reported(request, form) if form.is_valid() else None
    if case is None:
        return _page(request, form, status=422)
    messages.success(request, gettext("已登记：%(number)s，查询码 %(code)s。请告诉来电（来访）人。") % {"number": case.number, "code": case.tracking_code})
    visible = queries.cases_for(request.actor).filter(pk=case.pk).exists()
    return go(request, reverse("cases:case", args=[case.number]) if visible else reverse("cases:new"))


def _reported(request: ActorRequest, form: IntakeForm) -> Case | None:
    """The case with its files and, for a question answered at once, its answer; None when something has to be put right."""
    at = timezone.now()
    try:
        with transaction.atomic():
            case = actions.report_case(form.report(), actor=request.actor, at=at)
            for photo in form.cleaned_data["photos"]:
                attach_report(case, actor=request.actor, at=at, upload=photo, role=AttachmentRole.REPORT)
            if form.cleaned_data["answer"]:
                case = actions.answer(case.number, actor=request.actor, at=at, words=form.cleaned_data["answer"])
            return case
    except ReportRefused as refused:
        tell(form, refused)
    except Refused as refused:
        form.add_error("photos", str(refused))
    except (PermissionDenied, Case.DoesNotExist):  # he may report it, but it is not his to answer
        form.add_error("answer", gettext("您的岗位不能当场答复这件事：请清空这一栏，登记后由调度处理。"))
    return None


def _page(request: ActorRequest, form: IntakeForm, status: int = 200) -> HttpResponse:
    street = place_book().streets.get(request.actor.street_id) if request.actor.street_id is not None else None
    pin = request.POST.dict() if form.is_bound else dict(form.initial)
    context = {"form": form, "pin": pin, "within": street.code if street else ""}
    return render(request, "cases/staff/new.html", context, status=status)


@sensitive_post_parameters(*PRIVATE)
@require_POST
@signed_in
def live_hint(request: ActorRequest) -> HttpResponse:
    """What the words and the place tell so far (htmx)."""
    require(request.actor, access.GRANTS["report"])
    form = HintForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    try:
        pin = read_pin(request.POST.dict())
    except BadPoint:
        pin = None  # half typed: no hint yet
    at = timezone.now()
    found = hint(given.get("description") or "", type_code=given.get("type_code") or "", pin=pin, grid_id=given.get("grid_id"), now=at)
    likely = given.get("type_code") or (found.suggestions[0].code if found.suggestions else "")
    alike = near(likely, pin.lon if pin else None, pin.lat if pin else None, given.get("description") or "", now=at, actor=request.actor)
    return render(request, "cases/staff/hint.html", {"hint": found, "similar": alike})


@sensitive_post_parameters(*PRIVATE)
@never_cache
@require_POST
@signed_in
@once
@keeps_draft("cases:new")
def join(request: ActorRequest) -> HttpResponse:
    """我也遇到: the caller or visitor joins the case he means instead of getting a new one; he is told number and code of his own."""
    require(request.actor, access.GRANTS["follow"])
    case = case_of_token(request.POST.get("join", "")[:200])
    if case is None:
        raise MoveRefused("follow", "", gettext("这条提示已经过期：请返回接着填，照常登记；写的内容还在。"))
    form = IntakeForm(request.POST, actor=request.actor)
    form.is_valid()
    given = form.cleaned_data
    follower = actions.follow(
        case.number, actor=request.actor, at=timezone.now(), source=Source(given.get("source") or Source.TELEPHONE), words=given.get("description") or "",
        reporter={"name": given.get("name") or "", "phone": given.get("phone") or "", "address": given.get("home") or ""},
        anonymous=bool(request.POST.get("anonymous")),
    )
    messages.success(request, gettext("已加入：编号 %(number)s，查询码 %(code)s。请告诉来电（来访）人，不用另外登记。") % {
        "number": follower.case.number, "code": follower.tracking_code,
    })
    visible = queries.cases_for(request.actor).filter(pk=follower.case_id).exists()
    return go(request, reverse("cases:case", args=[follower.case.number]) if visible else reverse("cases:new"))


@sensitive_post_parameters(*PRIVATE)
@require_POST
@signed_in
def earlier(request: ActorRequest) -> HttpResponse:
    """这个电话以前反映过 (htmx; by POST, so that no number stands in a log)."""
    require(request.actor, access.GRANTS["report"])
    rows = earlier_of(request.POST.get("phone", "")[:30], request.actor)
    for case in rows:
        case.shown_title = mask_text(case.matter.title)  # type: ignore[attr-defined]
    return render(request, "cases/staff/earlier.html", {"rows": rows, "asked": bool(request.POST.get("phone"))})
