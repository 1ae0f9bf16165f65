from django.urls import path

from shaoxiang.kernel.files import views

app_name = "files"
urlpatterns = [
    path("<int:pk>/", views.download, name="download"),
    path("<int:pk>/thumb/", views.thumbnail, name="thumbnail"),
]
