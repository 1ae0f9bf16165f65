from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate


def _raise_version(sender: Any, raw: bool = False, **_kwargs: Any) -> None:
    from shaoxiang.duties import actions

    if not raw:
        actions.raise_version()


def guards() -> dict[str, Any]:
    """What the database itself holds of this room, each under a name of its own."""
    from shaoxiang.duties.migrations import _added, _between, _guards, _once, _papers

    return {
        "duties": _guards.GUARD, "duties between": _between.GUARD, "duties papers": _papers.GUARD, "duties types": _once.GUARD, "duties changes": _added.GUARD,
    }


def stand_guard(**_kwargs: Any) -> None:
    """SQLite drops a table's triggers when a migration rebuilds it."""
    for guard in guards().values():
        guard.install()


def stand_aside(**_kwargs: Any) -> None:
    """SQLite renames no table while a trigger of another one names it: migrations find the guards off, and on again afterwards."""
    from shaoxiang.kernel import db

    if not db.is_postgres():
        for guard in guards().values():
            guard.remove()


class DutiesConfig(AppConfig):
    name = "shaoxiang.duties"
    label = "duties"
    verbose_name = "清单"

    def ready(self) -> None:
        """A saved list, body, post or place makes every process compile its book again. Bulk writers call `raise_version`."""
        from datetime import time

        from django.apps import apps

        from shaoxiang.duties.actions.documents import ask_for_reviews
        from shaoxiang.duties.actions.retracting import lapse_retractions
        from shaoxiang.duties.actions.streets import follow_places
        from shaoxiang.duties.queries import hearing, holdings, versions
        from shaoxiang.duties.queries.documents import PAPER
        from shaoxiang.duties.queries.finding_papers import list_versions, written_rules
        from shaoxiang.duties.queries.versions import versions_for
        from shaoxiang.kernel import db
        from shaoxiang.kernel.documents.registry import DocumentKind
        from shaoxiang.kernel.documents.registry import register as register_document
        from shaoxiang.kernel.files import access as files
        from shaoxiang.kernel.hearing import register_topic
        from shaoxiang.kernel.jobs import registry as jobs
        from shaoxiang.kernel.matter.vocabulary import MatterKind
        from shaoxiang.kernel.search.papers import register_papers
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.places.queries import following

        holdings.register()
        register_topic(versions.SUBJECT, hearing.topic, hearing.page, read=False)
        register_papers("lists", list_versions)
        register_papers("rules", written_rules)
        register([
            NavItem(_("清单"), "duties:index", "list-details", NavGroup.LISTS, order=32),
            NavItem(_("制度文件"), "duties:documents", "file-text", NavGroup.LISTS, order=33),
        ])
        fields = ("title", "document_number", "issued_by", "issued_on", "effective_from", "paragraphs")
        register_document(DocumentKind(PAPER, _("制度文件"), "新编发", fields, text_length=1200, lines=400, line_length=4000))
        jobs.register("duties.ask_for_reviews", ask_for_reviews, daily_at=time(6, 10))
        jobs.register("duties.lapse_retractions", lapse_retractions, daily_at=time(0, 10))
        following.register_follower("duties", follow_places)

        files.register(MatterKind.LIST_VERSION, lambda actor, key: versions_for(actor).filter(matter_id=key).exists())
        for name, guard in guards().items():
            db.register_guards(name, guard.install, guard.remove)
        pre_migrate.connect(stand_aside, sender=self, dispatch_uid="duties-guards-aside")
        post_migrate.connect(stand_guard, sender=self, dispatch_uid="duties-guards")

        watched = [
            *(f"duties.{name}" for name in (
                "EventType", "TypeLimit", "TypeWord", "DutyItem", "TypeDuty", "TypePower", "EmpoweredMatter", "DispatchCatalogueEntry", "Carrier",
            )),
            "institutions.Body", "institutions.Post", "places.StreetUnit", "places.Community", "places.Grid", "places.EnforcementArea",
        ]
        for label in watched:
            for signal in (post_save, post_delete):
                signal.connect(_raise_version, sender=apps.get_model(label), dispatch_uid=f"duties-book-{label}")
