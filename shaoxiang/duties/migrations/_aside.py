"""SQLite renames no table while a trigger of another one names it: a migration that rebuilds one begins with ASIDE and ends with STAND."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from shaoxiang.duties.migrations import _guards


def _aside(*_given: Any) -> None:
    _guards.remove()


def _stand(*_given: Any) -> None:
    _guards.install()


ASIDE, STAND = migrations.RunPython(_aside, _stand), migrations.RunPython(_stand, _aside)
