from __future__ import annotations

from django.urls import URLPattern, path

from shaoxiang.coordination.views import items, meetings, settings, tasks

app_name = "coordination"
urlpatterns: list[URLPattern] = [
    path("", items.index, name="list"),
    path("new/", items.new, name="new"),
    path("panel/<str:number>/", items.panel, name="panel"),
    path("tasks/", tasks.index, name="tasks"),
    path("tasks/<int:pk>/do/<str:move>/", tasks.act, name="task"),
    path("meetings/", meetings.index, name="meetings"),
    path("meetings/new/", meetings.new, name="meeting_new"),
    path("meetings/<str:number>/", meetings.show, name="meeting"),
    path("meetings/<str:number>/do/<str:move>/", meetings.act, name="meeting_act"),
    path("meetings/<str:number>/order/", meetings.order, name="meeting_order"),
    path("meetings/<str:number>/add/", meetings.add, name="meeting_add"),
    path("meetings/<str:number>/invitation.ics", meetings.invitation, name="invitation"),
    path("meetings/<str:number>/paper/<str:kind>/<str:form>/", meetings.paper, name="paper"),
    path("feed/", meetings.feed_make, name="feed_make"),
    path("feed/end/", meetings.feed_end, name="feed_end"),
    path("feed/<str:secret>.ics", meetings.feed, name="feed"),
    path("settings/", settings.show, name="settings"),
    path("settings/limits/<str:code>/", settings.save_limit, name="save_limit"),
    path("settings/levels/<str:level>/", settings.save_level, name="save_level"),
    path("settings/switches/", settings.save_switches, name="save_switches"),
    path("<str:number>/", items.show, name="item"),
    path("<str:number>/do/<str:move>/", items.act, name="act"),
    path("<str:number>/decide/", meetings.decide, name="decide"),
]
