from __future__ import annotations

from typing import Any

from django.db import migrations

from shaoxiang.duties.migrations import _guards


def install(*_given: Any) -> None:
    _guards.install()


def remove(*_given: Any) -> None:
    _guards.remove()


class Migration(migrations.Migration):
    """What was published stands still (ADR 0034): triggers for each database through `kernel.db`."""

    dependencies = [("duties", "0005_matter_required")]
    operations = [migrations.RunPython(install, remove)]
