from __future__ import annotations

from django.urls import path

from shaoxiang.kernel.notices.views import channels, deliveries, inbox, own

app_name = "notices"
urlpatterns = [
    path("", inbox.notice_list, name="list"),
    path("read/", inbox.read_all, name="read_all"),
    path("<int:pk>/", inbox.open_notice, name="open"),
    path("mine/", own.mine, name="mine"),
    path("mine/try/<str:kind>/", own.try_own, name="try_own"),
    path("channels/", channels.index, name="channels"),
    path("channels/quiet/", channels.quiet, name="quiet"),
    path("channels/new/<str:kind>/", channels.new, name="channel_new"),
    path("channels/<int:pk>/", channels.show, name="channel"),
    path("channels/<int:pk>/connect/", channels.connect, name="connect"),
    path("channels/<int:pk>/secret/", channels.secret, name="secret"),
    path("channels/<int:pk>/arrange/", channels.arrange, name="arrange"),
    path("channels/<int:pk>/test/", channels.test, name="test"),
    path("channels/log/", deliveries.log, name="deliveries"),
    path("channels/dead/", deliveries.dead, name="dead"),
    path("channels/again/", deliveries.again, name="again"),
    path("channels/give-up/", deliveries.give_up, name="give_up"),
]
