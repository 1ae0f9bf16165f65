"""我的提醒: where a person is reached outside the house, and when not."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.notices import contacts, forms, plan, queries
from shaoxiang.kernel.notices.actions.own import set_contact, set_quiet
from shaoxiang.kernel.notices.actions.own import try_own as send_trial
from shaoxiang.kernel.notices.models import ContactPoint
from shaoxiang.kernel.notices.vocabulary import ChannelKind, QuietMode, Wish
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in

TRIALS = Limit("notices:try-own", 5, timedelta(minutes=10))
FIELDS = {"email": ChannelKind.EMAIL.value, "mobile": ChannelKind.SMS.value}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@sensitive_post_parameters("email", "mobile")
def mine(request: ActorRequest) -> HttpResponse:
    """Own addresses are shown masked, also to oneself: a screen is read by others too."""
    person_id = request.actor.person_id
    if person_id is None:
        messages.warning(request, gettext("您的账号没有对应到人，留不了联系方式。"))
        return HttpResponseRedirect(reverse("notices:list"))
    form = forms.MineForm(request.POST) if request.method == "POST" else forms.MineForm(initial=_initial(person_id))
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        with transaction.atomic():
            for name, kind in FIELDS.items():
                set_contact(person_id, kind, form.address(name), given[f"{name}_wish"], actor=request.actor, at=now)
            set_quiet(person_id, given["mode"], form.hours, given["language"], actor=request.actor, at=now)
        messages.success(request, gettext("已存。"))
        return HttpResponseRedirect(reverse("notices:mine"))
    kept = {name: _masked(row) for name, kind in FIELDS.items() if (row := queries.contacts_of(person_id).get(kind))}
    context = {"form": form, "kept": kept, "hours": plan.quiet_hours(), "by": queries.personal_channels()}
    return render(request, "notices/mine.html", context, status=422 if form.is_bound else 200)


def _initial(person_id: int) -> dict[str, object]:
    choice, hours = queries.quiet_choice(person_id)
    known = queries.contacts_of(person_id)
    wishes = {f"{name}_wish": known[kind].wish if kind in known else Wish.AS_SET.value for name, kind in FIELDS.items()}
    return {"mode": choice.mode or QuietMode.DEFAULT.value, "start": hours.start, "end": hours.end, "language": choice.language, **wishes}


def _masked(row: ContactPoint) -> str:
    try:
        return contacts.masked(row)
    except seal.CannotOpen:
        return "****"


@require_POST
@signed_in
def try_own(request: ActorRequest, kind: str) -> HttpResponse:
    """发一条试试, to one's own address."""
    channel = queries.personal_channels().get(kind)
    if request.actor.person_id is None or channel is None:
        messages.warning(request, gettext("这个渠道还没有启用。"))
    elif not flood.count(TRIALS, str(request.actor.person_id), at=timezone.now()):
        messages.warning(request, gettext("试得太多了，过十分钟再试。"))
    else:
        outcome = send_trial(channel, actor=request.actor, at=timezone.now())
        if outcome is None:
            messages.warning(request, gettext("先留下地址，存了再试。"))
        elif outcome.taken:
            messages.success(request, gettext("已发出，看看收到没有。"))
        else:
            messages.error(request, gettext("没有发出去，请告诉系统管理员：%(words)s") % {"words": gettext(outcome.words) if outcome.words else outcome.status})
    return HttpResponseRedirect(reverse("notices:mine"))
