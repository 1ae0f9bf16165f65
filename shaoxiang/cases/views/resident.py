"""居民: report, track, confirm or reopen, rate, withdraw. No account: number and tracking code open one matter for two hours."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases import access, actions
from shaoxiang.cases.forms.resident import (
    AddForm,
    ConfirmForm,
    ConsentForm,
    EraseForm,
    RateForm,
    ReopenForm,
    ReportForm,
    TrackForm,
    WithdrawForm,
)
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import resident as pages
from shaoxiang.cases.queries import resident_data as own
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.views import similar
from shaoxiang.cases.views.resident_session import View, actor_of, close, holds_phone, needs_matter, open_matter, opened
from shaoxiang.cases.vocabulary import Satisfaction
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.suggesting import suggested as suggested_types
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.geo import FIELDS as PLACE_FIELDS
from shaoxiang.kernel.identity.rules import find_sensitive, mask_public, strip_sensitive
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import tell
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.limits import limited, too_often
from shaoxiang.kernel.web.once import once

log = logging.getLogger("shaoxiang.cases")

REPORTS = Limit("resident:report", 20, timedelta(minutes=10))
HINTS = Limit("resident:hints", 200, timedelta(minutes=10))
ACTS = Limit("resident:acts", 60, timedelta(minutes=10))
WRONG_FROM_ADDRESS = Limit("resident:track-address", 20, timedelta(minutes=10))
WRONG_FOR_NUMBER = Limit("resident:track-number", 15, timedelta(minutes=10))

REPORTER = Actor(kind=ActorKind.RESIDENT, roles=frozenset({access.RESIDENT}))


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """首页: report, track, or telephone and counter."""
    return render(request, "cases/resident/portal.html", {"published": pages.published()[:3]})


@require_safe
def counters(request: HttpRequest) -> HttpResponse:
    """电话和窗口: the hotline, and every street's counter with address, hours and telephone."""
    return render(request, "cases/resident/counters.html", {"counters": pages.counters()})


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
    if "strip" in request.POST or "preview" in request.POST:
        return _looked_over(request)
    form = ReportForm(request.POST, request.FILES)
    at = timezone.now()
    if not form.is_valid() or not _photos_taken(form, at):
        return _report_page(request, form, status=422)
    try:
        case = actions.report_case(form.report(), actor=REPORTER, at=at)
    except ReportRefused as refused:
        tell(form, refused)
        return _report_page(request, form, status=422)
    _attach(case.number, form.cleaned_data["photos"], actor=actor_of(case), at=at)
    open_matter(request, case)
    return redirect("resident:done", number=case.number)


def _looked_over(request: HttpRequest) -> HttpResponse:
    """Nothing is sent yet: 删去这些 takes the numbers out, 先看公开的样子 shows what others would read."""
    given = request.POST.copy()
    if "strip" in given:
        given["description"] = strip_sensitive(given.get("description", "")[:5000])
    fields = {name: value for name, value in given.items() if name in ReportForm.base_fields and name != "photos"}
    return _report_page(request, ReportForm(initial=fields), pin=given, preview="preview" in given)


def _initial(request: HttpRequest) -> dict[str, Any]:
    kept = drafts.initial(request)
    asked = request.GET.get("type", "")
    return {**({"type_code": asked} if asked in duty_book().offered else {}), **kept}


def _report_page(request: HttpRequest, form: ReportForm, status: int = 200, *, pin: Any = None, preview: bool = False) -> HttpResponse:
    chosen = str(form["type_code"].value() or "")
    words = str(form["description"].value() or "")
    page = {
        "form": form, "chosen": chosen, "common": pages.common_types(), "classes": pages.types_by_class(),
        "chosen_type": duty_book().types.get(chosen), "hints": hints_of(words, chosen, str(form["suggested"].value() or "")),
        "pin": {name: pin.get(name, "") for name in PLACE_FIELDS} if pin is not None else _pin_of(form), "draft": getattr(request, "draft", None),
        "more_open": preview or any(form[name].errors for name in ("name", "phone", "kind")),
        "preview": {"text": mask_public(words)} if preview else None,
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
    preview = {"text": mask_public(words)} if request.POST.get("public") else None
    return render(request, "cases/resident/report.html#hints", {"hints": hints_of(words, chosen, suggested), "preview": preview, "fragment": True})


@require_POST
def strip(request: HttpRequest) -> HttpResponse:
    """删去这些 (htmx): the words without the numbers, in their field."""
    at = timezone.now()
    if not flood.count(HINTS, flood.address_of(request), at=at):
        return too_often(request, HINTS.retry_after_s(at))
    form = ReportForm(initial={"description": strip_sensitive(request.POST.get("description", "")[:5000])})
    return render(request, "cases/resident/report.html#words", {"form": form, "stripped": True})


def hints_of(words: str, chosen: str, suggested: str) -> dict[str, Any]:
    """`suggested`: taken from earlier hints; it stays on offer, so that typing on does not undo the choice."""
    book = duty_book()
    kind = book.types.get(chosen or suggested)
    offered = [each.type_code for each in suggested_types(words, book)] if words and not chosen else []
    if suggested in book.offered and not chosen and suggested not in offered:
        offered.append(suggested)
    return {
        "danger": routing.danger(words, kind),
        "types": [book.types[code] for code in offered], "suggested": suggested,
        "personal": sensitive_kinds(words),
        "photo_reason": kind.photo_reason if kind is not None and kind.needs_photo else "",
    }


def sensitive_kinds(words: str) -> list[str]:
    """What the words hold of people, named once each: a warning, never a refusal."""
    return [_(label) for label in dict.fromkeys(span.kind.label for span in find_sensitive(words))]


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


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """用完了: on a telephone that others use too."""
    close(request)
    return redirect("resident:portal")


@never_cache
@require_safe
@needs_matter
def matter(request: HttpRequest, case: Case) -> HttpResponse:
    return _matter_page(request, case)


def _matter_page(request: HttpRequest, case: Case, status: int = 200, **forms: Form) -> HttpResponse:
    """The page; `forms` replace the empty ones, with what was wrong in them."""
    page = pages.page_of(case, now=timezone.now(), actor=actor_of(case))
    empty = {"confirm": ConfirmForm, "reopen": ReopenForm, "withdraw": WithdrawForm, "rate": RateForm, "add": AddForm, "erase": EraseForm}
    page["holds_phone"] = holds_phone(request, case)
    page["public_preview"] = mask_public(case.description)
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
                    tell(form, refused)
                except Refused as refused:
                    form.add_error("photos", str(refused))
            return _matter_page(request, case, status=422, **{name: form})

        return wrapped

    return decorate


@_acts("confirm", ConfirmForm)
def confirm(case: Case, given: dict[str, Any]) -> str:
    satisfaction = Satisfaction(given["satisfaction"]) if given["satisfaction"] else None
    actions.confirm(case.number, actor=actor_of(case), at=timezone.now(), satisfaction=satisfaction)
    return _("谢谢您告诉我们。这件事办结了。")


@_acts("reopen", ReopenForm)
def reopen(case: Case, given: dict[str, Any]) -> str:
    actions.reopen(case.number, actor=actor_of(case), at=timezone.now(), words=given["words"])
    return _("知道了，已经退回去重新办。新的日期在下面。")


@_acts("withdraw", WithdrawForm)
def withdraw(case: Case, given: dict[str, Any]) -> str:
    actions.withdraw(case.number, actor=actor_of(case), at=timezone.now(), words=given["words"])
    return _("已经撤回，不再往下办。以后有事随时再说。")


@_acts("rate", RateForm)
def rate(case: Case, given: dict[str, Any]) -> str:
    actions.rate(case.number, actor=actor_of(case), at=timezone.now(), satisfaction=Satisfaction(given["satisfaction"]), words=given["words"])
    return _("谢谢您的评价。经办的人看不到是谁评的。")


@_acts("add", AddForm)
def add(case: Case, given: dict[str, Any]) -> str:
    at = timezone.now()
    if given["words"]:
        actions.supplement(case.number, actor=actor_of(case), at=at, words=given["words"])
    _attach(case.number, given["photos"], actor=actor_of(case), at=at)
    return _("收到了，已经放到这件事里。")


@_acts("consent", ConsentForm)
def consent(case: Case, given: dict[str, Any]) -> str:
    actions.consent(case.number, actor=actor_of(case), at=timezone.now(), public=given["public"])
    return _("记下了：同意公开。工作人员看过以后才会公开，您随时可以反悔。") if given["public"] else _("记下了：不公开。已经公开的，现在就撤下了。")


@_acts("erase", EraseForm)
def erase(case: Case, given: dict[str, Any]) -> str:
    request = actions.request_erasure(case.number, actor=actor_of(case), at=timezone.now(), words=given["words"])
    return _("收到您的申请，编号 %(number)s。答复会写在这一页。") % {"number": request.number}


@never_cache
@require_POST
@limited(ACTS)
@needs_matter
def data(request: HttpRequest, case: Case) -> HttpResponse:
    """查阅复制 (个人信息保护法 第四十五条): what is held of the reporter and this matter, as a file. Plain only with the telephone shown."""
    plain = holds_phone(request, case)
    actions.given_copy(case.number, actor=actor_of(case), at=timezone.now(), plain=plain)
    held = json.dumps(own.copy_of(case, plain=plain), ensure_ascii=False, indent=1, default=str)
    headers = {"Content-Disposition": f'attachment; filename="{case.number}.json"'}
    return HttpResponse(held, content_type="application/json; charset=utf-8", headers=headers)


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
    for turn, photo in enumerate(photos, start=1):
        actions.attach(number, actor=actor, at=at, upload=renamed(photo, turn), role=AttachmentRole.REPORT)


def renamed(photo: Any, turn: int) -> Any:
    """A file name may hold a person's name or number (孙阿姨身份证.jpg): what a resident sends is called by its turn."""
    photo.name = f"{_('照片')}{turn}.{photo.name.rpartition('.')[2][:8]}"
    return photo
