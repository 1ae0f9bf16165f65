from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "shaoxiang.kernel.desk"
    label = "desk"
    verbose_name = "待办"
