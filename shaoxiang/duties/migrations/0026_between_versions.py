from __future__ import annotations

from typing import Any

from django.db import migrations

from shaoxiang.duties.migrations import _between, _papers


def install(*_given: Any) -> None:
    _between.GUARD.install()
    _papers.GUARD.install()


def remove(*_given: Any) -> None:
    _between.GUARD.remove()
    _papers.GUARD.remove()


class Migration(migrations.Migration):
    """A list changes only with a version that is being published, and its papers stand with it (ADR 0049): triggers for each database through `kernel.db`."""

    dependencies = [("duties", "0025_carrier_basis"), ("files", "0002_uploads"), ("matter", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
