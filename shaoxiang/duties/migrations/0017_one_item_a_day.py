from __future__ import annotations

from typing import Any

from django.db import migrations

from shaoxiang.duties.migrations import _once


def part(apps: Any, _schema_editor: Any) -> None:
    """Where two rows overlap, the earlier ends when the later begins: the later was the book's word."""
    rows = apps.get_model("duties", "TypeDuty").objects
    before = None
    for row in rows.order_by("type_id", "unit_scope", "valid_from"):
        if before is not None and (before.type_id, before.unit_scope) == (row.type_id, row.unit_scope) and (
                before.valid_to is None or before.valid_to > row.valid_from):
            rows.filter(pk=before.pk).update(valid_to=row.valid_from)
        before = row


def install(*_given: Any) -> None:
    _once.install()


def remove(*_given: Any) -> None:
    _once.remove()


class Migration(migrations.Migration):
    """One item answers for a type on any day: triggers for each database through `kernel.db`."""

    dependencies = [("duties", "0016_catalogue_stands_on")]
    operations = [migrations.RunPython(part, migrations.RunPython.noop), migrations.RunPython(install, remove)]
