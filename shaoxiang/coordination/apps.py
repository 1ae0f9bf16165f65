from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "shaoxiang.coordination"
    label = "coordination"
    verbose_name = "协调调度"

    def ready(self) -> None:
        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.slots import Panel
        from shaoxiang.cases.queries.slots import register as register_panels
        from shaoxiang.coordination import access, reactions
        from shaoxiang.coordination.flows import COORDINATION_FLOW, MEETING_FLOW
        from shaoxiang.coordination.queries.papers import MEETING_MINUTES, MEETING_NOTICE, MINUTES_FIELDS, NOTICE_FIELDS
        from shaoxiang.coordination.queries.words import AWAITED, LABELS, MEETING_AWAITED
        from shaoxiang.institutions.actions import stay_with_who_acts
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.documents.registry import DocumentKind
        from shaoxiang.kernel.documents.registry import register as register_document
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.places.queries.following import register_rehoming

        who = frozenset(str(role) for role in (*access.STREET, *access.LINE, *access.DISTRICT, Role.SUPERVISOR, Role.STAFFING_OFFICE))
        reactions.register()
        for kind in (MatterKind.COORDINATION, MatterKind.MEETING):
            register_rehoming(kind.value, stay_with_who_acts)
        wide = {"text_length": 4000, "lines": 80, "line_length": 1500}
        register_document(DocumentKind(MEETING_NOTICE, _("会议通知"), "协调通", NOTICE_FIELDS, **wide))
        register_document(DocumentKind(MEETING_MINUTES, _("会议纪要"), "协调纪", MINUTES_FIELDS, **wide))
        register_flow(MatterKind.COORDINATION, DeskFlow(COORDINATION_FLOW, "coordination:item", awaited=AWAITED, labels=LABELS, one_click=()))
        register_flow(MatterKind.MEETING, DeskFlow(MEETING_FLOW, "coordination:meeting", awaited=MEETING_AWAITED, one_click=()))
        register_panels([Panel(_("协调调度"), "coordination:panel", who | {str(Role.OFFICE_HEAD), str(Role.OFFICE_HANDLER)}, order=40)])
        navigation.register([
            NavItem(_("协调调度"), "coordination:list", "users", NavGroup.WORK, who | {str(Role.OFFICE_HEAD), str(Role.OFFICE_HANDLER)}, order=28),
            NavItem(_("协调规则"), "coordination:settings", "adjustments", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=44),
        ])
