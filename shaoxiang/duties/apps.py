from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate


def _raise_version(sender: Any, raw: bool = False, **_kwargs: Any) -> None:
    from shaoxiang.duties import actions

    if not raw:
        actions.raise_version()


def stand_guard(**_kwargs: Any) -> None:
    """SQLite drops a table's triggers when a migration rebuilds it."""
    from shaoxiang.duties.migrations import _guards

    _guards.install()


def stand_aside(**_kwargs: Any) -> None:
    """SQLite renames no table while a trigger of another one names it: migrations find the guards off, and on again afterwards."""
    from shaoxiang.duties.migrations import _guards
    from shaoxiang.kernel import db

    if not db.is_postgres():
        _guards.remove()


class DutiesConfig(AppConfig):
    name = "shaoxiang.duties"
    label = "duties"
    verbose_name = "清单"

    def ready(self) -> None:
        """A saved list, body, post or place makes every process compile its book again. Bulk writers call `raise_version`."""
        from django.apps import apps

        from shaoxiang.duties.migrations import _guards
        from shaoxiang.kernel import db
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register

        register([NavItem(_("清单"), "duties:index", "list-details", NavGroup.LISTS, order=32)])

        db.register_guards("duties", _guards.install, _guards.remove)
        pre_migrate.connect(stand_aside, sender=self, dispatch_uid="duties-guards-aside")
        post_migrate.connect(stand_guard, sender=self, dispatch_uid="duties-guards")

        watched = [
            *(f"duties.{name}" for name in (
                "EventType", "TypeLimit", "TypeWord", "DutyItem", "TypeDuty", "DispatchCatalogueEntry", "Carrier",
            )),
            "institutions.Body", "institutions.Post", "places.StreetUnit", "places.Community", "places.Grid", "places.EnforcementArea",
        ]
        for label in watched:
            for signal in (post_save, post_delete):
                signal.connect(_raise_version, sender=apps.get_model(label), dispatch_uid=f"duties-book-{label}")
