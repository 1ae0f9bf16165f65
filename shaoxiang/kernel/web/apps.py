from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shaoxiang.kernel.web"
    label = "web"
    verbose_name = "网页"
