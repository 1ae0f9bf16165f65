from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext


def stand_guard(**_kwargs: Any) -> None:
    """SQLite drops a table's triggers when a migration rebuilds it."""
    from shaoxiang.staffing.migrations import _passing, _ratchet

    _ratchet.install()
    _passing.install()


def stand_aside(**_kwargs: Any) -> None:
    """Migrations find off what would keep a table or a column from being changed; `stand_guard` puts it on again."""
    from shaoxiang.kernel import db
    from shaoxiang.staffing.migrations import _approvals, _passing, _ratchet

    (_approvals if db.is_postgres() else _ratchet).remove()
    _passing.remove()


def say_what_is_held() -> None:
    """Quotas, the people on them, people lent: for the register of bodies, before it closes one."""
    from django.db.models import Q, QuerySet, Sum

    from shaoxiang.institutions.queries.holdings import register_holding, still_holds
    from shaoxiang.kernel.vocabulary import _
    from shaoxiang.staffing.models import QuotaEntry, QuotaHolding, QuotaPassing, Secondment
    from shaoxiang.staffing.vocabulary import QuotaType

    def quotas(ids: Any, on: Any) -> QuerySet[QuotaEntry]:
        """The entries of every type of which something is left; what passed whole is another's."""
        left = Q(pk__in=[])
        gone = QuotaPassing.objects.filter(from_body_id__in=ids).values("from_body_id")
        rows = QuotaEntry.objects.filter(body_id__in=ids).exclude(body_id__in=gone)
        for body_id, kind in rows.values("body_id", "quota_type").annotate(n=Sum("delta")).filter(n__gt=0).values_list(
                "body_id", "quota_type"):
            left |= Q(body_id=body_id, quota_type=kind)
        return QuotaEntry.objects.filter(left)

    register_holding("quotas", _("编制"), lambda row: f"{gettext(QuotaType.label_of(row.quota_type))} {row.delta:+d}", bodies=quotas,
                     cure=_("请先按编制调整的程序划转；锁定的编制只能增不能减，街道撤并的，由编委会在它的编制页办“整体划转”。"))
    register_holding(
        "on_quota", _("占编的人"), lambda row: str(row.person.shown_name), cure=_("请先办理调出；编制整体划转的，人随编走。"),
        bodies=lambda ids, on: QuotaHolding.objects.filter(still_holds(on), body_id__in=ids).select_related("person").order_by("pk"),
    )
    register_holding(
        "lent", _("借调"), lambda row: str(row.person.shown_name), cure=_("请先结束借调。"),
        bodies=lambda ids, on: Secondment.objects.filter(Q(from_body_id__in=ids) | Q(to_body_id__in=ids), still_holds(on)).select_related("person"),
    )


class StaffingConfig(AppConfig):
    name = "shaoxiang.staffing"
    label = "staffing"
    verbose_name = "编制"

    def ready(self) -> None:
        from datetime import time

        from shaoxiang.institutions.queries.seating import register_seat_check
        from shaoxiang.kernel import db
        from shaoxiang.kernel.jobs import registry as jobs
        from shaoxiang.kernel.search.papers import register_papers
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.places.queries import following
        from shaoxiang.staffing import access
        from shaoxiang.staffing.actions.effecting import take_due_effect
        from shaoxiang.staffing.actions.erasing import erase_candidates
        from shaoxiang.staffing.migrations import _passing, _ratchet
        from shaoxiang.staffing.queries import streets
        from shaoxiang.staffing.queries.finding import changes
        from shaoxiang.staffing.queries.seating import obstacle

        say_what_is_held()
        register_seat_check("quota", obstacle)
        register_papers("staffing", changes)
        jobs.register("staffing.take_due_effect", take_due_effect, daily_at=time(0, 10))
        jobs.register("staffing.erase_candidates", erase_candidates, daily_at=time(3, 40))
        db.register_guards("staffing", _ratchet.install, _ratchet.remove)
        pre_migrate.connect(stand_aside, sender=self, dispatch_uid="staffing-guards-aside")
        following.register_touched("staffing", streets.touched)
        following.register_obstacle("staffing", streets.in_the_way)
        db.register_guards("staffing passing", _passing.install, _passing.remove)
        post_migrate.connect(stand_guard, sender=self, dispatch_uid="staffing-guards")
        navigation.register([
            NavItem(_("编制"), "staffing:index", "scale", NavGroup.REGISTERS, access.READERS, order=40),
            NavItem(_("干部选配"), "staffing:cadres", "users", NavGroup.WORK, frozenset(map(str, access.CADRES | access.DECIDERS)), order=34),
            NavItem(_("任前公示"), "staffing:notices", "message-report", NavGroup.REGISTERS, order=42),
            NavItem(_("晋升通道"), "staffing:channel", "chevron-up", NavGroup.REGISTERS, order=41),
            NavItem(_("谁看过我的信息"), "staffing:sights", "eye", NavGroup.SETTINGS, order=70),
        ])
