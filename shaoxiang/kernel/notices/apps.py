from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shaoxiang.kernel.notices"
    label = "notices"
    verbose_name = "通知"
