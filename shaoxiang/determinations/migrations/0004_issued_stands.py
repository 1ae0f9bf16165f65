from __future__ import annotations

from typing import Any

from django.db import migrations

from shaoxiang.determinations.migrations import _still


def install(*_given: Any) -> None:
    _still.install()


def remove(*_given: Any) -> None:
    _still.remove()


class Migration(migrations.Migration):
    """What was issued stands still: triggers for each database through `kernel.db`."""

    dependencies = [("determinations", "0003_ledger_day")]
    operations = [migrations.RunPython(install, remove)]
