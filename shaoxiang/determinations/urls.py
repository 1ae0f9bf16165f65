from __future__ import annotations

from django.urls import path

from shaoxiang.determinations import views

app_name = "determinations"
urlpatterns = [
    path("", views.index, name="index"),
    path("unit/<str:code>/", views.unit, name="unit"),
    path("unit/<str:code>/draft/", views.draft, name="draft"),
    path("unit/<str:code>/gaps/", views.gaps, name="gaps"),
    path("unit/<str:code>/duties/import/", views.naming_import, name="naming_import"),
    path("unit/<str:code>/duties/import/blank/<str:form>/", views.naming_blank, name="naming_blank"),
    path("gaps/", views.all_gaps, name="all_gaps"),
    path("matter/<str:number>/", views.matter, name="matter"),
    path("version/<int:pk>/", views.show, name="show"),
    path("version/<int:pk>/part/<str:part>/", views.edit, name="edit"),
    path("version/<int:pk>/part/<str:part>/import/", views.part_import, name="part_import"),
    path("version/<int:pk>/part/<str:part>/import/blank/<str:form>/", views.part_blank, name="part_blank"),
    path("version/<int:pk>/against/<int:other>/", views.compare, name="compare"),
    path("version/<int:pk>/paper/<str:form>/", views.paper, name="paper"),
    path("version/<int:pk>/<str:move>/", views.act, name="act"),
    path("office/<str:code>/", views.office, name="office"),
    path("who/", views.who, name="who"),
]
