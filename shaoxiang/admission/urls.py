from django.urls import URLPattern, path

from shaoxiang.admission import views

app_name = "admission"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("check/", views.check, name="check"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("refusals/", views.refusals, name="refusals"),
    path("refusals/new/", views.refusal_new, name="refusal_new"),
    path("refusals/<str:number>/", views.refusal, name="refusal"),
    path("refusals/<str:number>/do/<str:move>/", views.refusal_act, name="refusal_act"),
    path("cases/<str:number>/panel/", views.case_panel, name="case_panel"),
    path("<str:number>/", views.show, name="show"),
    path("<str:number>/edit/", views.edit, name="edit"),
    path("<str:number>/do/<str:move>/", views.act, name="act"),
]
