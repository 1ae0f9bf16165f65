from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shaoxiang.kernel.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from shaoxiang.kernel.notices import access, jobs, queries, wording
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import context
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register

        context.register_unread(queries.count_unread)
        jobs.register()
        wording.register({"notices.dead": wording.Wording(_("有消息发不出去，请看看对方怎么答。"), "notices:dead", icon="alert-circle")})
        register([
            NavItem(_("消息"), "notices:list", "bell", order=40),
            NavItem(_("消息渠道"), "notices:channels", "send", NavGroup.SETTINGS, access.roles("see"), order=63),
        ])
