from __future__ import annotations

from django.urls import path

from shaoxiang.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("about/", views.about, name="about"),
    path("desk/", views.desk, name="desk"),
    path("mine/<str:token>/", views.mine, name="mine"),
    path("<str:number>/answer/", views.answer, name="answer"),
]
