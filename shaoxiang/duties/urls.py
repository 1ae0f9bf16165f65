from __future__ import annotations

from django.urls import path

from shaoxiang.duties import views
from shaoxiang.duties.views import documents

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
    path("documents/", documents.index, name="documents"),
    path("documents/new/", documents.new, name="document_new"),
    path("documents/review/<str:number>/", documents.review, name="rule_review"),
    path("documents/<str:code>/", documents.show, name="document"),
    path("documents/<str:code>/describe/", documents.describe, name="document_describe"),
    path("documents/<str:code>/text/", documents.text, name="document_text"),
    path("documents/<str:code>/do/<str:move>/", documents.act, name="document_act"),
    path("documents/<str:code>/version/<int:version>/", documents.version, name="document_version"),
    path("documents/<str:code>/version/<int:version>/paper/<str:form>/", documents.paper, name="document_paper"),
    path("versions/", views.versions, name="versions"),
    path("versions/new/", views.version_new, name="version_new"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("versions/<int:pk>/download/<str:form>/", views.version_download, name="version_download"),
    path("versions/<int:pk>/describe/", views.version_describe, name="version_describe"),
    path("versions/<int:pk>/item/", views.version_item, name="version_item"),
    path("versions/<int:pk>/import/", views.version_import, name="version_import"),
    path("versions/<int:pk>/act/<str:move>/", views.version_act, name="version_act"),
]
