from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "shaoxiang.duties"
    label = "duties"
    verbose_name = "清单"
