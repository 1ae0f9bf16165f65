from django.apps import AppConfig


class WhistlesConfig(AppConfig):
    name = "shaoxiang.whistles"
    label = "whistles"
    verbose_name = "吹哨报到"
