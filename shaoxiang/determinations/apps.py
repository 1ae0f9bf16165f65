from django.apps import AppConfig


class DeterminationsConfig(AppConfig):
    name = "shaoxiang.determinations"
    label = "determinations"
    verbose_name = "三定"
