from __future__ import annotations

from typing import Any

from django.apps import AppConfig


def raise_version(sender: Any, raw: bool = False, **_kwargs: Any) -> None:
    """Every process compiles its book of duties again."""
    from shaoxiang.duties import actions

    if not raw:
        actions.raise_version()


class EmpowermentConfig(AppConfig):
    name = "shaoxiang.empowerment"
    label = "empowerment"
    verbose_name = "赋权"

    def ready(self) -> None:
        from django.apps import apps
        from django.db.models.signals import post_delete, post_save

        from shaoxiang.cases.queries.desk import DeskFlow, register_flow
        from shaoxiang.cases.queries.slots import Panel
        from shaoxiang.cases.queries.slots import register as register_panels
        from shaoxiang.cases.queries.timeline import register_kinds
        from shaoxiang.duties.queries import register_powers
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.duties.queries.hanging import register_hanging
        from shaoxiang.duties.queries.retracting import register_hold
        from shaoxiang.duties.vocabulary import VersionKind
        from shaoxiang.empowerment import access, jobs, queries, reactions
        from shaoxiang.empowerment.flows import AWAITED, EMPOWERMENT_FLOW, LABELS
        from shaoxiang.empowerment.queries import alive, holdings
        from shaoxiang.empowerment.queries.coming import touched
        from shaoxiang.empowerment.queries.finding import decisions
        from shaoxiang.empowerment.queries.hanging import hanging
        from shaoxiang.empowerment.queries.overturned import FROM_RECORD, from_record
        from shaoxiang.empowerment.queries.standing import handed_on
        from shaoxiang.empowerment.queries.usage import FROM_CASES, from_cases
        from shaoxiang.empowerment.vocabulary import EntryKind
        from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
        from shaoxiang.kernel.files import access as files
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.search.papers import register_papers
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.places.queries import following

        told = (EntryKind.GROUNDED, EntryKind.HANDED_OVER, EntryKind.FOLLOWED)
        register_papers("empowerment", decisions)
        register_kinds({kind.value: kind.label for kind in told})
        jobs.register()
        reactions.register()
        holdings.register()
        queries.register_usage(FROM_CASES, from_cases)
        queries.register_overturned(FROM_RECORD, from_record)
        register_powers(handed_on)
        register_figures("EMPOWERMENT_SCHEME", alive.figures)
        following.register_touched("empowerment", touched)
        for label in ("empowerment.CapacityConfirmation", "forces.Member", "staffing.QuotaHolding"):  # what a street is able to do decides who acts from now on
            for signal in (post_save, post_delete):
                signal.connect(raise_version, sender=apps.get_model(label), dispatch_uid=f"empowerment-book-{label}")
        register_hanging(VersionKind.POWER.value, "empowerment", hanging)
        register_hold("empowerment", queries.holds_version)
        register_flow(MatterKind.EMPOWERMENT, DeskFlow(EMPOWERMENT_FLOW, "empowerment:decision", awaited=AWAITED, labels=LABELS, one_click=()))
        files.register(MatterKind.EMPOWERMENT, lambda actor, key: queries.decisions_for(actor).filter(pk=key).exists())
        register_panels([Panel(_("办案依据（赋权事项）"), "empowerment:panel", frozenset(map(str, (*access.STREET, *access.FIELD))), order=45)])
        staff = frozenset(str(role) for role in Role if role not in THREE_ADMINISTRATORS)
        at_work = frozenset(map(str, (*access.LINE, *access.DISTRICT, *access.LOOKING, *access.STREET)))
        register([
            NavItem(_("赋权办理"), "empowerment:decisions", "scale", NavGroup.WORK, at_work, order=34),
            NavItem(_("赋权事项"), "empowerment:index", "scale", NavGroup.LISTS, staff, order=33),
        ])
