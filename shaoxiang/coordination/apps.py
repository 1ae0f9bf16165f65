from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "shaoxiang.coordination"
    label = "coordination"
    verbose_name = "协调调度"
