from __future__ import annotations

from django.urls import path

from shaoxiang.kernel.web import offline, views

app_name = "web"
urlpatterns = [
    path("preferences/", views.set_preferences, name="preferences"),
    path("filters/", views.change_filter, name="filters"),
    path("styleguide/", views.style_guide, name="styleguide"),
    path("sw.js", offline.service_worker, name="sw"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("healthz", views.health, name="health"),
]
