from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "shaoxiang.learning"
    label = "learning"
    verbose_name = "学习"

    def ready(self) -> None:
        from shaoxiang.duties.queries import suggesting
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.learning import queries

        suggesting.register(suggesting.Learner(queries.answers, queries.sure_enough))
        register([NavItem(_("类别建议"), "learning:index", "category", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=64)])
