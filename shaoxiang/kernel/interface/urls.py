from django.urls import path

from shaoxiang.kernel.interface import views

app_name = "interface"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
