"""What every page of the room asks for first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from shaoxiang.coordination import queries
from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.kernel.access import Actor


class ActorRequest(HttpRequest):
    actor: Actor
    draft: Any


def find_item(request: ActorRequest, number: str) -> CoordinationCase:
    """The item if it is among the actor's rows, else 404: not even its being there is told."""
    return get_object_or_404(queries.items_for(request.actor), matter__number=number)


def find_meeting(request: ActorRequest, number: str) -> Meeting:
    return get_object_or_404(queries.meetings_for(request.actor), matter__number=number)


def said(refused: CoordinationRefused) -> str:
    """The refusal in the reader's language."""
    words = gettext(refused.reason)
    return words % refused.facts if refused.facts else words


def tried(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What the act gives; None after a refusal, which then stands on the form."""
    try:
        return act()
    except CoordinationRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, said(refused))
        return None
