"""What the pages of changes share: the day they usually begin, what a form gives to the act, and a refusal in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext

from shaoxiang.places.rules.changes import ChangeRefused


def next_month(today: date) -> date:
    """Such changes usually begin with a month; today would be at once."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def common(form: forms.Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("title", "effective_from", "document")}


def said(refused: ChangeRefused) -> str:
    return gettext(refused.reason) % refused.facts if refused.facts else gettext(refused.reason)
