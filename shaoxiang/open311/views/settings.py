"""开放接口 (业务管理员): whether anybody may report, what was imported, where the endpoint is."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.kernel.access import require
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.names import name_of
from shaoxiang.open311 import actions, queries
from shaoxiang.open311.access import GRANTS
from shaoxiang.open311.forms import SettingsForm
from shaoxiang.open311.models import ForeignJurisdiction

HISTORY_SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["configure"])
    form = SettingsForm(request.POST or None, initial={"open_post": queries.post_is_open()})
    if request.method == "POST":
        form = SettingsForm(request.POST)
        if form.is_valid():
            actions.set_open_post(form.cleaned_data["open_post"], actor=actor, at=timezone.now())
            messages.success(request, _("设置已改。"))
            return redirect("open311:settings")
    history = [
        (entry, name_of("assignment", entry.actor_id)) for entry in
        Entry.objects.filter(subject_kind="open311_setting").order_by("-at", "-pk")[:HISTORY_SHOWN]
    ]
    context = {
        "form": form, "history": history, "home": queries.home_jurisdiction(),
        "foreign": ForeignJurisdiction.objects.annotate(count=Count("requests")),
    }
    return render(request, "open311/settings.html", context)
