from datetime import time

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring only: commands, urls, the API; the one place that sees every room."""

    name = "shaoxiang.config"
    label = "config"

    def ready(self) -> None:
        from django.utils import timezone

        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.config import keys
        from shaoxiang.determinations.flows import AWAITED as VERSION_AWAITED
        from shaoxiang.determinations.flows import VERSION_FLOW
        from shaoxiang.duties.flows import AWAITED as LIST_AWAITED
        from shaoxiang.duties.flows import LIST_FLOW, REVIEW_FLOW
        from shaoxiang.duties.queries.type_sheet import register_standard
        from shaoxiang.grids.flows import TASK_FLOW
        from shaoxiang.institutions.flows import AWAITED as HANDOVER_AWAITED
        from shaoxiang.institutions.flows import HANDOVER_FLOW
        from shaoxiang.kernel.interface import queries as interface
        from shaoxiang.kernel.jobs import queries, registry
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import context, drafts
        from shaoxiang.opinions.flows import AWAITED, FILE_FLOW, REQUEST_FLOW
        from shaoxiang.profiles.xincheng.lists import standard_types
        from shaoxiang.staffing.flows import QUOTA_FLOW, SELECTION_FLOW

        register_standard(standard_types)
        context.register_worker(lambda: queries.is_awake(timezone.now()))
        registry.register("web.forget_drafts", drafts.forget_old, daily_at=time(3, 30))
        interface.register_actors(keys.actor_of)
        # The desk page belongs to cases, which stand above grids: only here may the one be told of the other.
        register_flow(MatterKind.GRID_TASK, DeskFlow(TASK_FLOW, "grids:task", "grids:task_move"))
        register_flow(MatterKind.LIST_VERSION, DeskFlow(LIST_FLOW, "duties:version_by_number", awaited=LIST_AWAITED))
        register_flow(MatterKind.QUOTA_CHANGE, DeskFlow(QUOTA_FLOW, "staffing:change"))
        register_flow(MatterKind.DETERMINATION, DeskFlow(VERSION_FLOW, "determinations:matter", awaited=VERSION_AWAITED))
        register_flow(MatterKind.RULE_REVIEW, DeskFlow(REVIEW_FLOW, "duties:rule_review"))
        register_flow(MatterKind.CADRE_SELECTION, DeskFlow(SELECTION_FLOW, "staffing:selection", labels={"discuss": _("参加讨论，看人选")}))
        register_flow(MatterKind.HANDOVER, DeskFlow(HANDOVER_FLOW, "institutions:handover_by_number", awaited=HANDOVER_AWAITED, one_click=()))
        register_flow(MatterKind.DECISION, DeskFlow(FILE_FLOW, "opinions:file"))
        register_flow(MatterKind.OPINION, DeskFlow(REQUEST_FLOW, "opinions:request", awaited=AWAITED))
        interface.register_bindings(keys.bindings)
