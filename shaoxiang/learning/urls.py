from __future__ import annotations

from django.urls import path

from shaoxiang.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.index, name="index"),
    path("alone/", views.save_alone, name="save_alone"),
    path("<int:pk>/", views.card, name="card"),
    path("<int:pk>/activate/", views.activate, name="activate"),
    path("<int:pk>/deactivate/", views.deactivate, name="deactivate"),
]
