from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "shaoxiang.insight"
    label = "insight"
    verbose_name = "一盘棋"

    def ready(self) -> None:
        from shaoxiang.insight import access
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register

        viewers = frozenset(str(role) for role in (*access.DISTRICT, *access.STREET, *access.LINE, Role.OFFICE_HEAD))
        register([NavItem(_("一盘棋"), "insight:board", "layout-grid", NavGroup.WORK, viewers, order=5)])
