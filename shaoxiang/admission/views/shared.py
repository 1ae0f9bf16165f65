"""What the pages of this room share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from shaoxiang.admission.rules import AdmissionRefused

NEWEST_FIRST = ("-matter__opened_at", "-matter_id")


def add_error(form: Any, refused: AdmissionRefused) -> None:
    """Every refused field with its own sentence; what has no field stands above the form."""
    for name, reason in (refused.missing or {refused.field: refused.reason}).items():
        form.add_error(name if name in form.fields else None, gettext(reason) % refused.facts if refused.facts else gettext(reason))
