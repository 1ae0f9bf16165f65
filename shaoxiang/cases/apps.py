from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shaoxiang.cases"
    label = "cases"
    verbose_name = "事件"

    def ready(self) -> None:
        from shaoxiang.cases import jobs, queries, reactions
        from shaoxiang.cases.actions.rehoming import rehome_case
        from shaoxiang.cases.queries import alive
        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.hanging import handling_places
        from shaoxiang.cases.queries.related import open_on_item
        from shaoxiang.cases.queries.slip import slip_context
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.duties.queries.hanging import register_hanging
        from shaoxiang.duties.queries.impact import register_open
        from shaoxiang.duties.queries.related import register_source
        from shaoxiang.duties.vocabulary import VersionKind
        from shaoxiang.feedback.flows import FEEDBACK_FLOW
        from shaoxiang.institutions.queries.holdings import register_matters
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.documents.registry import CASE_SLIP
        from shaoxiang.kernel.documents.registry import register as register_document
        from shaoxiang.kernel.files.access import register
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import names, navigation, offline
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.kernel.web.offline import OfflinePages
        from shaoxiang.places.queries import following

        names.register({"case": queries.number_of})
        register_matters("cases", _("在办事件"), MatterKind.CASE, cure=_("请先办结，或改派给接手的机构。"), route="cases:case", seen=queries.cases_for)
        register(MatterKind.CASE, queries.may_see_files)
        register_flow(MatterKind.FEEDBACK, DeskFlow(FEEDBACK_FLOW, "feedback:answer"))
        register_document(CASE_SLIP, slip_context)
        following.register_rehoming(MatterKind.CASE.value, rehome_case)
        following.register_touched("cases", queries.touched_cases)
        register_open(_("在办事件"), queries.open_of_types, queries.seen_of, "cases:case", queries.waiting_of_types)
        register_hanging(VersionKind.SERVICE.value, "cases", handling_places)
        register_source(_("在办事件"), open_on_item)
        register_figures("GRID_WORK", alive.figures)
        jobs.register()
        reactions.register()
        offline.register(OfflinePages(
            _("我的网格"), "field:home", "field:shell",
            ("web/shell.js", "web/folds.js", "web/shaoxiang.css", "web/icon*", "web/map*", "cases/field/*", "cases/resident.css",
             "vendor/htmx/*.js", "vendor/tabler/*.css", "vendor/tabler-icons/*.svg", "vendor/maplibre-gl/*.mjs", "vendor/maplibre-gl/*.css"),
            ("places:outline", "places:picture"),
        ))
        ground = frozenset({str(Role.GRID_WORKER), str(Role.COMMUNITY_DESK)})
        navigation.register([
            NavItem(_("我的网格"), "field:home", "map-pin", NavGroup.WORK, ground, order=8, tab=True),
            NavItem(_("待办"), "desk", "inbox", NavGroup.WORK, order=10, tab=True),
            NavItem(_("全部事件"), "cases:list", "list-details", NavGroup.WORK, order=12, tab=True),
            NavItem(_("新报一件"), "cases:new", "plus", NavGroup.WORK, order=14, tab=True),
            NavItem(_("事件地图"), "cases:map", "map-2", NavGroup.WORK, order=16),
            NavItem(_("职责换了单位"), "cases:handoffs", "switch-horizontal", NavGroup.WORK,
                    frozenset({str(Role.STREET_DESK), str(Role.DISTRICT_DESK), str(Role.STAFFING_OFFICE)}), order=17),
            NavItem(_("事件流程"), "cases:flow", "git-branch", NavGroup.LISTS, order=60),
            NavItem(_("个人信息申请"), "cases:data_requests", "shield-lock", NavGroup.WORK, frozenset({str(Role.SECURITY_ADMIN)}), order=18),
            NavItem(_("事件设置"), "cases:settings", "adjustments", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=60),
        ])
