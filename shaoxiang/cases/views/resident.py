"""居民: report, track, confirm or reopen, rate, withdraw. No account: number and tracking code open one matter for two hours."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core import signing
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases import access, actions
from shaoxiang.cases.forms.resident import AddForm, ConfirmForm, RatingForm, ReopenForm, ReportForm, TrackForm, WithdrawForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import resident as pages
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.views import similar
from shaoxiang.cases.vocabulary import Satisfaction
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.geo import FIELDS as PLACE_FIELDS
from shaoxiang.kernel.identity.rules import find_personal
from shaoxiang.kernel.web import drafts, errors
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once

log = logging.getLogger("shaoxiang.cases")

SESSION_KEY = "resident_matters"  # number -> signed key of the matter
SALT = "shaoxiang.resident"
OPEN_FOR = timedelta(hours=2)
REMEMBERED = 8

REPORTS = Limit("resident:report", 20, timedelta(minutes=10))
HINTS = Limit("resident:hints", 200, timedelta(minutes=10))
ACTS = Limit("resident:acts", 60, timedelta(minutes=10))
WRONG_FROM_ADDRESS = Limit("resident:track-address", 20, timedelta(minutes=10))
WRONG_FOR_NUMBER = Limit("resident:track-number", 15, timedelta(minutes=10))

View = Callable[..., HttpResponse]
REPORTER = Actor(kind=ActorKind.RESIDENT, roles=frozenset({access.RESIDENT}))


def limited(limit: Limit) -> Callable[[View], View]:
    """Posts beyond the limit are refused kindly, with another way to be heard."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            at = timezone.now()
            if request.method == "POST" and not flood.count(limit, flood.address_of(request), at=at):
                return too_often(request, limit.retry_after_s(at))
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def too_often(request: HttpRequest, retry_after_s: int) -> HttpResponse:
    response = errors.page(request, 429)
    response["Retry-After"] = str(retry_after_s)
    return response


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """首页: report, track, or telephone and counter."""
    return render(request, "cases/resident/portal.html", {"counters": pages.counters()})


# --- report -----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft("resident:report")
@limited(REPORTS)
@once
def report(request: HttpRequest) -> HttpResponse:
    """我要反映, on one page. Whatever is wrong with it, everything typed stays."""
    if request.method != "POST":
        if not request.session.session_key:
            request.session.create()  # so that two posts of one page are known to be the same person's: see `once`
        return _report_page(request, ReportForm(initial=_initial(request)))
    form = ReportForm(request.POST, request.FILES)
    at = timezone.now()
    if not form.is_valid() or not _photos_taken(form, at):
        return _report_page(request, form, status=422)
    try:
        case = actions.report_case(form.report(), actor=REPORTER, at=at)
    except ReportRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, _(refused.reason))
        return _report_page(request, form, status=422)
    _attach(case.number, form.cleaned_data["photos"], actor=_actor(case), at=at)
    open_matter(request, case)
    return redirect("resident:done", number=case.number)


def _initial(request: HttpRequest) -> dict[str, Any]:
    kept = drafts.initial(request)
    asked = request.GET.get("type", "")
    return {**({"type_code": asked} if asked in duty_book().types else {}), **kept}


def _report_page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    chosen = str(form["type_code"].value() or "")
    words = str(form["description"].value() or "")
    page = {
        "form": form, "chosen": chosen, "common": pages.common_types(), "classes": pages.types_by_class(),
        "chosen_type": duty_book().types.get(chosen), "hints": hints_of(words, chosen, str(form["suggested"].value() or "")),
        "pin": _pin_of(form), "more_open": any(form[name].errors for name in ("name", "phone", "kind")), "draft": getattr(request, "draft", None),
    }
    return render(request, "cases/resident/report.html", page, status=status)


def _pin_of(form: ReportForm) -> dict[str, Any]:
    """What the map goes on from: what was posted, else the kept draft."""
    return {name: form.data.get(name, "") if form.is_bound else form.initial.get(name, "") for name in PLACE_FIELDS}


@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """While typing: types the words speak for, danger, personal numbers. Nothing is kept."""
    at = timezone.now()
    if not flood.count(HINTS, flood.address_of(request), at=at):
        return HttpResponse(status=204)
    words, chosen, suggested = (request.POST.get(name, "")[:5000] for name in ("description", "type_code", "suggested"))
    return render(request, "cases/resident/report.html#hints", {"hints": hints_of(words, chosen, suggested)})


def hints_of(words: str, chosen: str, suggested: str) -> dict[str, Any]:
    """`suggested`: taken from earlier hints; it stays on offer, so that typing on does not undo the choice."""
    book = duty_book()
    kind = book.types.get(chosen or suggested)
    offered = [each.type_code for each in routing.suggest(words, book)] if words and not chosen else []
    if suggested in book.types and not chosen and suggested not in offered:
        offered.append(suggested)
    return {
        "danger": routing.danger(words, kind),
        "types": [book.types[code] for code in offered], "suggested": suggested,
        "personal": bool(find_personal(words)),
        "photo_reason": kind.photo_reason if kind is not None and kind.needs_photo else "",
    }


@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """Types by a word of their name."""
    asked, chosen = request.GET.get("find", "")[:40].strip(), request.GET.get("type_code", "")[:16]
    classes = pages.types_by_class(asked)
    before = "" if chosen in {line.code for line in pages.common_types()} else chosen  # chosen here, not among the tiles: it must stay
    shown = {line.code for _name, lines in classes for line in lines}
    page = {"classes": classes, "found_before": before, "kept": duty_book().types.get(before) if before not in shown else None}
    return render(request, "cases/resident/report.html#types", page)


@never_cache
@require_safe
def done(request: HttpRequest, number: str) -> HttpResponse:
    """Number and tracking code, what happens next, who will handle it."""
    case = opened(request, number)
    if case is None:
        return redirect(f"{reverse('resident:track')}?number={number}")
    return render(request, "cases/resident/done.html", pages.page_of(case, now=timezone.now()))


# --- track ------------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """查进度. Which of the two was wrong is never said."""
    if request.method != "POST":
        return render(request, "cases/resident/track.html", {"form": TrackForm(initial={"number": request.GET.get("number", "")[:40]})})
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/resident/track.html", {"form": form}, status=422)
    at, number = timezone.now(), form.cleaned_data["number"]
    counted = ((WRONG_FROM_ADDRESS, flood.address_of(request)), (WRONG_FOR_NUMBER, number))
    for limit, asker in counted:
        if flood.is_spent(limit, asker, at=at):
            return too_often(request, limit.retry_after_s(at))
    case = _matching(number, form.cleaned_data["code"])
    if case is None and (follower := similar.matching(number, form.cleaned_data["code"])):
        return similar.opened_by(request, follower)
    if case is None:
        for limit, asker in counted:
            flood.count(limit, asker, at=at)
        form.add_error(None, _("编号和查询码对不上。请看看有没有抄错；找不到了，打 12345 或到窗口，报上姓名和电话也能查。"))
        return render(request, "cases/resident/track.html", {"form": form}, status=422)
    open_matter(request, case)
    return redirect("resident:matter", number=case.number)


def _matching(number: str, code: str) -> Case | None:
    """The case of that number and code; the same work is done whether or not the number exists."""
    case = Case.objects.select_related("matter").filter(matter__number=number).first()
    good = secrets.compare_digest((case.tracking_code if case else "-" * 8).encode(), code.encode())
    return case if good and case is not None else None


def open_matter(request: HttpRequest, case: Case) -> None:
    """This browser may act on the matter for two hours."""
    held = dict(request.session.get(SESSION_KEY, {}))
    held.pop(case.number, None)
    held[case.number] = signing.dumps(case.pk, salt=SALT)
    request.session[SESSION_KEY] = dict(list(held.items())[-REMEMBERED:])


def opened(request: HttpRequest, number: str) -> Case | None:
    """The case, if this browser has opened it within two hours."""
    token = request.session.get(SESSION_KEY, {}).get(number, "")
    try:
        key = signing.loads(token, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None
    return Case.objects.select_related("matter").filter(pk=key, matter__number=number).first()


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """用完了: on a telephone that others use too."""
    request.session.pop(SESSION_KEY, None)
    return redirect("resident:portal")


def needs_matter(view: View) -> View:
    """The view gets the case and its resident as actor; who has not opened it is asked for number and code."""

    @wraps(view)
    def wrapped(request: HttpRequest, number: str) -> HttpResponse:
        case = opened(request, number)
        if case is None:
            return render(request, "cases/resident/track.html", {"form": TrackForm(initial={"number": number[:40]}), "expired": True}, status=403)
        return view(request, case)

    return wrapped


def _actor(case: Case) -> Actor:
    return Actor(kind=ActorKind.RESIDENT, roles=frozenset({access.RESIDENT}), matter_id=case.pk)


@never_cache
@require_safe
@needs_matter
def matter(request: HttpRequest, case: Case) -> HttpResponse:
    return _matter_page(request, case)


def _matter_page(request: HttpRequest, case: Case, status: int = 200, **forms: Form) -> HttpResponse:
    """The page; `forms` replace the empty ones, with what was wrong in them."""
    page = pages.page_of(case, now=timezone.now(), actor=_actor(case))
    empty = {"confirm": ConfirmForm, "reopen": ReopenForm, "withdraw": WithdrawForm, "rate": RatingForm, "add": AddForm}
    page["forms"] = {name: forms.get(name) or make(auto_id=f"{name}_%s") for name, make in empty.items()}
    page["draft"] = getattr(request, "draft", None)
    return render(request, "cases/resident/matter.html", page, status=status)


def _acts(name: str, form_class: type[Form]) -> Callable[[Callable[[Case, dict[str, Any]], str]], View]:
    """One act of the resident: form, action, a sentence of thanks, back to the page."""

    def decorate(act: Callable[[Case, dict[str, Any]], str]) -> View:
        @never_cache
        @require_POST
        @keeps_draft(f"resident:{name}:{{number}}")
        @limited(ACTS)
        @once
        @needs_matter
        @wraps(act)
        def wrapped(request: HttpRequest, case: Case) -> HttpResponse:
            from django.contrib import messages

            form = form_class(request.POST, request.FILES, auto_id=f"{name}_%s")
            if form.is_valid():
                try:
                    messages.success(request, act(case, form.cleaned_data))
                    return HttpResponseRedirect(reverse("resident:matter", args=[case.number]))
                except ReportRefused as refused:
                    form.add_error(refused.field if refused.field in form.fields else None, _(refused.reason))
                except Refused as refused:
                    form.add_error("photos", str(refused))
            return _matter_page(request, case, status=422, **{name: form})

        return wrapped

    return decorate


@_acts("confirm", ConfirmForm)
def confirm(case: Case, given: dict[str, Any]) -> str:
    satisfaction = Satisfaction(given["satisfaction"]) if given["satisfaction"] else None
    actions.confirm(case.number, actor=_actor(case), at=timezone.now(), satisfaction=satisfaction)
    return _("谢谢您告诉我们。这件事办结了。")


@_acts("reopen", ReopenForm)
def reopen(case: Case, given: dict[str, Any]) -> str:
    actions.reopen(case.number, actor=_actor(case), at=timezone.now(), words=given["words"])
    return _("知道了，已经退回去重新办。新的日期在下面。")


@_acts("withdraw", WithdrawForm)
def withdraw(case: Case, given: dict[str, Any]) -> str:
    actions.withdraw(case.number, actor=_actor(case), at=timezone.now(), words=given["words"])
    return _("已经撤回，不再往下办。以后有事随时再说。")


@_acts("rate", RatingForm)
def rate(case: Case, given: dict[str, Any]) -> str:
    actions.rate(case.number, actor=_actor(case), at=timezone.now(), satisfaction=Satisfaction(given["satisfaction"]))
    return _("谢谢您的评价。经办的人看不到是谁评的。")


@_acts("add", AddForm)
def add(case: Case, given: dict[str, Any]) -> str:
    at = timezone.now()
    if given["words"]:
        actions.supplement(case.number, actor=_actor(case), at=at, words=given["words"])
    for photo in given["photos"]:
        actions.attach(case.number, actor=_actor(case), at=at, upload=photo, role=AttachmentRole.REPORT)
    return _("收到了，已经放到这件事里。")


# --- photos -----------------------------------------------------------------------------------------------------------


def _photos_taken(form: ReportForm, at: Any) -> bool:
    """Look at every photo before anything is reported, so that a bad one can be chosen anew."""
    for photo in form.cleaned_data["photos"]:
        try:
            files.take(photo, at=at)
        except Refused as refused:
            form.add_error("photos", f"{photo.name}：{refused}")
        else:
            photo.seek(0)
    return not form.errors


def _attach(number: str, photos: list[Any], *, actor: Actor, at: Any) -> None:
    for photo in photos:
        actions.attach(number, actor=actor, at=at, upload=photo, role=AttachmentRole.REPORT)
