from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "shaoxiang.mediation"
    label = "mediation"
    verbose_name = "人民调解"

    def ready(self) -> None:
        from django.db.models import Q

        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.slots import Panel
        from shaoxiang.cases.queries.slots import register as register_panels
        from shaoxiang.institutions.models import Body, Post
        from shaoxiang.institutions.queries.holdings import register_holding
        from shaoxiang.institutions.vocabulary import BodyKind, Role
        from shaoxiang.kernel.documents.registry import DocumentKind
        from shaoxiang.kernel.documents.registry import register as register_document
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.mediation import reactions
        from shaoxiang.mediation.flows import MEDIATION_FLOW
        from shaoxiang.mediation.models import MediationCase
        from shaoxiang.mediation.queries import PAPER, mediations_for

        desks = frozenset({str(Role.COMMUNITY_DESK), str(Role.JUDICIAL_OFFICE)})
        fields = ("number", "committee", "dispute", "parties", "facts", "terms", "performance_on", "effective_on", "mediator")
        reactions.register()
        running = MediationCase.objects.filter(matter__closed_at__isnull=True).select_related("matter").order_by("pk")
        register_holding(
            "mediations", _("没结案的人民调解"), lambda row: str(row.number), cure=_("请先结案；调解员可以先退出，另请一人。"), names_unit=True,
            link=lambda row: ("mediation:show", row.number), seen=mediations_for, posts=lambda ids, on: running.filter(mediator_post_id__in=ids),
            bodies=lambda ids, on: running.filter(
                Q(matter__unit_id__in=ids) | Q(mediator_post_id__in=Post.objects.filter(body_id__in=ids).values("pk"))
                | Q(matter__community_id__in=Body.objects.filter(pk__in=ids, kind=BodyKind.COMMUNITY_COMMITTEE.value).values("community_id"))),
        )
        register_document(DocumentKind(PAPER, _("调解协议书"), "人调协", fields))
        register_flow(MatterKind.MEDIATION, DeskFlow(MEDIATION_FLOW, "mediation:show", "mediation:act"))
        register_panels([Panel(_("人民调解"), "mediation:panel", desks)])
        navigation.register([NavItem(_("人民调解"), "mediation:list", "heart-handshake", NavGroup.WORK, desks | {str(Role.GRID_WORKER)}, order=30)])
