from django.urls import URLPattern

app_name = "determinations"
urlpatterns: list[URLPattern] = []
