from django.apps import AppConfig


class EmpowermentConfig(AppConfig):
    name = "shaoxiang.empowerment"
    label = "empowerment"
    verbose_name = "赋权"

    def ready(self) -> None:
        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.slots import Panel
        from shaoxiang.cases.queries.slots import register as register_panels
        from shaoxiang.cases.queries.timeline import register_kinds
        from shaoxiang.duties.queries.hanging import register_hanging
        from shaoxiang.duties.vocabulary import VersionKind
        from shaoxiang.empowerment import access, jobs, queries, reactions
        from shaoxiang.empowerment.flows import AWAITED, EMPOWERMENT_FLOW, LABELS
        from shaoxiang.empowerment.queries.hanging import hanging
        from shaoxiang.empowerment.queries.usage import FROM_CASES, from_cases
        from shaoxiang.empowerment.vocabulary import EntryKind
        from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
        from shaoxiang.kernel.files import access as files
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register

        told = (EntryKind.GROUNDED, EntryKind.HANDED_OVER)
        register_kinds({kind.value: kind.label for kind in told})
        jobs.register()
        reactions.register()
        queries.register_usage(FROM_CASES, from_cases)
        register_hanging(VersionKind.POWER.value, "empowerment", hanging)
        register_flow(MatterKind.EMPOWERMENT, DeskFlow(EMPOWERMENT_FLOW, "empowerment:decision", awaited=AWAITED, labels=LABELS, one_click=()))
        files.register(MatterKind.EMPOWERMENT, lambda actor, key: queries.decisions_for(actor).filter(pk=key).exists())
        register_panels([Panel(_("办案依据（赋权事项）"), "empowerment:panel", frozenset(map(str, (*access.STREET, *access.FIELD))), order=45)])
        staff = frozenset(str(role) for role in Role if role not in THREE_ADMINISTRATORS)
        at_work = frozenset(map(str, (*access.LINE, *access.DISTRICT, *access.LOOKING, *access.STREET)))
        register([
            NavItem(_("赋权办理"), "empowerment:decisions", "scale", NavGroup.WORK, at_work, order=34),
            NavItem(_("赋权事项"), "empowerment:index", "scale", NavGroup.LISTS, staff, order=33),
        ])
