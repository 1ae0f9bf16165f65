"""SQLite renames no table while a trigger of another one names it: a migration that rebuilds one begins with ASIDE and ends with STAND."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from shaoxiang.duties.migrations import _between, _guards, _papers


def _aside(*_given: Any) -> None:
    for guard in (_between.GUARD, _papers.GUARD, _guards.GUARD):  # the first two came later: `post_migrate` puts them back
        guard.remove()


def _stand(*_given: Any) -> None:
    _guards.install()


ASIDE, STAND = migrations.RunPython(_aside, _stand), migrations.RunPython(_stand, _aside)
