"""A request with its actor, and a refusal as a sentence at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.refusal import Refusal

Made = TypeVar("Made")


class ActorRequest(HttpRequest):
    """What `signed_in` lets through; `draft` is set by `keeps_draft`."""

    actor: Actor
    draft: Any


def said(refused: Refusal) -> str:
    """The refusal in the reader's language."""
    words = gettext(refused.reason)
    return words % refused.facts if refused.facts else words


def tell(form: forms.Form, refused: Refusal) -> None:
    """Put it at the field it names, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, said(refused))


def tried(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """What the act gives; None after a refusal, which then stands on the form."""
    try:
        return act()
    except Refusal as refused:
        tell(form, refused)
        return None
