from datetime import timedelta

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "shaoxiang.kernel.clocks"
    label = "clocks"
    verbose_name = "时限"

    def ready(self) -> None:
        from shaoxiang.kernel import jobs
        from shaoxiang.kernel.clocks.actions import recompute_touched, sweep
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.kernel.workdays import hooks

        hooks.register(recompute_touched)
        jobs.register("clocks.sweep", sweep, every=timedelta(seconds=15))  # an emergency is acknowledged in five minutes
        administrators = frozenset({"CONFIG_ADMIN"})
        register([
            NavItem(_("工作日历"), "clocks:calendar", "calendar", NavGroup.SETTINGS, administrators, order=84),
            NavItem(_("时限设定"), "clocks:settings", "hourglass", NavGroup.SETTINGS, administrators, order=86),
        ])
