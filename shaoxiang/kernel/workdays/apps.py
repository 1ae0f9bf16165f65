from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "shaoxiang.kernel.workdays"
    label = "workdays"
    verbose_name = "工作日"
