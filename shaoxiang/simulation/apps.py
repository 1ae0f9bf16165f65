from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "shaoxiang.simulation"
    label = "simulation"
    verbose_name = "推演"

    def ready(self) -> None:
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.simulation import access, jobs

        jobs.register()
        register([NavItem(_("推演"), "simulation:index", "adjustments", NavGroup.INSIGHT, frozenset(str(role) for role in access.ROLES), order=90)])
