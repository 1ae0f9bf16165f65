"""A request with its actor, the day it asks for, and a refusal as a sentence at its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.refusal import Refusal

Made = TypeVar("Made")


class ActorRequest(HttpRequest):
    """What `signed_in` lets through; `draft` is set by `keeps_draft`."""

    actor: Actor
    draft: Any


def asked_day(request: HttpRequest) -> tuple[date, str]:
    """The day of ?on=, today without it, and a notice where it cannot be read."""
    asked = request.GET.get("on", "").strip()
    if not asked:
        return timezone.localdate(), ""
    try:
        return date.fromisoformat(asked), ""
    except ValueError:
        return timezone.localdate(), gettext("日期读不懂，请写成 2026-03-02 这样；先按今天显示。")


def said(refused: Refusal) -> str:
    """The refusal in the reader's language."""
    words = gettext(refused.reason)
    return words % refused.facts if refused.facts else words


def tell(form: forms.Form, refused: Refusal) -> None:
    """Put it at the field it names, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, said(refused))


def tried(form: forms.Form, act: Callable[[], Made], telling: Callable[[Any, Any], None] = tell) -> Made | None:
    """What the act gives; None after a refusal, which then stands on the form."""
    try:
        return act()
    except Refusal as refused:
        telling(form, refused)
        return None


def went(form: forms.Form, act: Callable[[], object], telling: Callable[[Any, Any], None] = tell) -> bool:
    """Did the act go through? A refusal stands on the form."""
    return tried(form, lambda: (act(),), telling) is not None


def moved(request: HttpRequest, number: str, label: str, address: str) -> HttpResponse:
    """The move was made: it is said, on the page at this address. `label`: the msgid of the move."""
    messages.success(request, gettext("%(number)s：%(move)s，已办。") % {"number": number, "move": gettext(label)})
    return HttpResponseRedirect(address)
