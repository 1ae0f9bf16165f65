from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def install_guards(**_kwargs: Any) -> None:
    """Put the append-only guards back after every migrate: SQLite drops a table's triggers when it rebuilds the table."""
    from django.db import connection

    from shaoxiang.kernel import db

    if "journal_entry" in connection.introspection.table_names():
        db.install_append_only("journal_entry")


class JournalConfig(AppConfig):
    name = "shaoxiang.kernel.journal"
    label = "journal"
    verbose_name = "记录"

    def ready(self) -> None:
        from shaoxiang.kernel import jobs
        from shaoxiang.kernel.journal import checkpoints

        jobs.register("journal.checkpoint", checkpoints.write, every=timedelta(minutes=5))
        post_migrate.connect(install_guards, sender=self, dispatch_uid="journal-guards")
