from django.urls import path

from shaoxiang.kernel.files import views

app_name = "files"
urlpatterns = [
    path("uploads/", views.begin_upload, name="upload_begin"),
    path("uploads/<str:key>/", views.upload, name="upload"),
    path("<int:pk>/", views.download, name="download"),
    path("<int:pk>/thumb/", views.thumbnail, name="thumbnail"),
]
