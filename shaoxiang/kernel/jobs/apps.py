from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "shaoxiang.kernel.jobs"
    label = "jobs"
    verbose_name = "作业"
