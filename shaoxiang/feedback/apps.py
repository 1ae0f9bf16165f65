from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "shaoxiang.feedback"
    label = "feedback"
    verbose_name = "产品意见"

    def ready(self) -> None:
        from shaoxiang.feedback import reactions
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem

        reactions.register()
        navigation.register([NavItem(_("产品意见"), "feedback:desk", "message-report", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=65)])
