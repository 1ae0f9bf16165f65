"""What every page of the room asks for first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext

from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.models import EmpowermentDecision
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.kernel.web.asked import ActorRequest


def find(request: ActorRequest, number: str) -> EmpowermentDecision:
    """The decision if it is among the actor's rows, else 404: not even its being there is told."""
    return get_object_or_404(queries.decisions_for(request.actor), matter__number=number)


def said(refused: EmpowermentRefused) -> list[str]:
    """The refusal in the reader's language; what is lacking line by line."""
    if isinstance(refused, actions.NotYet):
        return queries.missing_words(refused.missing)
    words = gettext(refused.reason)
    return [words % refused.facts if refused.facts else words]


def add(form: forms.Form, refused: EmpowermentRefused) -> None:
    for sentence in said(refused):
        form.add_error(refused.field if refused.field in form.fields else None, sentence)


def open_page(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Inside the staff's shell for people in a post, inside the public one for everybody else."""
    inside = request.actor.assignment_id is not None  # type: ignore[attr-defined]
    return render(request, template, {"layout": "web/base.html" if inside else "web/public.html", "inside": inside, **page})
