"""The public side: no account, number and tracking code open one matter."""

from django.urls import path

from shaoxiang.cases.views import resident, similar

app_name = "resident"
urlpatterns = [
    path("", resident.portal, name="portal"),
    path("report/", resident.report, name="report"),
    path("report/hints/", resident.hints, name="hints"),
    path("report/similar/", similar.similar, name="similar"),
    path("report/similar/photo/", similar.photo, name="similar_photo"),
    path("report/join/", similar.join, name="join"),
    path("report/types/", resident.types, name="types"),
    path("report/done/<str:number>/", resident.done, name="done"),
    path("track/", resident.track, name="track"),
    path("track/leave/", resident.leave, name="leave"),
    path("track/joined/<int:pk>/", similar.followed, name="followed"),
    path("track/joined/<int:pk>/<str:act>/", similar.followed_act, name="followed_act"),
    path("track/<str:number>/", resident.matter, name="matter"),
    path("track/<str:number>/confirm/", resident.confirm, name="confirm"),
    path("track/<str:number>/reopen/", resident.reopen, name="reopen"),
    path("track/<str:number>/withdraw/", resident.withdraw, name="withdraw"),
    path("track/<str:number>/rate/", resident.rate, name="rate"),
    path("track/<str:number>/add/", resident.add, name="add"),
]
