from django.apps import AppConfig

from shaoxiang.kernel.vocabulary import _


class HotlineConfig(AppConfig):
    name = "shaoxiang.hotline"
    label = "hotline"
    verbose_name = _("热线")

    def ready(self) -> None:
        from shaoxiang.cases.queries import slots, timeline
        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.hotline import access, jobs, reactions
        from shaoxiang.hotline.actions.streets import follow_streets
        from shaoxiang.hotline.flows import PETITION_FLOW
        from shaoxiang.hotline.queries import holdings
        from shaoxiang.kernel.access import Grants
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.places.queries.following import register_follower

        def roles(grants: Grants) -> frozenset[str]:
            return frozenset(role for grant in grants for role in grant.roles)

        register_flow(MatterKind.PETITION, DeskFlow(PETITION_FLOW, "hotline:petition"))
        timeline.register_kinds({"hotline.ticket_taken": _("从上级系统收来")})
        slots.register([slots.Panel(_("上级工单"), "hotline:panel", order=30)])
        jobs.register()
        reactions.register()
        holdings.register()
        register_follower("hotline", follow_streets)
        grants = access.GRANTS
        navigation.register([
            NavItem(_("接电话"), "hotline:desk", "phone", NavGroup.WORK, roles(grants["take_call"]), order=13, tab=True),
            NavItem(_("我首接的"), "hotline:first", "flag", NavGroup.WORK, roles(grants["first_received"]), order=15),
            NavItem(_("信访事项"), "hotline:petitions", "file-text", NavGroup.WORK, roles(grants["petition_view"]), order=26),
            NavItem(_("上级工单"), "hotline:tickets", "switch-horizontal", NavGroup.WORK, roles(grants["follow_tickets"]), order=27),
            NavItem(_("答案库"), "hotline:answers", "help-circle", NavGroup.LISTS, roles(grants["read_answers"]), order=65),
            NavItem(_("热线设置"), "hotline:settings", "phone", NavGroup.SETTINGS, roles(grants["configure"]), order=62),
        ])
