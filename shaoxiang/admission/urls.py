from django.urls import URLPattern, URLResolver

app_name = "admission"
urlpatterns: list[URLPattern | URLResolver] = []
