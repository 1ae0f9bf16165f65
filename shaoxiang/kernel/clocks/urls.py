from __future__ import annotations

from django.urls import path

from shaoxiang.kernel.clocks import views

app_name = "clocks"
urlpatterns = [
    path("workdays/", views.calendar, name="calendar"),
    path("workdays/<int:year>/announce/", views.announce, name="announce"),
    path("workdays/<str:text>/", views.day, name="day"),
    path("clocks/", views.settings, name="settings"),
    path("clocks/<str:code>/", views.setting, name="setting"),
]
