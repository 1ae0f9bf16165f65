"""One cast and one database for all tests. DATABASE_URL says which database; without it, SQLite in a file."""

from __future__ import annotations

import pytest

GUARDED = ("journal_entry",)


@pytest.fixture(autouse=True, scope="session")
def _guards_step_aside_when_tables_are_emptied():
    """A transactional test empties every table afterwards: the append-only guards let it, and stand again after."""
    from django.core.management.commands import flush

    from shaoxiang.kernel import db

    handle = flush.Command.handle

    def handle_without_guards(self, **options):
        for table in GUARDED:
            db.remove_append_only(table)
        try:
            return handle(self, **options)
        finally:
            for table in GUARDED:
                db.install_append_only(table)

    flush.Command.handle = handle_without_guards
    yield
    flush.Command.handle = handle


@pytest.fixture(autouse=True)
def _no_place_book_from_the_test_before():
    """The compiled places of a process outlive a rolled-back transaction: every test compiles its own."""
    from shaoxiang.places.queries import forget_places

    forget_places()
    yield
    forget_places()
