"""Template words of places: {% load places %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.places.queries import shown_name

register = template.Library()
register.filter("shown_name", shown_name)


@register.simple_tag
def place_url(level: str, row: Any) -> str:
    """The page of a place."""
    return reverse("places:district") if str(level) == "district" else reverse(f"places:{level}", args=[row.code])


@register.simple_tag
def coordinate_systems() -> list[tuple[str, str]]:
    return [(str(system), system.label) for system in CoordinateSystem]
