from __future__ import annotations

from django.urls import URLPattern, path

from shaoxiang.whistles.views import blowing, lists, page, panel, rules

app_name = "whistles"
urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("export/<str:form>/", lists.export, name="export"),
    path("bands/", lists.band_table, name="bands"),
    path("new/", blowing.new, name="new"),
    path("new/hints/", blowing.hints, name="hints"),
    path("cited/", blowing.cited, name="cited"),
    path("types/", rules.types, name="types"),
    path("types/<str:code>/", rules.type_edit, name="type_edit"),
    path("settings/", rules.settings, name="settings"),
    path("panel/<str:number>/", panel.panel, name="panel"),
    path("<str:number>/", page.show, name="whistle"),
    path("<str:number>/print/", page.printed, name="printed"),
    path("<str:number>/edit/", blowing.edit, name="edit"),
    path("<str:number>/do/<str:move>/", page.act, name="act"),
    path("<str:number>/units/<int:order>/<str:move>/", page.unit_act, name="unit_act"),
]
