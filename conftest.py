"""One cast and one database for all tests. DATABASE_URL says which database; without it, SQLite in a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

GUARDED = ("journal_entry",)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback", "live_server", "django_db_setup"}
ROOT = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by what a test needs: `browser` by its folder, `rules` where no database is touched."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")
        elif not item.get_closest_marker("django_db") and not DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("rules")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the project. Skips where absent, except where SHAOXIANG_REQUIRE_SHARED=1 (CI)."""
    folder = Path(os.environ.get("SHAOXIANG_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        if os.environ.get("SHAOXIANG_REQUIRE_SHARED") == "1":
            pytest.fail(f"{folder} is missing, and SHAOXIANG_REQUIRE_SHARED=1 wants it")
        pytest.skip(f"{folder} is not here")
    return folder


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
def _no_book_from_the_test_before():
    """What a process keeps outlives a rolled-back transaction: every test compiles its own."""
    forget_every_book()
    yield
    forget_every_book()


@pytest.fixture
def district(db):
    """The demo district, without cases."""
    from tests import district as laid

    laid.lay()
    forget_every_book()


def forget_every_book() -> None:
    from shaoxiang.cases.queries import kept
    from shaoxiang.duties.queries import forget_books
    from shaoxiang.institutions.queries import forget_book
    from shaoxiang.kernel.clocks import specs
    from shaoxiang.kernel.workdays import queries as workdays
    from shaoxiang.places.queries import forget_places

    forget_books()
    forget_book()
    forget_places()
    kept.forget()
    specs.remembered.forget()
    workdays.remembered.forget()
