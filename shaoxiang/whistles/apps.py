from django.apps import AppConfig


class WhistlesConfig(AppConfig):
    name = "shaoxiang.whistles"
    label = "whistles"
    verbose_name = "吹哨报到"

    def ready(self) -> None:
        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.dispatch.flows import ORDER_FLOW
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.whistles import reactions
        from shaoxiang.whistles.flows import WHISTLE_FLOW
        from shaoxiang.whistles.vocabulary import AWAITED

        reactions.register()
        labels = {move.name: move.label for move in ORDER_FLOW}
        register_flow(MatterKind.WHISTLE, DeskFlow(WHISTLE_FLOW, "whistles:whistle", "", AWAITED, labels, ()))
