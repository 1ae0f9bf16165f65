"""网格员的手机: the few pages of whoever works on the spot. Each works as a plain page; the script beside it adds the queue."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.cases import access
from shaoxiang.cases.actions.field import Enclosure, OnTheSpot, Taken, take_report
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.forms.field import FieldReportForm
from shaoxiang.cases.queries import field as pages
from shaoxiang.cases.queries.field import on_the_ground
from shaoxiang.cases.queries.slots import field_entries_for
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.views.asked import find_case
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor, ActorKind, require
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.places.queries import place_book

POST_COOKIE = "shaoxiang_field"  # which post this browser was last used for; gone after signing out, and then what it kept is cleared
REMEMBERED_S = 30 * 24 * 3600
PRIVATE = ("name", "phone", "home")
_NOBODY = Actor(kind=ActorKind.RESIDENT)


@require_safe
@signed_in
def landing(request: ActorRequest) -> HttpResponse:
    """The first page after signing in: a grid worker with a telephone in hand sees the grid, everybody else the desk."""
    agent = request.headers.get("User-Agent", "")
    phone = request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in agent
    return redirect("field:home" if phone and request.actor.has_role("GRID_WORKER") else "desk")


def _page(request: ActorRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    actor = request.actor
    street = place_book().streets.get(actor.street_id or 0)
    frame = {"grids": pages.my_grids(actor), "within": street.code if street else "", "post_id": actor.post_id}
    response = render(request, f"cases/field/{name}.html", {**frame, **context}, status=status)
    response.set_cookie(POST_COOKIE, str(actor.post_id), max_age=REMEMBERED_S, samesite="Lax", secure=settings.HTTPS)
    return response


def _came_in(request: ActorRequest) -> None:
    """Raises PermissionDenied: these pages are for posts on the ground."""
    if not on_the_ground(request.actor):
        raise PermissionDenied(gettext("这几页给网格员和社区用；您的岗位请用“待办”和“新报一件”。"))


@never_cache
@require_safe
@signed_in
@ensure_csrf_cookie
def home(request: ActorRequest) -> HttpResponse:
    """我的网格: who answers for it, what waits, what I reported."""
    _came_in(request)
    now = timezone.now()
    tasks = pages.tasks_for(request.actor, now=now)
    context = {"tab": "home", "tasks": len(tasks), "people": pages.in_charge(request.actor), "reports": pages.my_reports(request.actor)}
    return _page(request, "home", {**context, "entries": field_entries_for(request.actor)})


@sensitive_post_parameters(*PRIVATE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("field:report")
def report(request: ActorRequest) -> HttpResponse:
    """现场上报: type, place, send. With a script the queue sends it; without one, this post does."""
    _came_in(request)
    require(request.actor, access.GRANTS["report"])
    if request.method != "POST":
        return _report_page(request, FieldReportForm(actor=request.actor, initial=drafts.initial(request)))
    form = FieldReportForm(request.POST, request.FILES, actor=request.actor)
    taken = _reported(request, form) if form.is_valid() else None
    if taken is None:
        return _report_page(request, form, status=422)
    code = taken.case.tracking_code
    told = gettext("已上报：%(number)s。") % {"number": taken.case.number}
    messages.success(request, told + (gettext("请告诉本人查询码 %(code)s。") % {"code": code} if taken.case.source == "PROXY" else ""))
    return HttpResponseRedirect(reverse("field:home"))


def _reported(request: ActorRequest, form: FieldReportForm) -> Taken | None:
    at = timezone.now()
    try:
        role = AttachmentRole.HANDLE if form.cleaned_data["outcome"] else AttachmentRole.REPORT
        enclosed = [Enclosure(files.take(one, at=at), one.name or "", role) for one in form.cleaned_data["photos"]]
        spot = OnTheSpot(uuid.uuid4().hex, None, enclosed)
        return take_report(form.report(), spot=spot, actor=request.actor, at=at, outcome=form.cleaned_data["outcome"])
    except ReportRefused as refused:
        tell(form, refused)
    except Refused as refused:
        form.add_error("photos", str(refused))
    return None


def _report_page(request: ActorRequest, form: FieldReportForm, status: int = 200) -> HttpResponse:
    types = pages.types_for(request.actor)
    chosen = str(form["type_code"].value() or "")
    first = [pages.type_facts(one) for one in types[: pages.TYPES_FIRST]]
    if chosen in duty_book().offered and chosen not in {one["code"] for one in first}:
        first.append(pages.type_facts(duty_book().types[chosen]))
    context = {"tab": "report", "form": form, "first": first, "groups": pages.type_groups(types), "chosen": chosen, "quick": _quick(),
               "pin": request.POST.dict() if form.is_bound else dict(form.initial)}
    return _page(request, "report", context, status)


def _quick() -> list[str]:
    """What is done on the spot most often, one press each."""
    return [gettext("已清理干净"), gettext("已当面劝导改正"), gettext("已修好"), gettext("已提醒并设警示")]


@never_cache
@require_safe
@signed_in
@ensure_csrf_cookie
def tasks(request: ActorRequest) -> HttpResponse:
    """我的任务: what waits for this post, and what others did that may be verified."""
    _came_in(request)
    return _page(request, "tasks", {"tab": "tasks", "tasks": pages.tasks_for(request.actor, now=timezone.now())})


@never_cache
@require_safe
@signed_in
@ensure_csrf_cookie
def task(request: ActorRequest, number: str) -> HttpResponse:
    """One matter: what is wrong, where, and what may be done about it here and now."""
    case = find_case(request, number)
    _came_in(request)
    shown = pages.task_of(case, request.actor, now=timezone.now())
    moves: list[Move] = [CASE_FLOW.by_name[name] for name in shown.moves]
    context = {"tab": "tasks", "task": shown, "case": case, "matter": case.matter, "moves": moves, "files": attachments_of(case.pk),
               "words": mask_text(case.description), "outcome": mask_text(case.outcome)}
    return _page(request, "task", context)


@never_cache
@require_safe
@signed_in
@ensure_csrf_cookie
def queue(request: ActorRequest) -> HttpResponse:
    """未发送: what lies in this telephone. The page is empty; the script fills it from the browser's own store."""
    _came_in(request)
    return _page(request, "queue", {"tab": "queue"})


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """离线外壳: the pages without their data. The service worker keeps this one page and shows it where there is no network."""
    moves = [CASE_FLOW.by_name[name] for name in pages.MOVES]
    # No token either: what is kept belongs to nobody, and the script reads the one of the moment.
    context = {"offline": True, "form": FieldReportForm(actor=_NOBODY), "quick": _quick(), "moves": moves, "tab": "", "csrf_token": ""}
    return render(request, "cases/field/shell.html", context)


@never_cache
@require_safe
@signed_in
@ensure_csrf_cookie
def kit(request: ActorRequest) -> HttpResponse:
    """What the telephone takes along; kept in the browser's own store and cleared on signing out."""
    _came_in(request)
    return JsonResponse(pages.kit(request.actor, now=timezone.now()))
