from django.urls import URLPattern, path

from shaoxiang.opinions import views

app_name = "opinions"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="list"),
    path("table.<str:form>", views.table, name="table"),
    path("files/", views.files, name="files"),
    path("files/new/", views.new, name="new"),
    path("files/about/<slug:kind>/<int:key>/", views.about, name="about"),
    path("files/about/<str:number>/", views.about_selection, name="about_selection"),
    path("files/<str:number>/", views.show, name="file"),
    path("files/<str:number>/do/<str:move>/", views.act, name="act"),
    path("files/<str:number>/notice/", views.notice, name="notice"),
    path("files/<str:number>/summary/<str:form>/", views.summary, name="summary"),
    path("scopes/", views.scopes, name="scopes"),
    path("scopes/import/", views.scopes_import, name="scopes_import"),
    path("scopes/import/blank/<str:form>/", views.scopes_blank, name="scopes_blank"),
    path("scopes/<slug:code>/", views.scope_edit, name="scope"),
    path("<str:number>/", views.request_page, name="request"),
    path("<str:number>/do/<str:move>/", views.request_move, name="request_move"),
]
