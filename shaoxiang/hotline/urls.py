from __future__ import annotations

from django.urls import path

from shaoxiang.hotline.views import answers, calls, petitions, settings, tickets

app_name = "hotline"
urlpatterns = [
    path("", calls.desk, name="desk"),
    path("keep/", calls.keep, name="keep"),
    path("earlier/", calls.earlier, name="earlier"),
    path("find-answers/", calls.answers, name="find_answers"),
    path("calls/<int:pk>/drop/", calls.drop, name="drop"),
    path("said/<str:number>/", calls.said, name="said"),
    path("first/", calls.first, name="first"),
    path("answers/", answers.index, name="answers"),
    path("answers/new/", answers.write, name="answer_new"),
    path("answers/<int:pk>/", answers.write, name="answer"),
    path("answers/<int:pk>/end/", answers.end, name="answer_end"),
    path("tickets/", tickets.index, name="tickets"),
    path("tickets/files/<int:pk>/", tickets.intake, name="intake"),
    path("tickets/files/<int:pk>/refused.csv", tickets.refused, name="intake_refused"),
    path("tickets/statuses/<int:pk>/", tickets.statuses, name="statuses"),
    path("tickets/deliveries/", tickets.deliveries, name="deliveries"),
    path("tickets/deliveries/again/", tickets.again, name="again"),
    path("tickets/of/<str:number>/", tickets.panel, name="panel"),
    path("petitions/", petitions.index, name="petitions"),
    path("petitions/new/", petitions.register, name="petition_register"),
    path("petitions/<str:number>/", petitions.show, name="petition"),
    path("petitions/<str:number>/said/", petitions.said, name="petition_said"),
    path("petitions/<str:number>/do/<str:move>/", petitions.act, name="petition_act"),
    path("petitions/<str:number>/petitioner/", petitions.reveal, name="petition_reveal"),
    path("settings/", settings.show, name="settings"),
    path("settings/limits/", settings.limits, name="limits"),
    path("settings/office/", settings.office, name="office"),
    path("settings/profiles/new/", settings.profile, name="profile_new"),
    path("settings/profiles/<int:pk>/", settings.profile, name="profile"),
    path("settings/profiles/<int:pk>/secret/", settings.secret, name="secret"),
]
