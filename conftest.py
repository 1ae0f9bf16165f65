"""One cast and one database for all tests. DATABASE_URL says which database; without it, SQLite in a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

hypothesis.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # no test fails for the time it took
hypothesis.load_profile("house")

GUARDED = ("journal_entry",)
KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # the same before and after every test
COUNTS = {"matter_cell", "matter_cell_change"}  # tables without a model, filled by triggers
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback", "live_server", "django_db_setup"}
ROOT = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by what a test needs: `browser` by its folder, `rules` where no database is touched, `house` where a house is started on it.

    Then those that want the demo district stand together behind those that want an empty house: it is laid once for all of them.
    Of the rules those that start a house of their own come first: what is short fills the end.
    """
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")
        elif not item.get_closest_marker("django_db") and not DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("rules")
        if _of_a_house(item):
            item.add_marker("house")
    items.sort(key=lambda item: (not _starts_a_house(item), _commits(item), "laid_district" in getattr(item, "fixturenames", ())))


def _of_a_house(item: pytest.Item) -> bool:
    """Does its module start a `tests.house.House`? Such a house stands on the database of the run, so both databases see it."""
    from tests.house import House

    return "tests/whole/" in item.path.as_posix() and getattr(getattr(item, "module", None), "House", None) is House


def _starts_a_house(item: pytest.Item) -> bool:
    return "tests/whole/" in item.path.as_posix() and bool(item.get_closest_marker("rules"))


def _commits(item: pytest.Item) -> bool:
    """Does the test really commit, so that every table is emptied after it?"""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> Iterator[object]:
    """Before a test's transaction begins: the district stands, committed, if the test wants it; else the house is empty.

    A test that commits lays its own, for its tables are emptied afterwards.
    """
    if fixturedef.argname == "_django_db_helper":
        from tests import district as laid

        with request.getfixturevalue("django_db_blocker").unblock():
            if "laid_district" in request.fixturenames and not _commits(request.node):
                laid.stand()
            elif laid.stands():
                empty_tables()
    return (yield)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker) -> Iterator[None]:
    """The tables: migrated by the first process of a run, copied by the others."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from tests import kept

    quiet = {"verbosity": 0, "interactive": False, "serialized_aliases": set()}
    with django_db_blocker.unblock():
        with kept.turn(kept.TABLES):
            first = not kept.tables()
            if first:
                made = setup_databases(**quiet)
                connection.close()
                kept.keep_tables(str(connection.settings_dict["NAME"]))
        if not first:
            copied = connection.settings_dict["TEST"]
            if kept.server():
                copied["TEMPLATE"] = kept.tables()
            else:
                kept.copied(kept.tables(), copied["NAME"])
            made = setup_databases(**quiet, keepdb=not kept.server())  # what is copied needs no making anew, nor asks for it
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


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
    """A transactional test empties every table afterwards: the append-only guards let it, and stand again after.

    Only tables that hold rows are emptied, by DELETE: truncating all of them takes seconds each time.
    """
    from django.core.management.commands import flush

    handle = flush.Command.handle
    flush.Command.handle = lambda self, **options: empty_tables()
    yield
    flush.Command.handle = handle


def empty_tables() -> None:
    from django.db import connection, transaction

    from shaoxiang.kernel import db
    from tests import district as laid

    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT | COUNTS
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in sorted(names)))
        full = [row[0] for row in cursor.fetchall()]
        for table in GUARDED:
            db.remove_append_only(table)
        db.remove_room_guards()
        db.run([f"DELETE FROM {quote(name)}" for name in full])  # foreign keys are checked at the end of the transaction
        if db.is_postgres():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the triggers could not be put back with checks still waiting
        for table in GUARDED:
            db.install_append_only(table)
        db.install_room_guards()
    laid.fell()


@pytest.fixture(autouse=True)
def _in_chinese():
    """A page asked for in English leaves its language in the thread."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _no_book_from_the_test_before():
    """What a process keeps outlives a rolled-back transaction: every test compiles its own, and begins in Chinese."""
    from django.utils import translation

    forget_every_book()
    translation.deactivate()  # a page asked for in English leaves its thread speaking English
    yield
    forget_every_book()


@pytest.fixture
def laid_district():
    """By its name a test is known that wants the demo district; a room's own little district may be called `district` too."""


@pytest.fixture
def district(db, laid_district):
    """The demo district, without cases. Its rows are the same every time, so are the books compiled from them."""
    from tests import district as laid

    if not laid.stands():
        laid.lay()
    laid.open_books()


def forget_every_book() -> None:
    from shaoxiang.kernel import held

    for book in list(held.every):
        book.forget()


@pytest.fixture(autouse=True)
def _passwords_cost_nothing(settings):
    """Scrypt takes its time on purpose; what is tested here is who may come in, not how hard a password is to guess."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
