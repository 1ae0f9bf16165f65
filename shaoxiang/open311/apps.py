from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "shaoxiang.open311"
    label = "open311"
    verbose_name = "开放接口"

    def ready(self) -> None:
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem

        navigation.register([
            NavItem(_("开放接口"), "open311:settings", "world", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=70),
        ])
