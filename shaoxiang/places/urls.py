from __future__ import annotations

from django.urls import path

from shaoxiang.places import views

app_name = "places"
urlpatterns = [
    path("", views.browse, name="district"),
    path("street/<str:code>/", views.place, {"level": "street"}, name="street"),
    path("community/<str:code>/", views.place, {"level": "community"}, name="community"),
    path("grid/<str:code>/", views.place, {"level": "grid"}, name="grid"),
    path("load/", views.load, name="load"),
    path("load/register/", views.load_register, name="load_register"),
    path("load/register/blank/<str:form>/", views.register_blank, name="register_blank"),
    path("divisions/", views.divisions, name="divisions"),
    path("divisions/new/", views.division_new, name="division_new"),
    path("divisions/special/", views.special_new, name="special_new"),
    path("divisions/<int:pk>/", views.division, name="division"),
    path("divisions/<int:pk>/confirm/", views.division_confirm, name="division_confirm"),
    path("divisions/<int:pk>/drop/", views.division_drop, name="division_drop"),
    path("divisions/<int:pk>/<str:side>.svg", views.division_picture, name="division_picture"),
    path("changes/", views.changes, name="changes"),
    path("changes/new/", views.change_new, name="change_new"),
    path("changes/streets/new/", views.street_change_new, name="street_change_new"),
    path("changes/<int:pk>/", views.change, name="change"),
    path("changes/<int:pk>/edit/", views.change_edit, name="change_edit"),
    path("changes/<int:pk>/decide/", views.change_decide, name="change_decide"),
    path("changes/<int:pk>/withdraw/", views.change_withdraw, name="change_withdraw"),
    path("community/<str:code>/group/", views.group_new, name="group_new"),
    path("grid/<str:code>/standing/", views.standing, name="standing"),
    path("overlays/<int:pk>.geojson", views.overlay, name="overlay"),
    path("outline.json", views.outline, name="outline"),
    path("picture.svg", views.picture, name="picture"),
    path("locate.json", views.locate, name="locate"),
    path("find.json", views.find, name="find"),
    path("areas/", views.areas, name="areas"),
    path("areas/new/", views.area_set, name="area_new"),
    path("areas/import/", views.area_import, name="area_import"),
    path("areas/import/blank/<str:form>/", views.area_blank, name="area_blank"),
    path("areas/<str:code>/", views.area, name="area"),
    path("areas/<str:code>/change/", views.area_set, name="area_change"),
    path("areas/<str:code>/end/", views.area_end, name="area_end"),
    path("layers/", views.layers, name="layers"),
    path("layers/<int:pk>/", views.layers, name="layer"),
    path("layers/<int:pk>/switch/", views.switch_layer, name="switch_layer"),
]
