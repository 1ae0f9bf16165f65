from django.apps import AppConfig


class FloodConfig(AppConfig):
    name = "shaoxiang.kernel.flood"
    label = "flood"
    verbose_name = "限流"

    def ready(self) -> None:
        from datetime import time

        from shaoxiang.kernel.flood.actions import forget_old
        from shaoxiang.kernel.jobs import registry

        registry.register("flood.forget_old", forget_old, daily_at=time(3, 40))
