from __future__ import annotations

from django.urls import path

from shaoxiang.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.index, name="index"),
    path("items/", views.items, name="items"),
    path("matters/", views.matters, name="matters"),
    path("services/", views.services, name="services"),
    path("types/", views.types, name="types"),
    path("types/<str:code>/", views.type_detail, name="type"),
    path("types/<str:code>/edit/", views.type_edit, name="type_edit"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/new/", views.catalogue_new, name="catalogue_new"),
    path("catalogue/<int:pk>/end/", views.catalogue_end, name="catalogue_end"),
    path("versions/", views.versions, name="versions"),
    path("versions/new/", views.version_new, name="version_new"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("versions/by-number/<str:number>/", views.version_by_number, name="version_by_number"),
    path("versions/<int:pk>/check/", views.version_check, name="version_check"),
    path("versions/<int:pk>/download/<str:form>/", views.version_download, name="version_download"),
    path("versions/<int:pk>/describe/", views.version_describe, name="version_describe"),
    path("versions/<int:pk>/item/", views.version_item, name="version_item"),
    path("versions/<int:pk>/import/", views.version_import, name="version_import"),
    path("versions/<int:pk>/act/<str:move>/", views.version_act, name="version_act"),
]
