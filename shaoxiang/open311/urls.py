"""The endpoint. Every address names its format; what is not here answers with an error array too."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, re_path, register_converter

from shaoxiang.open311.views import requests, services, settings, updates


class Format:
    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Any) -> str:
        return str(value)


register_converter(Format, "fmt")

app_name = "open311"
urlpatterns: list[URLPattern] = [
    path("discovery.<fmt:fmt>", services.discovery, name="discovery"),
    path("services.<fmt:fmt>", services.services, name="services"),
    path("services/<str:code>.<fmt:fmt>", services.definition, name="definition"),
    path("requests.<fmt:fmt>", requests.requests, name="requests"),
    path("requests/<str:number>.<fmt:fmt>", requests.request, name="request"),
    path("tokens/<str:token>.<fmt:fmt>", requests.token, name="token"),
    path("servicerequestupdates.<fmt:fmt>", updates.updates, name="updates"),
    path("media/<int:pk>", requests.media, name="media"),
    path("settings/", settings.settings, name="settings"),
    re_path(r"^.*\.xml$", services.unknown, {"fmt": "xml"}, name="unknown-xml"),
    re_path(r"^.*$", services.unknown, name="unknown"),
]
