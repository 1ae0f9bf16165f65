"""What the pages of this room share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.kernel.access import Actor

NEWEST_FIRST = ("-matter__opened_at", "-matter_id")


class ActorRequest(HttpRequest):
    actor: Actor
    draft: Any


def add_error(form: Any, refused: AdmissionRefused) -> None:
    """Every refused field with its own sentence; what has no field stands above the form."""
    for name, reason in (refused.missing or {refused.field: refused.reason}).items():
        form.add_error(name if name in form.fields else None, gettext(reason) % refused.params if refused.params else gettext(reason))
