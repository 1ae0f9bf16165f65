from __future__ import annotations

from django.urls import path

from shaoxiang.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.index, name="board"),
    path("parts/", views.parts, name="parts"),
    path("decisions/", views.decisions, name="decisions"),
    path("forces/", views.forces_list, name="forces"),
    path("marks.geojson", views.map_marks, name="marks"),
]
