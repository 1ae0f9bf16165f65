"""What a resident's browser has opened: matters by number and code, or all matters of a telephone by a one-time code. For two hours, no account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shaoxiang.cases import access
from shaoxiang.cases.forms.resident import TrackForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import resident as pages
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.web import drafts

SESSION_KEY = "resident_matters"  # number -> signed key of the matter
PHONE_KEY = "resident_phone"  # signed blind index of the telephone; the number itself is nowhere
SALT, PHONE_SALT = "shaoxiang.resident", "shaoxiang.resident.phone"
OPEN_FOR = timedelta(hours=2)
REMEMBERED = 8

View = Callable[..., HttpResponse]


def open_matter(request: HttpRequest, case: Case) -> None:
    """This browser may act on the matter for two hours."""
    held = dict(request.session.get(SESSION_KEY, {}))
    held.pop(case.number, None)
    held[case.number] = signing.dumps(case.pk, salt=SALT)
    request.session[SESSION_KEY] = dict(list(held.items())[-REMEMBERED:])


def opened(request: HttpRequest, number: str) -> Case | None:
    """The case, if this browser has opened it within two hours, by its code or by the telephone of its reporter."""
    token = request.session.get(SESSION_KEY, {}).get(number, "")
    try:
        key = signing.loads(token, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return pages.cases_of_phone(phone_of(request)).filter(matter__number=number).first()
    return Case.objects.select_related("matter").filter(pk=key, matter__number=number).first()


def sign_in(request: HttpRequest, phone_index: str) -> None:
    """Whoever holds the telephone has shown it. The session gets a new key; drafts go along."""
    before = request.session.session_key
    request.session.cycle_key()
    drafts.adopt(request, before, drafts.owner_of(request))
    request.session[PHONE_KEY] = signing.dumps(phone_index, salt=PHONE_SALT)


def phone_of(request: HttpRequest) -> str:
    """The blind index of the telephone signed in with within two hours; "" where none is."""
    try:
        return str(signing.loads(request.session.get(PHONE_KEY, ""), salt=PHONE_SALT, max_age=OPEN_FOR))
    except signing.BadSignature:
        return ""


def close(request: HttpRequest) -> None:
    """用完了: nothing of it stays on a device that others use too."""
    request.session.pop(SESSION_KEY, None)
    request.session.pop(PHONE_KEY, None)


def actor_of(case: Case) -> Actor:
    return Actor(kind=ActorKind.RESIDENT, roles=frozenset({access.RESIDENT}), matter_id=case.pk)


def needs_matter(view: View) -> View:
    """The view gets the case instead of its number; who has not opened it is asked for number and code."""

    @wraps(view)
    def wrapped(request: HttpRequest, number: str, *args: Any, **kwargs: Any) -> HttpResponse:
        case = opened(request, number)
        if case is None:
            return render(request, "cases/resident/track.html", {"form": TrackForm(initial={"number": number[:40]}), "expired": True}, status=403)
        return view(request, case, *args, **kwargs)

    return wrapped


def holds_phone(request: HttpRequest, case: Case) -> bool:
    """Has this browser shown the telephone of this very reporter? Then plain data may leave (个人信息保护法 第四十五条)."""
    return pages.cases_of_phone(phone_of(request)).filter(pk=case.pk).exists()
