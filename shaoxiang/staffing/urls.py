from django.urls import URLPattern, path

from shaoxiang.staffing.views import demands, importing, passing, people, quotas, selection

app_name = "staffing"
urlpatterns: list[URLPattern] = [
    path("", quotas.index, name="index"),
    path("export/<str:form>/", quotas.download, name="export"),
    path("unit/<str:code>/", quotas.unit, name="unit"),
    path("unit/<str:code>/pass/", passing.pass_on, name="pass_whole"),
    path("unit/<str:code>/lock/", passing.lock, name="lock_unit"),
    path("unit/<str:code>/<str:which>/", quotas.people_there, name="place"),
    path("changes/", quotas.changes, name="changes"),
    path("changes/new/", quotas.new, name="new"),
    path("changes/new/preview/", quotas.preview, name="preview"),
    path("changes/import/", importing.sheet, name="import"),
    path("changes/import/blank/<str:form>/", importing.blank, name="import_blank"),
    path("changes/<str:number>/", quotas.change, name="change"),
    path("changes/<str:number>/do/<str:move>/", quotas.act, name="act"),
    path("cadres/", selection.index, name="cadres"),
    path("cadres/new/", selection.motion, name="motion"),
    path("cadres/seen/", selection.sights, name="sights"),
    path("cadres/channel/", selection.channel, name="channel"),
    path("cadres/public/", selection.notices, name="notices"),
    path("cadres/public/<str:number>/", selection.notice, name="notice"),
    path("cadres/<str:number>/", selection.show, name="selection"),
    path("cadres/<str:number>/do/nominate/", selection.nominate, name="nominate"),
    path("cadres/<str:number>/do/<str:move>/", selection.act, name="selection_act"),
    path("people/appoint/", people.appoint, name="appoint"),
    path("people/appoint/room/", people.room, name="room"),
    path("people/<int:pk>/release/", people.release, name="release"),
    path("people/<int:pk>/second/", people.second, name="second"),
    path("people/lent/<int:pk>/recall/", people.recall, name="recall"),
    path("demands/", demands.demands, name="demands"),
    path("coordinating/", demands.coordinating, name="coordinating"),
    path("coordinating/<int:pk>/end/", demands.wind_up, name="wind_up"),
    path("over/", demands.over, name="over"),
    path("over/export/<str:form>/", demands.over_table, name="over_table"),
]
