"""The demo district in a test: seeded once per process by the real command. It stands committed while tests want it and undo what they do;
for tests that commit it is put back row by row.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from datetime import time
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from shaoxiang.cases.queries import kept as settings_of_cases
from shaoxiang.duties.queries import book as duties
from shaoxiang.institutions.queries import bodybook as bodies
from shaoxiang.kernel import db, held
from shaoxiang.kernel.clocks import specs as clock_specs
from shaoxiang.kernel.held import Held
from shaoxiang.kernel.workdays import queries as workdays
from shaoxiang.places.queries import book as places

_rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = {}
_standing = False


def stand() -> None:
    """Lay the district and keep it: to be called outside a test's transaction."""
    global _standing
    if not _standing:
        lay()
        _standing = True


def stands() -> bool:
    return _standing


def fell() -> None:
    """Every table has been emptied."""
    global _standing
    _standing = False


def lay() -> None:
    """Fill the empty test database with the seeded district."""
    if _rows:
        _put_back()
    else:
        call_command("seed", no_cases=True, stdout=io.StringIO(), stderr=io.StringIO())
        _remember()
    if db.is_postgres():  # or the planner takes the tables for empty and joins them row by row
        db.run(f"ANALYZE {table}" for table, (_columns, rows) in _rows.items() if len(rows) > 20)


def _put_back() -> None:
    with transaction.atomic():  # tables go in by name: keys that point ahead are checked at the end
        db.remove_room_guards()  # what was published in the order of its making may be put back in any
        for table, (columns, rows) in _rows.items():
            _insert(table, columns, rows)
        if db.is_postgres():
            db.run(["SET CONSTRAINTS ALL IMMEDIATE"])
        db.install_room_guards()


def _tables() -> list[str]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(tables - {"django_content_type", "auth_permission"})


def _remember() -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {quote(table)}")
            rows = cursor.fetchall()
            if rows:
                _rows[table] = ([column[0] for column in cursor.description], rows)


def _insert(table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if db.is_postgres():
            from psycopg.types.json import Jsonb

            with cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([Jsonb(value) if isinstance(value, dict | list) else value for value in row])
            if "id" in columns:
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
                if (sequence := cursor.fetchone()[0]) is not None:
                    cursor.execute("SELECT setval(%s, %s)", [sequence, max(row[columns.index("id")] for row in rows)])
            return
        marks = ", ".join(["%s"] * len(columns))
        plain = [[str(value) if isinstance(value, time) else value for value in row] for row in rows]  # sqlite3 knows no time of day
        cursor.executemany(f"INSERT OR REPLACE INTO {quote(table)} ({names}) VALUES ({marks})", plain)


# --- the books compiled from it ---------------------------------------------------------------------------------------

_pages: dict[Held[Any, Any], dict[Any, Any]] = {}


def open_books() -> None:
    """Give this process the books of the district just laid: compiled once, then as they were, whatever a test did to them."""
    for book in list(held.every):
        book.forget()
        book._held = OrderedDict(_pages.get(book, {}))
    if _pages:
        return
    for compile_now in (places.place_book, duties.duty_book, bodies.book, bodies.installation, workdays.calendar):
        compile_now()
    settings_of_cases.get()
    clock_specs.remembered.get()
    _pages.update({book: dict(book._held) for book in held.every if book._held})
