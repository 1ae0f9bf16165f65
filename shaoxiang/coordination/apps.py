from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "shaoxiang.coordination"
    label = "coordination"
    verbose_name = "协调调度"

    def ready(self) -> None:
        from django.db.models import Q

        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.slots import Panel
        from shaoxiang.cases.queries.slots import register as register_panels
        from shaoxiang.coordination import access, reactions
        from shaoxiang.coordination.flows import COORDINATION_FLOW, MEETING_FLOW
        from shaoxiang.coordination.models import CoordinationTask
        from shaoxiang.coordination.queries import alive, hearing, rows
        from shaoxiang.coordination.queries.papers import MEETING_MINUTES, MEETING_NOTICE, MINUTES_FIELDS, NOTICE_FIELDS
        from shaoxiang.coordination.queries.rows import items_for, meetings_for
        from shaoxiang.coordination.queries.words import AWAITED, LABELS, MEETING_AWAITED
        from shaoxiang.coordination.vocabulary import OPEN_TASK
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.institutions.actions import stay_with_who_acts
        from shaoxiang.institutions.queries.holdings import register_holding, register_matters
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.documents.registry import DocumentKind
        from shaoxiang.kernel.documents.registry import register as register_document
        from shaoxiang.kernel.hearing import register_topic
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import doors, navigation
        from shaoxiang.kernel.web.doors import Door
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.places.queries.following import register_rehoming

        who = frozenset(str(role) for role in (*access.STREET, *access.LINE, *access.DISTRICT, Role.SUPERVISOR, Role.STAFFING_OFFICE))
        reactions.register()
        register_topic(rows.SUBJECT, hearing.topic, hearing.page, by_streets=True)
        register_figures("COORDINATION", alive.figures)
        for kind in (MatterKind.COORDINATION, MatterKind.MEETING):
            register_rehoming(kind.value, stay_with_who_acts)
        wide = {"text_length": 4000, "lines": 80, "line_length": 1500}
        register_document(DocumentKind(MEETING_NOTICE, _("会议通知"), "协调通", NOTICE_FIELDS, **wide))
        register_document(DocumentKind(MEETING_MINUTES, _("会议纪要"), "协调纪", MINUTES_FIELDS, **wide))
        register_flow(MatterKind.COORDINATION, DeskFlow(COORDINATION_FLOW, "coordination:item", awaited=AWAITED, labels=LABELS, one_click=()))
        register_flow(MatterKind.MEETING, DeskFlow(MEETING_FLOW, "coordination:meeting", awaited=MEETING_AWAITED, one_click=()))
        register_matters("coordination", _("没议完的协调事项"), MatterKind.COORDINATION, cure=_("请先议完或撤回。"), route="coordination:item", seen=items_for)
        register_matters("meetings", _("没开的协调会"), MatterKind.MEETING, cure=_("请先开完或取消。"), route="coordination:meeting", seen=meetings_for)
        register_holding(
            "coordination_tasks", _("协调会定的任务"), lambda row: str(row.case.matter.number), cure=_("请先办完，或由会议改定别的单位。"),
            bodies=lambda ids, on: CoordinationTask.objects.filter(Q(body_id__in=ids) | Q(unit_id__in=ids), state__in=OPEN_TASK)
            .select_related("case__matter").order_by("pk"),
        )
        register_panels([Panel(_("协调调度"), "coordination:panel", who | {str(Role.OFFICE_HEAD), str(Role.OFFICE_HANDLER)}, order=40)])
        doors.register(doors.UNLISTED, [Door(_("提请协调"), "coordination:new", "users", frozenset(map(str, access.DISTRICT)), ("case",), order=40)])
        navigation.register([
            NavItem(_("协调调度"), "coordination:list", "users", NavGroup.WORK, who | {str(Role.OFFICE_HEAD), str(Role.OFFICE_HANDLER)}, order=28),
            NavItem(_("协调规则"), "coordination:settings", "adjustments", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=44),
        ])
