"""Words of the lists in templates. Loaded where used: `{% load duties %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def named(row: Any, column: str) -> str:
    """A row's name in the reader's language: its English twin (`<column>_en`) where there is one."""
    english = getattr(row, f"{column}_en", "") if (get_language() or "").startswith("en") else ""
    return str(english or getattr(row, column))
