from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shaoxiang.kernel.web"
    label = "web"
    verbose_name = "网页"

    def ready(self) -> None:
        from shaoxiang.kernel.web.complaints import say_plainly

        say_plainly()
