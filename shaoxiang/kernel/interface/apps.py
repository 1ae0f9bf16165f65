from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "shaoxiang.kernel.interface"
    label = "interface"
    verbose_name = "接口"

    def ready(self) -> None:
        from datetime import time

        from shaoxiang.kernel.interface.once import forget_old
        from shaoxiang.kernel.jobs import registry
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation

        registry.register("interface.forget_old_answers", forget_old, daily_at=time(3, 50))
        navigation.register([
            navigation.NavItem(
                _("接口密钥"), "interface:keys", "key", group=navigation.NavGroup.SETTINGS, roles=frozenset({"SYSTEM_ADMIN"}), order=80
            )
        ])
