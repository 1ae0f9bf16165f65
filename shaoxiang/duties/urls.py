from __future__ import annotations

from django.urls import path

from shaoxiang.duties import views
from shaoxiang.duties.views import documents

app_name = "duties"
urlpatterns = [
    path("", views.index, name="index"),
    path("items/", views.items, name="items"),
    path("items/<str:kind>/<str:code>/", views.item, name="item"),
    path("matters/", views.matters, name="matters"),
    path("services/", views.services, name="services"),
    path("types/", views.types, name="types"),
    path("types/<str:code>/", views.type_detail, name="type"),
    path("types/<str:code>/edit/", views.type_edit, name="type_edit"),
    path("types/<str:code>/touched/", views.type_touched, name="type_touched"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/new/", views.catalogue_new, name="catalogue_new"),
    path("catalogue/<int:pk>/end/", views.catalogue_end, name="catalogue_end"),
    path("documents/", documents.index, name="documents"),
    path("documents/new/", documents.new, name="document_new"),
    path("documents/review/<str:number>/", documents.review, name="rule_review"),
    path("documents/<str:code>/", documents.show, name="document"),
    path("documents/<str:code>/figures/<slug:figure>/", documents.figure, name="document_figure"),
    path("documents/<str:code>/describe/", documents.describe, name="document_describe"),
    path("documents/<str:code>/text/", documents.text, name="document_text"),
    path("documents/<str:code>/do/<str:move>/", documents.act, name="document_act"),
    path("documents/<str:code>/version/<int:version>/", documents.version, name="document_version"),
    path("documents/<str:code>/version/<int:version>/english/", documents.english, name="document_english"),
    path("documents/<str:code>/version/<int:version>/paper/<str:form>/", documents.paper, name="document_paper"),
    path("versions/", views.versions, name="versions"),
    path("versions/new/", views.version_new, name="version_new"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("versions/by-number/<str:number>/", views.version_by_number, name="version_by_number"),
    path("versions/<int:pk>/check/", views.version_check, name="version_check"),
    path("versions/<int:pk>/download/<str:form>/", views.version_download, name="version_download"),
    path("versions/<int:pk>/describe/", views.version_describe, name="version_describe"),
    path("versions/<int:pk>/item/", views.version_item, name="version_item"),
    path("versions/<int:pk>/import/", views.version_import, name="version_import"),
    path("versions/<int:pk>/columns/", views.version_columns, name="version_columns"),
    path("versions/<int:pk>/reading/", views.version_reading, name="version_reading"),
    path("versions/<int:pk>/enter/", views.version_enter, name="version_enter"),
    path("versions/<int:pk>/sheet/<str:form>/", views.version_sheet, name="version_sheet"),
    path("versions/<int:pk>/items/", views.version_items, name="version_items"),
    path("versions/<int:pk>/items/many/", views.version_many, name="version_many"),
    path("versions/<int:pk>/items/<str:code>/", views.version_decide, name="version_decide"),
    path("versions/<int:pk>/items/<str:code>/split/", views.version_split, name="version_split"),
    path("versions/<int:pk>/items/<str:code>/merge/", views.version_merge, name="version_merge"),
    path("versions/<int:pk>/touched/", views.version_touched, name="version_touched"),
    path("versions/<int:pk>/review/<str:move>/", views.version_review, name="version_review"),
    path("versions/<int:pk>/act/<str:move>/", views.version_act, name="version_act"),
]
