from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "shaoxiang.hotline"
    label = "hotline"
    verbose_name = "热线"
