from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def stand_guard(**_kwargs: Any) -> None:
    """SQLite drops a table's triggers when a migration rebuilds it."""
    from shaoxiang.staffing.migrations import _ratchet

    _ratchet.install()


class StaffingConfig(AppConfig):
    name = "shaoxiang.staffing"
    label = "staffing"
    verbose_name = "编制"

    def ready(self) -> None:
        from shaoxiang.kernel import db
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem
        from shaoxiang.staffing import access
        from shaoxiang.staffing.migrations import _ratchet

        db.register_guards("staffing", _ratchet.install, _ratchet.remove)
        post_migrate.connect(stand_guard, sender=self, dispatch_uid="staffing-guards")
        navigation.register([
            NavItem(_("编制"), "staffing:index", "scale", NavGroup.LISTS, access.READERS, order=40),
            NavItem(_("干部选配"), "staffing:cadres", "users", NavGroup.WORK, frozenset(map(str, access.CADRES | access.DECIDERS)), order=34),
            NavItem(_("晋升通道"), "staffing:channel", "chevron-up", NavGroup.LISTS, order=41),
            NavItem(_("谁看过我的信息"), "staffing:sights", "eye", NavGroup.SETTINGS, order=70),
        ])
