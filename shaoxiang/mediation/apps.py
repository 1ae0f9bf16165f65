from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "shaoxiang.mediation"
    label = "mediation"
    verbose_name = "人民调解"

    def ready(self) -> None:
        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.slots import Panel
        from shaoxiang.cases.queries.slots import register as register_panels
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.documents.registry import DocumentKind
        from shaoxiang.kernel.documents.registry import register as register_document
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.mediation import reactions
        from shaoxiang.mediation.flows import MEDIATION_FLOW
        from shaoxiang.mediation.queries import PAPER

        desks = frozenset({str(Role.COMMUNITY_DESK), str(Role.JUDICIAL_OFFICE)})
        fields = ("number", "committee", "dispute", "parties", "facts", "terms", "performance_on", "effective_on", "mediator")
        reactions.register()
        register_document(DocumentKind(PAPER, _("调解协议书"), "人调协", fields))
        register_flow(MatterKind.MEDIATION, DeskFlow(MEDIATION_FLOW, "mediation:show", "mediation:act"))
        register_panels([Panel(_("人民调解"), "mediation:panel", desks)])
        navigation.register([NavItem(_("人民调解"), "mediation:list", "heart-handshake", NavGroup.WORK, desks | {str(Role.GRID_WORKER)}, order=30)])
