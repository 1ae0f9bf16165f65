"""我也遇到: what may be the same as what is being reported, joining it in one tap, and following it with a code of one's own."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases import access, actions
from shaoxiang.cases.actions.voices import resident_of
from shaoxiang.cases.forms.resident import ConfirmForm, RatingForm, ReopenForm
from shaoxiang.cases.models import FOLLOWING, Case, Follower
from shaoxiang.cases.queries.relations import main_of
from shaoxiang.cases.queries.resident import shared_page
from shaoxiang.cases.queries.similar import case_of_token, near, public_photo
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.vocabulary import Satisfaction, Source
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files import pictures, store
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin
from shaoxiang.kernel.web import errors
from shaoxiang.kernel.web.asked import tell
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once

LOOKS = Limit("resident:similar", 200, timedelta(minutes=10))
JOINS = Limit("resident:join", 20, timedelta(minutes=10))
ACTS = Limit("resident:followed", 60, timedelta(minutes=10))
SESSION_KEY = "resident_follows"  # follower -> signed key
SALT = "shaoxiang.follower"
OPEN_FOR = timedelta(hours=2)
REMEMBERED = 8
VISITOR = Actor(kind=ActorKind.RESIDENT, roles=frozenset({access.RESIDENT}))


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """附近同类: asked while the place and the type are given. Nothing is kept; too many questions get no answer."""
    at = timezone.now()
    if not flood.count(LOOKS, flood.address_of(request), at=at):
        return HttpResponse(status=204)
    words = request.POST.get("description", "")[:5000]
    try:
        pin = read_pin(request.POST.dict())
    except BadPoint:
        pin = None  # half typed
    found = near(_type_of(request, words), pin.lon if pin else None, pin.lat if pin else None, words, now=at)
    return render(request, "cases/resident/_similar.html", {"similar": found})


def _type_of(request: HttpRequest, words: str) -> str:
    """Chosen, else taken from the hints, else the likeliest by the words."""
    book = duty_book()
    given = [request.POST.get(name, "")[:16] for name in ("type_code", "suggested")]
    likely = [one.type_code for one in routing.suggest(words, book)[:1]] if words else []
    return next((code for code in [*given, *likely] if code in book.types), "")


@require_safe
def photo(request: HttpRequest) -> HttpResponseBase:
    """The small picture of a public case that was offered, taken by the office."""
    attachment = public_photo(request.GET.get("of", "")[:200])
    if attachment is None:
        return HttpResponseBadRequest()
    sha256 = attachment.file.sha256
    try:
        small = store.opened(sha256, store.THUMB)
    except FileNotFoundError:
        with store.opened(sha256) as picture, store.incoming() as made:
            pictures.thumbnail(picture, made, attachment.file.media_type)
            store.keep(made, sha256, store.THUMB)
        small = store.opened(sha256, store.THUMB)
    response = FileResponse(small, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@sensitive_post_parameters("name", "phone")
@never_cache
@require_POST
@keeps_draft("resident:report")
@once
def join(request: HttpRequest) -> HttpResponse:
    """加入: with whatever has been typed of the report. What cannot be joined any more goes on as a report: nothing typed is lost."""
    at = timezone.now()
    if not flood.count(JOINS, flood.address_of(request), at=at):
        return _too_often(request, JOINS, at)
    case = case_of_token(request.POST.get("join", "")[:200])
    if case is None:
        raise MoveRefused("follow", "", _("这条提示已经过期：请返回接着填，照常交上去；写的内容还在。"))
    anonymous = bool(request.POST.get("anonymous"))
    given = {name: request.POST.get(name, "").replace("\x00", "").strip()[:40] for name in ("name", "phone")}
    follower = actions.follow(
        case.number, actor=VISITOR, at=at, source=Source.RESIDENT_PAGE, reporter=given, anonymous=anonymous,
        words=request.POST.get("description", "").replace("\x00", "")[:5000],
    )
    opened_by(request, follower)
    messages.success(request, _("已经加入，不用再报一次。请记下编号和查询码。"))
    return redirect("resident:followed", pk=follower.pk)


def _too_often(request: HttpRequest, limit: Limit, at: Any) -> HttpResponse:
    response = errors.page(request, 429)
    response["Retry-After"] = str(limit.retry_after_s(at))
    return response


# --- following ------------------------------------------------------------------------------------------------------------


def matching(number: str, code: str) -> Follower | None:
    """The one who joined this case with this code; each code is compared, so that the time taken tells nothing."""
    rows = Follower.objects.filter(FOLLOWING, case__matter__number=number).select_related("case__matter")
    found = [one for one in rows if secrets.compare_digest(one.tracking_code.encode(), code.encode())]
    return found[0] if found else None


def opened_by(request: HttpRequest, follower: Follower) -> HttpResponse:
    """This browser may follow it for two hours."""
    held = dict(request.session.get(SESSION_KEY, {}))
    held.pop(str(follower.pk), None)
    held[str(follower.pk)] = signing.dumps(follower.pk, salt=SALT)
    request.session[SESSION_KEY] = dict(list(held.items())[-REMEMBERED:])
    return redirect("resident:followed", pk=follower.pk)


def _opened(request: HttpRequest, pk: int) -> Follower | None:
    token = request.session.get(SESSION_KEY, {}).get(str(pk), "")
    try:
        key = signing.loads(token, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None
    return Follower.objects.select_related("case__matter").filter(FOLLOWING, pk=key).first() if key == pk else None


FORMS: dict[str, type[Form]] = {"confirm": ConfirmForm, "reopen": ReopenForm, "rate": RatingForm, "leave": Form}


@never_cache
@require_safe
def followed(request: HttpRequest, pk: int) -> HttpResponse:
    """我加入的这件事: where it stands, and what one may say of it."""
    follower = _opened(request, pk)
    return _followed_page(request, follower) if follower else redirect("resident:track")


def _followed_page(request: HttpRequest, follower: Follower, status: int = 200, **forms: Form) -> HttpResponse:
    main = main_of(follower.case)
    page = shared_page(main, now=timezone.now(), since=follower.joined_at, rated=bool(follower.satisfaction))
    page["forms"] = {name: forms.get(name) or make(auto_id=f"{name}_%s") for name, make in FORMS.items()}
    page |= {"follower": follower, "number": follower.case.number, "draft": getattr(request, "draft", None)}
    return render(request, "cases/resident/followed.html", page, status=status)


@never_cache
@require_http_methods(["POST"])
@keeps_draft("resident:followed:{pk}:{act}")
@once
def followed_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Confirm, say no, rate, or leave: each who joined speaks for himself."""
    at = timezone.now()
    if not flood.count(ACTS, flood.address_of(request), at=at):
        return _too_often(request, ACTS, at)
    follower = _opened(request, pk)
    if follower is None or act not in FORMS:
        return redirect("resident:track")
    form = FORMS[act](request.POST, auto_id=f"{act}_%s")
    if form.is_valid():
        try:
            messages.success(request, _act(follower, main_of(follower.case), act, form.cleaned_data))
            return HttpResponseRedirect(reverse("resident:portal") if act == "leave" else reverse("resident:followed", args=[pk]))
        except ReportRefused as refused:
            tell(form, refused)
    return _followed_page(request, follower, status=422, **{act: form})


def _act(follower: Follower, main: Case, act: str, given: dict[str, Any]) -> str:
    actor, at = resident_of(main), timezone.now()
    if act == "leave":
        actions.leave(follower.pk, actor=actor, at=at)
        return _("已经退出，不再往您这里报进展。这件事照样办。")
    if act == "confirm":
        satisfaction = Satisfaction(given["satisfaction"]) if given["satisfaction"] else None
        actions.confirm(main.number, actor=actor, at=at, satisfaction=satisfaction, follower_id=follower.pk)
        return _("谢谢您告诉我们。")
    if act == "rate":
        actions.rate(main.number, actor=actor, at=at, satisfaction=Satisfaction(given["satisfaction"]), follower_id=follower.pk)
        return _("谢谢您的评价。经办的人看不到是谁评的。")
    actions.reopen(main.number, actor=actor, at=at, words=given["words"], follower_id=follower.pk)
    return _("知道了，已经退回去重新办。新的日期在下面。")
