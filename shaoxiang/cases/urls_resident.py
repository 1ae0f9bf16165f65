"""The public side: no account; number and tracking code open one matter, a telephone and its one-time code all of its own."""

from django.urls import path

from shaoxiang.cases.views import resident, resident_phone, resident_public, resident_rating, similar

app_name = "resident"
urlpatterns = [
    path("", resident.portal, name="portal"),
    path("counters/", resident.counters, name="counters"),
    path("report/", resident.report, name="report"),
    path("report/hints/", resident.hints, name="hints"),
    path("report/strip/", resident.strip, name="strip"),
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
    path("track/<str:number>/consent/", resident.consent, name="consent"),
    path("track/<str:number>/erase/", resident.erase, name="erase"),
    path("track/<str:number>/data/", resident.data, name="data"),
    path("mine/", resident_phone.mine, name="mine"),
    path("mine/phone/", resident_phone.phone, name="phone"),
    path("mine/code/", resident_phone.code, name="code"),
    path("r/<str:token>/", resident_rating.rating, name="rating"),
    path("public/", resident_public.index, name="public"),
    path("public/<str:number>/", resident_public.show, name="public_case"),
]
