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
    path("outline.json", views.outline, name="outline"),
    path("picture.svg", views.picture, name="picture"),
    path("locate.json", views.locate, name="locate"),
    path("find.json", views.find, name="find"),
    path("layers/", views.layers, name="layers"),
    path("layers/<int:pk>/", views.layers, name="layer"),
    path("layers/<int:pk>/switch/", views.switch_layer, name="switch_layer"),
]
