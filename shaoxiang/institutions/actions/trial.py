"""先试一遍: what an act would do, undone again. The preview of a change and the dry run of an import are the act itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from shaoxiang.institutions import queries

T = TypeVar("T")


def trial(act: Callable[[], T]) -> T:
    """Whatever the act raises is raised here too; nothing it wrote stays."""
    try:
        with transaction.atomic():
            made = act()
            transaction.set_rollback(True)
    finally:
        queries.forget_book()
    return made
