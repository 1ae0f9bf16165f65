from django.apps import AppConfig


class MatterConfig(AppConfig):
    name = "shaoxiang.kernel.matter"
    label = "matter"
    verbose_name = "事项"
