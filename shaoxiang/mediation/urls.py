from django.urls import URLPattern, path

from shaoxiang.mediation import views

app_name = "mediation"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("panel/<str:number>/", views.panel, name="panel"),
    path("<str:number>/", views.show, name="show"),
    path("<str:number>/parties/", views.parties, name="parties"),
    path("<str:number>/paper/<str:form>/", views.paper, name="paper"),
    path("<str:number>/do/<str:move>/", views.act, name="act"),
]
