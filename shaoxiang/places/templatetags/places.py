"""Template words of places: {% load places %}."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.places.queries import shown_name
from shaoxiang.places.queries.layers import layers_for
from shaoxiang.places.queries.lineage import before_words

register = template.Library()
register.filter("shown_name", shown_name)


@register.simple_tag
def place_url(level: str, row: Any) -> str:
    """The page of a place."""
    return reverse("places:district") if str(level) == "district" else reverse(f"places:{level}", args=[row.code])


@register.simple_tag
def coordinate_systems() -> list[tuple[str, str]]:
    return [(str(system), system.label) for system in CoordinateSystem]


@register.simple_tag
def street_before(street_id: Any, days: int | None = None) -> SafeString | str:
    """其中某月某日以前为原××街道: under figures and lists of a street that had another name, or took others in. Nothing where it never changed."""
    said = before_words(int(street_id), days=days) if street_id else []
    return format_html('<p class="text-secondary">{}</p>', format_html_join(" ", "{}", ((one,) for one in said))) if said else ""


@register.simple_tag(takes_context=True)
def base_layers(context: template.Context) -> str:
    """底图 this reader is offered, as JSON for the map component."""
    actor = context.get("actor")
    return json.dumps(layers_for(public=actor is None or actor.assignment_id is None), ensure_ascii=False)


@register.simple_tag(takes_context=True)
def map(context: template.Context, **options: Any) -> str:
    """地图, the one component everywhere; see places/_map.html for its options. `picture`: a template that draws the page's own picture."""
    given: dict[str, Any] = {str(name): value for name, value in context.flatten().items()} | options
    if options.get("picture"):
        given["picture"] = render_to_string(options["picture"], given)
    return render_to_string("places/_map.html", given)
