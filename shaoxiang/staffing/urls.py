from django.urls import URLPattern, path

from shaoxiang.staffing import views

app_name = "staffing"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("export/<str:form>/", views.download, name="export"),
    path("unit/<str:code>/", views.unit, name="unit"),
    path("changes/", views.changes, name="changes"),
    path("changes/new/", views.new, name="new"),
    path("changes/new/preview/", views.preview, name="preview"),
    path("changes/<str:number>/", views.change, name="change"),
    path("changes/<str:number>/do/<str:move>/", views.act, name="act"),
]
