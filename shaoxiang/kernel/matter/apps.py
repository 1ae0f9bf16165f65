from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def install_counting(**_kwargs: Any) -> None:
    """Put the counting triggers back after every migrate: SQLite drops a table's triggers when it rebuilds the table."""
    from django.db import connection

    from shaoxiang.kernel.matter import cells

    if {"matter_cell", "matter_cell_change", "matter_matter"} <= set(connection.introspection.table_names()):
        cells.install()


class MatterConfig(AppConfig):
    name = "shaoxiang.kernel.matter"
    label = "matter"
    verbose_name = "事项"

    def ready(self) -> None:
        from shaoxiang.kernel import jobs
        from shaoxiang.kernel.matter import cells

        jobs.register("matter.fold_cells", cells.fold, every=timedelta(minutes=1))
        post_migrate.connect(install_counting, sender=self, dispatch_uid="matter-counting")
