from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "shaoxiang.places"
    label = "places"
    verbose_name = "区划网格"
