from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shaoxiang.kernel.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from shaoxiang.kernel.notices import queries
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import context
        from shaoxiang.kernel.web.navigation import NavItem, register

        context.register_unread(queries.count_unread)
        register([NavItem(_("消息"), "notices:list", "bell", order=40)])
