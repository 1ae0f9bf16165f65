"""A form with the map in it, for tests: what the reporting page of an upper room looks like to the map."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from shaoxiang.config.urls import handler400, handler403, handler404, handler500
from shaoxiang.config.urls import urlpatterns as house
from shaoxiang.kernel.geo import FIELDS, BadPoint, read_pin

__all__ = ["handler400", "handler403", "handler404", "handler500"]
FORM = """{% extends "web/public.html" %}{% block heading %}示例{% endblock %}{% block content %}
<form method="post">{% csrf_token %}{% include "places/_map.html" with pick=True pin=pin %}<button class="btn btn-primary" id="send">提交</button></form>
<pre id="answer">{{ answer }}</pre>{% endblock %}"""
POINTS = """{% extends "web/public.html" %}{% block heading %}示例{% endblock %}{% block content %}
{% include "places/_map.html" with points="/points.json" %}{% endblock %}"""


def form(request: HttpRequest) -> HttpResponse:
    pin: object = {name: request.POST.get(name, "") for name in FIELDS}
    answer = ""
    if request.method == "POST":
        try:
            found = read_pin(pin)  # type: ignore[arg-type]
            answer = json.dumps(None if found is None else {name: getattr(found, name) for name in found.__slots__})
        except BadPoint as error:
            answer = str(error)
    return HttpResponse(engines["django"].from_string(FORM).render({"pin": pin, "answer": answer}, request))


def points_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(POINTS).render({}, request))


def points(request: HttpRequest) -> JsonResponse:
    lights = ("RED", "YELLOW", "GREEN")
    return JsonResponse({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"title": "路灯不亮（示例）", "number": f"N{n}", "light": lights[n % 3], "url": "/places/"},
         "geometry": {"type": "Point", "coordinates": [111.62 + n * 0.01, 40.85 + (n % 4) * 0.01]}}
        for n in range(12)
    ]})


urlpatterns = [path("pick/", form), path("points/", points_page), path("points.json", points), *house]
