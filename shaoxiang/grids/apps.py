from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "shaoxiang.grids"
    label = "grids"
    verbose_name = "网格"

    def ready(self) -> None:
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.grids import actions, reactions
        from shaoxiang.grids.access import DISTRICT
        from shaoxiang.grids.actions.streets import follow_streets
        from shaoxiang.grids.queries import alive, held
        from shaoxiang.grids.queries.standing import touched
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.places.queries import following

        reactions.register()
        held.register()
        register_figures("DUTY_ADMISSION", alive.figures)
        register_figures("GRID_WORK", alive.worked)
        following.register_follower("grids", actions.follow_places)
        following.register_follower("grids of streets", follow_streets)
        following.register_touched("grids", touched)
        streets = {Role.STREET_DESK, Role.STREET_LEADER, Role.COMMUNITY_DESK, Role.GRID_WORKER}
        lookers = frozenset(map(str, {*DISTRICT, *streets, Role.OFFICE_HEAD}))
        tasked = frozenset(map(str, {*streets, Role.DISTRICT_DESK, Role.DISTRICT_LEADER, Role.SUPERVISOR, Role.STAFFING_OFFICE}))
        register([
            NavItem(_("网格组织"), "grids:overview", "grid-dots", NavGroup.WORK, lookers, order=18),
            NavItem(_("网格任务"), "grids:tasks", "clipboard-list", NavGroup.WORK, tasked, order=19),
            NavItem(_("网格员职责"), "grids:duties", "clipboard-check", NavGroup.LISTS, order=44),
            NavItem(_("准入事项"), "grids:admitted", "shield-check", NavGroup.LISTS, frozenset(map(str, {*DISTRICT, *streets, Role.OFFICE_HEAD})), order=46),
            NavItem(_("网格建设标准"), "grids:standard", "adjustments", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=62),
        ])
