from __future__ import annotations

from django.urls import path

from shaoxiang.simulation import views

app_name = "simulation"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="run"),
]
