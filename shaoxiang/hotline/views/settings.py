"""热线设置 and 对接方案 (业务管理员)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases.queries import setting
from shaoxiang.hotline import access, queries
from shaoxiang.hotline.actions.settings import renew_secret, set_petition_office, switch_limits, write_profile
from shaoxiang.hotline.forms.settings import COLUMNS, SPARE_ROWS, LimitsForm, OfficeForm, ProfileForm, ours_of, posted_rows
from shaoxiang.hotline.models import ExchangeProfile
from shaoxiang.hotline.queries.limits import history, preview
from shaoxiang.hotline.rules.refusal import Refused
from shaoxiang.hotline.views.asked import tell
from shaoxiang.hotline.vocabulary import Direction, FieldKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest) -> HttpResponse:
    """热线设置: the rule sets with their sources, what a change would do, who changed what."""
    require(request.actor, access.GRANTS["configure"])
    return _page(request)


def _page(request: ActorRequest, *, office: OfficeForm | None = None, status: int = 200) -> HttpResponse:
    now, in_force = timezone.now(), str(setting("hotline_limits"))
    wanted = request.GET.get("preview", "")
    found = preview(wanted, now=now)
    context = {
        "form": LimitsForm(initial={"limit_set": wanted or in_force}), "in_force": in_force, "preview": found, "now": now,
        "office": office or OfficeForm(initial={"petition_office": queries.petition_office()}), "history": history(), "profiles": ExchangeProfile.objects.all(),
    }
    return render(request, "hotline/settings.html", context, status=status)


@require_POST
@signed_in
def limits(request: ActorRequest) -> HttpResponse:
    """换规则: without `sure` only the preview is shown."""
    require(request.actor, access.GRANTS["configure"])
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422)
    chosen = form.cleaned_data["limit_set"]
    if request.POST.get("sure") != "1":
        return HttpResponseRedirect(f"{reverse('hotline:settings')}?preview={chosen}")
    if chosen != setting("hotline_limits"):
        switch_limits(chosen, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("规则已换：从现在起新接的按新规则，在办的按接的时候的规则走完。"))
    return HttpResponseRedirect(reverse("hotline:settings"))


@require_POST
@signed_in
def office(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    form = OfficeForm(request.POST)
    if form.is_valid():
        try:
            set_petition_office(form.cleaned_data["petition_office"], actor=request.actor, at=timezone.now())
            messages.success(request, gettext("信访工作机构已定；已经登记的不变。"))
            return HttpResponseRedirect(reverse("hotline:settings"))
        except Refused as refused:
            tell(form, refused)
    return _page(request, office=form, status=422)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@keeps_draft("hotline:profile")
def profile(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """对接方案: fields, codes, time zone, where the statuses go."""
    require(request.actor, access.GRANTS["configure"])
    found = get_object_or_404(ExchangeProfile, pk=pk) if pk else None
    if request.method != "POST":
        form = ProfileForm.of(found) if found else ProfileForm(initial={"direction": request.GET.get("direction", Direction.IN.value)})
        return _profile_page(request, form, found, list(found.fields) if found else [])
    data = request.POST.copy()
    if found:
        data["code"], data["direction"] = found.code, found.direction
    form, rows = ProfileForm(data), posted_rows(request.POST)
    if form.is_valid():
        try:
            saved = write_profile(form.arguments(rows), actor=request.actor, at=timezone.now(), pk=pk)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("对接方案已存。"))
            return HttpResponseRedirect(reverse("hotline:profile", args=[saved.pk]))
    return _profile_page(request, form, found, rows, status=422)


def _profile_page(
    request: ActorRequest, form: ProfileForm, found: ExchangeProfile | None, rows: list[dict[str, Any]], *, secret: str = "", status: int = 200,
) -> HttpResponse:
    direction = str(form["direction"].value() or Direction.IN)
    empty = dict.fromkeys(COLUMNS, "")
    context = {
        "form": form, "profile": found, "rows": [*rows, *[empty] * SPARE_ROWS], "ours": ours_of(direction), "kinds": list(FieldKind), "secret": secret,
        "inward": direction == Direction.IN,
    }
    return render(request, "hotline/profile.html", context, status=status)


@never_cache
@require_POST
@signed_in
def secret(request: ActorRequest, pk: int) -> HttpResponse:
    """换签名密钥: on this answer only, so a reload does not show it again."""
    require(request.actor, access.GRANTS["configure"])
    found = get_object_or_404(ExchangeProfile, pk=pk, direction=Direction.OUT)
    made = renew_secret(found.pk, actor=request.actor, at=timezone.now())
    return _profile_page(request, ProfileForm.of(found), found, list(found.fields), secret=made)
