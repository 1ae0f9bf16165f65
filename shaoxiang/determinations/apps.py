from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def stand_guard(**_kwargs: Any) -> None:
    """SQLite drops a table's triggers when a migration rebuilds it."""
    from shaoxiang.determinations.migrations import _still

    _still.install()


def stand_aside(**_kwargs: Any) -> None:
    """SQLite renames no table while a trigger of another one names it: migrations find the guards off, and on again afterwards."""
    from shaoxiang.determinations.migrations import _still
    from shaoxiang.kernel import db

    if not db.is_postgres():
        _still.remove()


class DeterminationsConfig(AppConfig):
    name = "shaoxiang.determinations"
    label = "determinations"
    verbose_name = "三定"

    def ready(self) -> None:
        from datetime import time

        from shaoxiang.determinations.actions import put_on_desks
        from shaoxiang.determinations.actions.retracting import lapse_retractions
        from shaoxiang.determinations.migrations import _still
        from shaoxiang.determinations.models import ThreeDeterminationVersion
        from shaoxiang.determinations.queries import alive, holdings
        from shaoxiang.determinations.queries.finding import determinations
        from shaoxiang.determinations.queries.holders import holders
        from shaoxiang.determinations.queries.versions import PAPER
        from shaoxiang.duties.queries.figures import register_figures
        from shaoxiang.duties.queries.kept import register_documents
        from shaoxiang.duties.queries.related import register_source
        from shaoxiang.kernel import db
        from shaoxiang.kernel.documents.registry import DocumentKind, register
        from shaoxiang.kernel.jobs import registry as jobs
        from shaoxiang.kernel.search.papers import register_papers
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import navigation
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem

        holdings.register()
        register_papers("determinations", determinations)
        register_figures("THREE_DETERMINATIONS", alive.figures)
        register_source(_("具体负责的岗位"), holders)
        register_documents(lambda: ThreeDeterminationVersion.objects.exclude(document_number="").values_list("document_number", flat=True))
        fields = ("title", "unit", "document_number", "adopted_on", "meeting", "issued_on", "effective_from", "articles", "issuer")
        register(DocumentKind(PAPER, _("三定规定"), "新编发", fields, text_length=1200, lines=400, line_length=700))
        navigation.register([
            NavItem(_("三定规定"), "determinations:index", "file-text", NavGroup.REGISTERS, order=34),
            NavItem(_("谁负责这件事"), "determinations:who", "user", NavGroup.LISTS, order=35),
        ])
        jobs.register("determinations.put_on_desks", put_on_desks, daily_at=time(6, 20))
        jobs.register("determinations.lapse_retractions", lapse_retractions, daily_at=time(0, 12))
        db.register_guards("determinations", _still.install, _still.remove)
        pre_migrate.connect(stand_aside, sender=self, dispatch_uid="determinations-guards-aside")
        post_migrate.connect(stand_guard, sender=self, dispatch_uid="determinations-guards")
