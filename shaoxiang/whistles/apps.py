from django.apps import AppConfig


class WhistlesConfig(AppConfig):
    name = "shaoxiang.whistles"
    label = "whistles"
    verbose_name = "吹哨报到"

    def ready(self) -> None:
        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.slots import FieldEntry, Panel, register, register_field_entries
        from shaoxiang.coordination.queries.sources import register_source
        from shaoxiang.dispatch.flows import ORDER_FLOW
        from shaoxiang.dispatch.rules import ObjectionRefused
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.forces.rules import ForceEngaged
        from shaoxiang.institutions.actions import stay_with_who_acts
        from shaoxiang.institutions.queries.holdings import register_matters
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import errors, names, navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.places.queries.following import register_rehoming
        from shaoxiang.whistles import access, queries, reactions
        from shaoxiang.whistles.flows import WHISTLE_FLOW
        from shaoxiang.whistles.queries import alive
        from shaoxiang.whistles.vocabulary import AWAITED

        reactions.register()
        register_matters("whistles", _("没办完的哨"), MatterKind.WHISTLE, cure=_("请先办完，或取消它。"), route="whistles:whistle", seen=queries.whistles_for)
        register_figures("COORDINATION", alive.figures)
        register_figures("ASSESSMENT", alive.appraised)
        errors.register_refusals(ObjectionRefused, ForceEngaged)
        register_rehoming(MatterKind.WHISTLE.value, stay_with_who_acts)
        names.register({"whistle": queries.number_of})
        labels = {move.name: move.label for move in ORDER_FLOW}
        register_flow(MatterKind.WHISTLE, DeskFlow(
            WHISTLE_FLOW, "whistles:whistle", "whistles:act", AWAITED, labels, ("confirm", "acknowledge"), part_act_route="whistles:unit_act",
        ))
        register_source(MatterKind.WHISTLE, "whistles:whistle", lambda actor, key: queries.whistles_for(actor).filter(pk=key).exists())
        seers = frozenset(str(role) for grant in access.VIEW for role in grant.roles)
        register([Panel(_("吹哨"), "whistles:panel", seers, order=20)])
        register_field_entries([FieldEntry(_("吹应急哨"), "whistles:new", "speakerphone", frozenset({str(Role.COMMUNITY_DESK)}), "type=EMERGENCY")])
        navigation.register([
            NavItem(_("吹哨报到"), "whistles:list", "speakerphone", NavGroup.WORK, seers, order=20),
            NavItem(_("哨的规则"), "whistles:types", "speakerphone", NavGroup.LISTS, order=65),
            NavItem(_("吹哨设置"), "whistles:settings", "adjustments", NavGroup.SETTINGS, frozenset({str(Role.CONFIG_ADMIN)}), order=65),
        ])
