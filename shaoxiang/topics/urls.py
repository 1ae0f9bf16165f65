from __future__ import annotations

from django.urls import path

from shaoxiang.topics import views

app_name = "topics"
urlpatterns = [
    path("", views.index, name="list"),
    path("settings/", views.settings, name="settings"),
    path("of/<str:number>/", views.panel, name="panel"),
    path("<int:pk>/", views.show, name="topic"),
    path("<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/rename/", views.rename, name="rename"),
    path("<int:pk>/parent/", views.make_parent, name="make_parent"),
]
