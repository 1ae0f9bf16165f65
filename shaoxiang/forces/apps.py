from django.apps import AppConfig


class ForcesConfig(AppConfig):
    name = "shaoxiang.forces"
    label = "forces"
    verbose_name = "下沉力量"

    def ready(self) -> None:
        from shaoxiang.cases.queries.desk import PartAct, register_parts
        from shaoxiang.cases.queries.slots import Panel
        from shaoxiang.cases.queries.slots import register as register_panels
        from shaoxiang.cases.queries.timeline import register_kinds
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.forces import access, reactions
        from shaoxiang.forces.queries import alive, holdings, seats
        from shaoxiang.forces.vocabulary import EntryKind
        from shaoxiang.institutions.queries.seating import HEAD, register_leave_check, register_seat_check
        from shaoxiang.institutions.vocabulary import Role
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.staffing.queries.working import register_serving

        reactions.register()
        holdings.register()
        register_seat_check(HEAD, seats.may_sit)
        register_leave_check(HEAD, seats.may_leave)
        register_serving("forces", holdings.serving)
        register_figures("ASSESSMENT", alive.figures)
        order, move = "forces:order", "forces:order_move"
        register_parts(MatterKind.CASE, {
            "force_acknowledge": PartAct(_("签收"), _("需要你们出动：签收"), order, move, "acknowledge"),
            "force_arrive": PartAct(_("到场"), _("去现场，到了按“报到”"), order, move, "arrive"),
            "force_done": PartAct(_("报完成"), _("办完报完成"), order),
            "force_release": PartAct(_("解除"), _("别的镇街急需这支力量：能不能解除"), "forces:asked"),
        })
        register_parts(MatterKind.WHISTLE, {"force_release": PartAct(_("解除"), _("别的镇街急需这支力量：能不能解除"), "forces:asked")})
        register_kinds({kind.value: kind.label for kind in EntryKind})
        register_panels([Panel(_("调度力量"), "forces:panel", order=20)])
        staff = frozenset(map(str, access.STAFF))
        field = frozenset(map(str, {*access.FIELD, *access.LINE, *access.STREET, *access.DISTRICT}))
        register([
            NavItem(_("谁在值班"), "forces:duty", "phone", NavGroup.WORK, staff, order=20),
            NavItem(_("力量调度单"), "forces:orders", "send", NavGroup.WORK, field, order=21),
            NavItem(_("值班表"), "forces:rosters", "calendar", NavGroup.WORK, field, order=22),
            NavItem(_("我的班"), "forces:my_shifts", "calendar-due", NavGroup.WORK, staff, order=23),
            NavItem(_("下沉力量"), "forces:index", "shield-check", NavGroup.REGISTERS, staff, order=34),
            NavItem(_("执法证件"), "forces:certificates", "id-badge-2", NavGroup.REGISTERS,
                    field | {str(Role.STAFFING_OFFICE), str(Role.CONFIG_ADMIN)}, order=35),
            NavItem(_("派驻负责人调整"), "forces:changes", "user", NavGroup.REGISTERS,
                    frozenset(map(str, {*access.LINE, Role.STREET_LEADER, Role.STAFFING_OFFICE, Role.DISTRICT_LEADER, Role.SUPERVISOR})), order=36),
        ])
