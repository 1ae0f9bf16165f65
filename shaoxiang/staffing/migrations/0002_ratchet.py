from __future__ import annotations

from typing import Any

from django.db import migrations

from shaoxiang.kernel import db
from shaoxiang.staffing.migrations import _ratchet


def install(*_given: Any) -> None:
    if db.is_postgres():  # SQLite rebuilds no table that a trigger of another names: there the guards stand once every migration is through
        _ratchet.install()


def remove(*_given: Any) -> None:
    _ratchet.remove()


class Migration(migrations.Migration):
    """The triggers that hold 只增不减 (ADR 0027), for each database through `kernel.db`."""

    dependencies = [("staffing", "0001_quotas")]
    operations = [migrations.RunPython(install, remove)]
