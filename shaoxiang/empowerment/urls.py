from django.urls import URLPattern, URLResolver

app_name = "empowerment"
urlpatterns: list[URLPattern | URLResolver] = []
