from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "shaoxiang.dispatch"
    label = "dispatch"
    verbose_name = "调度"
