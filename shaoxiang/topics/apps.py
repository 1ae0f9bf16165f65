from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "shaoxiang.topics"
    label = "topics"
    verbose_name = "热点"

    def ready(self) -> None:
        from shaoxiang.cases.panels import Panel
        from shaoxiang.cases.panels import register as register_panel
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.topics import access, jobs

        jobs.register()
        viewers = frozenset(str(role) for role in (*access.STREET, *access.DISTRICT))
        register([
            NavItem(_("热点"), "topics:list", "target", NavGroup.WORK, viewers, order=18),
            NavItem(_("热点设置"), "topics:settings", "adjustments", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=62),
        ])
        register_panel([Panel(_("所属热点"), "topics:panel", viewers, order=40)])
