"""Staff addresses of the case room; residents' are in their own module."""

from __future__ import annotations

from django.urls import include, path

from shaoxiang.cases.views import bulk, case, data_requests, desk, field, flow, handoffs, intake, lists, relations, search, settings, staff_map, sync

cases = [
    path("", lists.index, name="list"),
    path("export/<str:form>/", lists.export, name="export"),
    path("filters/", lists.save_filter, name="save_filter"),
    path("filters/<int:pk>/share/", lists.share_filter, name="share_filter"),
    path("filters/<int:pk>/copy/", lists.copy_filter, name="copy_filter"),
    path("filters/<int:pk>/drop/", lists.drop_filter, name="drop_filter"),
    path("map/", staff_map.index, name="map"),
    path("map/points.geojson", staff_map.points, name="points"),
    path("map/heat.geojson", staff_map.heat_cells, name="heat"),
    path("new/", intake.new, name="new"),
    path("new/hint/", intake.live_hint, name="hint"),
    path("new/earlier/", intake.earlier, name="earlier"),
    path("new/join/", intake.join, name="join"),
    path("bulk/", bulk.preview, name="bulk"),
    path("bulk/run/", bulk.run, name="bulk_run"),
    path("bulk/<int:pk>/", bulk.result, name="bulk_result"),
    path("flow/", flow.flow, name="flow"),
    path("handoffs/", handoffs.index, name="handoffs"),
    path("handoffs/decide/", handoffs.decide, name="handoffs_decide"),
    path("settings/", settings.show, name="settings"),
    path("settings/limits/<str:code>/", settings.save_limit, name="save_limit"),
    path("settings/switches/", settings.save_settings, name="save_settings"),
    path("data-requests/", data_requests.index, name="data_requests"),
    path("data-requests/<str:number>/", data_requests.show, name="data_request"),
    path("<str:number>/", case.show, name="case"),
    path("<str:number>/do/<str:move>/", case.act, name="act"),
    path("<str:number>/steps/<str:code>/done/", case.step_done, name="step_done"),
    path("<str:number>/reporter/", case.reveal_reporter, name="reveal"),
    path("<str:number>/cited/", case.cited, name="cited"),
    path("<str:number>/alike/", relations.alike, name="alike"),
    path("<str:number>/merge/", relations.merge, name="merge"),
    path("<str:number>/ask-merge/", relations.ask_merge, name="ask_merge"),
    path("<str:number>/split/", relations.split, name="split"),
    path("<str:number>/children/", relations.link_child, name="link_child"),
    path("<str:number>/children/drop/", relations.unlink_child, name="unlink_child"),
    path("<str:number>/cascade/<str:move>/", relations.cascade, name="cascade"),
    path("<str:number>/file.<str:form>", case.file, name="file"),
    path("<str:number>/slip.<str:form>", case.slip, name="slip"),
]

on_the_spot = [
    path("", field.home, name="home"),
    path("report/", field.report, name="report"),
    path("tasks/", field.tasks, name="tasks"),
    path("tasks/<str:number>/", field.task, name="task"),
    path("queue/", field.queue, name="queue"),
    path("shell/", field.shell, name="shell"),
    path("kit.json", field.kit, name="kit"),
    path("now.json", sync.now, name="now"),
    path("sync/", sync.sync, name="sync"),
]

urlpatterns = [
    path("home/", field.landing, name="landing"),
    path("field/", include((on_the_spot, "field"))),
    path("desk/", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("cases/", include((cases, "cases"))),
]
