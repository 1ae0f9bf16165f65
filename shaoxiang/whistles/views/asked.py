"""A request with its actor, the whistle it names, and a refusal as a sentence at its field."""

from __future__ import annotations

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from shaoxiang.dispatch.rules import ObjectionRefused
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.web.asked import ActorRequest, said
from shaoxiang.whistles import queries
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import WhistleRefused

REFUSALS = (WhistleRefused, ObjectionRefused, ForceEngaged)
# Where a refusal of the room is shown on a form that calls the field otherwise.
SHOWN_AT = {"units": "body_id", "earlier": "earlier_number"}


def find_whistle(request: ActorRequest, number: str) -> Whistle:
    """The whistle if it is among the actor's rows, else 404: not even its being there is told."""
    return get_object_or_404(queries.whistles_for(request.actor), matter__number=number)


def sentence(refused: Exception) -> str:
    """What the refusal says, in the reader's language."""
    return said(refused) if isinstance(refused, Refusal) else gettext(str(getattr(refused, "reason", refused)))


def show_refusal(form: forms.Form, refused: Exception) -> None:
    """Put the refusal at the field it names, or above the form."""
    name = getattr(refused, "field", "units" if isinstance(refused, ForceEngaged) else "")
    if name not in form.fields:
        name = SHOWN_AT.get(name, "")
    form.add_error(name if name in form.fields else None, sentence(refused))
