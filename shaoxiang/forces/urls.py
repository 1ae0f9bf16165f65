from __future__ import annotations

from django.urls import path

from shaoxiang.forces import views

app_name = "forces"
urlpatterns = [
    path("", views.index, name="index"),
    path("allocations/new/", views.allocation_new, name="allocation_new"),
    path("certificates/", views.certificates, name="certificates"),
    path("units/<str:code>/", views.force, name="force"),
    path("units/<str:code>/team/", views.team, name="team"),
    path("units/<str:code>/members/new/", views.member_new, name="member_new"),
    path("units/<str:code>/members/import/", views.members_import, name="members_import"),
    path("units/<str:code>/members/import/blank/<str:form>/", views.members_blank, name="members_blank"),
    path("members/<int:pk>/", views.member, name="member"),
    path("members/<int:pk>/end/", views.member_end, name="member_end"),
    path("duty/", views.duty, name="duty"),
    path("panel/<str:number>/", views.panel, name="panel"),
    path("send/<str:number>/", views.send, name="send"),
    path("orders/", views.orders, name="orders"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("orders/<int:pk>/do/<str:move>/", views.order_move, name="order_move"),
    path("orders/<int:pk>/ask-release/", views.ask_release, name="ask_release"),
    path("orders/<int:pk>/asked/", views.asked, name="asked"),
    path("releases/<int:pk>/refuse/", views.refuse_release, name="refuse_release"),
    path("roster/", views.rosters, name="rosters"),
    path("roster/mine/", views.my_shifts, name="my_shifts"),
    path("roster/<str:code>/", views.roster, name="roster"),
    path("roster/<str:code>/rotation/", views.rotation, name="rotation"),
    path("roster/<str:code>/draw/", views.draw, name="draw"),
    path("roster/<str:code>/shift/", views.shift_new, name="shift_new"),
    path("roster/<str:code>/absence/", views.absence_new, name="absence_new"),
    path("shifts/<int:pk>/", views.shift, name="shift"),
    path("shifts/<int:pk>/cancel/", views.shift_cancel, name="shift_cancel"),
    path("shifts/<int:pk>/swap/", views.swap_new, name="swap_new"),
    path("swaps/<int:pk>/<str:act>/", views.swap_act, name="swap_act"),
    path("absences/<int:pk>/cancel/", views.absence_cancel, name="absence_cancel"),
    path("feeds/", views.feed_new, name="feed_new"),
    path("feeds/<int:pk>/end/", views.feed_end, name="feed_end"),
    path("calendar/<str:token>.ics", views.calendar, name="calendar"),
    path("heads/", views.changes, name="changes"),
    path("heads/new/<str:code>/", views.change_new, name="change_new"),
    path("heads/<int:pk>/", views.change, name="change"),
    path("heads/<int:pk>/do/<str:act>/", views.change_act, name="change_act"),
]
