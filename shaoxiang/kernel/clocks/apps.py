from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "shaoxiang.kernel.clocks"
    label = "clocks"
    verbose_name = "时限"

    def ready(self) -> None:
        from shaoxiang.kernel.clocks.actions import recompute_touched
        from shaoxiang.kernel.workdays import hooks

        hooks.register(recompute_touched)
