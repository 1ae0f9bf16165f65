from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


def _raise_version(sender: Any, raw: bool = False, **_kwargs: Any) -> None:
    from shaoxiang.duties import actions

    if not raw:
        actions.raise_version()


class DutiesConfig(AppConfig):
    name = "shaoxiang.duties"
    label = "duties"
    verbose_name = "清单"

    def ready(self) -> None:
        """A saved list, body, post or place makes every process compile its book again. Bulk writers call `raise_version`."""
        from django.apps import apps

        from shaoxiang.duties import actions
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.places.queries import following

        following.register_follower("duties", lambda _moved, _actor, _at: actions.raise_version())
        register([NavItem(_("清单"), "duties:index", "list-details", NavGroup.LISTS, order=32)])

        watched = [
            *(f"duties.{name}" for name in (
                "EventType", "TypeLimit", "TypeWord", "DutyItem", "TypeDuty", "DispatchCatalogueEntry", "Carrier",
            )),
            "institutions.Body", "institutions.Post", "places.StreetUnit", "places.Community", "places.Grid", "places.EnforcementArea",
        ]
        for label in watched:
            for signal in (post_save, post_delete):
                signal.connect(_raise_version, sender=apps.get_model(label), dispatch_uid=f"duties-book-{label}")
