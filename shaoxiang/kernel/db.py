"""The only file that knows which database is underneath (SQLite or PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def run(statements: Iterable[str]) -> None:
    """Execute plain statements, one by one."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def take_rows(rows: QuerySet[M]) -> QuerySet[M]:
    """Lock these rows for this transaction, passing by rows another worker holds. SQLite has one writer: nothing to do."""
    return rows.select_for_update(skip_locked=True) if is_postgres() else rows


def take_turns(name: str) -> None:
    """Whoever asks for the same name waits until this transaction ends: for work that must not run twice at once and has no row to hold yet.

    SQLite has one writer, so its transactions take turns anyway.
    """
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"shaoxiang:{name}"])


@contextmanager
def snapshot() -> Iterator[None]:
    """Every read inside sees the database as it stood at the first; writers are not held up. For long, read-only walks."""
    if connection.in_atomic_block:
        yield
    elif is_postgres():
        with transaction.atomic():
            run(["SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"])
            yield
    else:
        run(["BEGIN DEFERRED"])  # atomic() would be IMMEDIATE and keep writers out
        try:
            yield
        finally:
            run(["ROLLBACK"])


def next_daily_number(kind: str, day: date) -> int:
    """The next number of `kind` on `day`, from 1 up; gaps are allowed, twins are not.

    PostgreSQL draws from one sequence, so that creations never wait for each other, and remembers where each day began;
    SQLite has one writer anyway and counts in the row.
    """
    with connection.cursor() as cursor:
        if not is_postgres():
            cursor.execute(
                "INSERT INTO matter_day (kind, day, base) VALUES (%s, %s, 1) "
                "ON CONFLICT (kind, day) DO UPDATE SET base = base + 1 RETURNING base",
                [kind, day],
            )
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT nextval('matter_number_seq'), (SELECT base FROM matter_day WHERE kind = %s AND day = %s)",
                       [kind, day])
        drawn, base = cursor.fetchone()
        if base is None:
            cursor.execute("INSERT INTO matter_day (kind, day, base) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                           [kind, day, drawn - 1])
            cursor.execute("SELECT base FROM matter_day WHERE kind = %s AND day = %s", [kind, day])
            base = cursor.fetchone()[0]
            if drawn <= base:  # another transaction opened the day with a later draw: draw again, above it
                cursor.execute("SELECT nextval('matter_number_seq')")
                drawn = cursor.fetchone()[0]
        return int(drawn - base)


def tables_there(tables: Iterable[str]) -> bool:
    """Are all of these tables there? Migrations ask before they guard them."""
    return set(tables) <= set(connection.introspection.table_names())


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def triggers_stand(wanted: Iterable[tuple[str, str]]) -> bool:
    """Are all of these (table, trigger) in place and switched on?"""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute("SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                           "WHERE t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)")
        else:
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        return set(wanted) <= {(table, name) for table, name in cursor.fetchall()}


def drop_triggers(named: Iterable[tuple[str, str]]) -> None:
    """Each (table, trigger), where it is there."""
    run(f"DROP TRIGGER IF EXISTS {name} ON {table}" if is_postgres() else f"DROP TRIGGER IF EXISTS {name}" for table, name in named)


Statements = Iterable[str] | Callable[[], Iterable[str]]
Named = Iterable[tuple[str, str]] | Callable[[], Iterable[tuple[str, str]]]


def of(table: str, *names: str) -> tuple[tuple[str, str], ...]:
    """These triggers of one table, as a `Guard` names them."""
    return tuple((table, name) for name in names)


@dataclass(frozen=True, slots=True)
class Guard:
    """What holds the rows of a table, or of a few, on both databases.

    `needs`: what must be there first, tables or columns (`table.column`). Statements and names (each trigger with its table) may be given by a function,
    where they depend on what is there. `appended`: tables that are only added to; one that is not there yet, in the middle of a migration, waits.
    """

    needs: tuple[str, ...]
    postgres: Statements = ()
    sqlite: Statements = ()
    postgres_names: Named = ()
    sqlite_names: Named = ()
    appended: tuple[str, ...] = ()

    def there(self) -> bool:
        tables, columns = {need.partition(".")[0] for need in self.needs}, [need.split(".") for need in self.needs if "." in need]
        return tables_there(tables) and all(column in columns_of(table) for table, column in columns)

    def install(self, *_given: object) -> None:
        """Safe to repeat; nothing while the tables are not there. A migration gives what is not needed here."""
        if not self.there():
            return
        for table in filter(_is_there, self.appended):
            install_append_only(table)
        run(_told(self.postgres if is_postgres() else self.sqlite))

    def remove(self, *_given: object) -> None:
        if not self.there():
            return
        for table in filter(_is_there, self.appended):
            remove_append_only(table)
        drop_triggers(self._named())

    def stands(self) -> bool:
        """Are they in place and switched on?"""
        return all(map(has_append_only, self.appended)) and triggers_stand(self._named())

    def _named(self) -> list[tuple[str, str]]:
        return list(_told(self.postgres_names if is_postgres() else self.sqlite_names))


def _told(given: Iterable[T] | Callable[[], Iterable[T]]) -> Iterable[T]:
    return given() if callable(given) else given


def _is_there(table: str) -> bool:
    return tables_there((table,))


# The journal is append-only: the database itself refuses. Reinstalled after every migrate, because SQLite drops a
# table's triggers when a migration rebuilds it; PostgreSQL needs TRUNCATE guarded as well.
_POSTGRES_GUARD = """
CREATE OR REPLACE FUNCTION shaoxiang_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME; END $$
"""


def install_append_only(table: str) -> None:
    """Put the guards on `table`; safe to repeat."""
    if is_postgres():
        run([
            _POSTGRES_GUARD,
            f"CREATE OR REPLACE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shaoxiang_append_only()",
            f"CREATE OR REPLACE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION shaoxiang_append_only()",
        ])
    else:
        run([
            f"CREATE TRIGGER IF NOT EXISTS {table}_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
            for verb in ("UPDATE", "DELETE")
        ])


def _append_only(table: str) -> list[tuple[str, str]]:
    return [(table, f"{table}_{part}") for part in (("rows", "whole") if is_postgres() else ("update", "delete"))]


def remove_append_only(table: str) -> None:
    """Take the guards off (tests that empty tables, restore into an empty database)."""
    drop_triggers(_append_only(table))


def has_append_only(table: str) -> bool:
    """Are both guards in place and switched on?"""
    return triggers_stand(_append_only(table))


# A room's own guards (install, remove), registered when its app is ready. Both are safe to repeat.
_room_guards: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {}


def register_guards(room: str, install: Callable[[], None], remove: Callable[[], None]) -> None:
    """Guards of a room's tables: put on by its migration and after every migrate; aside only where tables are emptied or restored."""
    _room_guards[room] = (install, remove)


def install_room_guards() -> None:
    for install, _remove in _room_guards.values():
        install()


def remove_room_guards() -> None:
    for _install, remove in _room_guards.values():
        remove()


def drop_everything() -> None:
    """Remove every table, sequence and function of this database (or of this schema). For demo installations only."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()")
            tables = [row[0] for row in cursor.fetchall()]
            cursor.execute("SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = current_schema()")
            sequences = [row[0] for row in cursor.fetchall()]
        run([f"DROP TABLE IF EXISTS {name} CASCADE" for name in tables])
        run([f"DROP SEQUENCE IF EXISTS {name} CASCADE" for name in sequences])
        return
    name = str(connection.settings_dict["NAME"])
    connection.close()
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(name + suffix).unlink(missing_ok=True)


def number_mark() -> int | None:
    """Where PostgreSQL's sequence of numbers stands, for a backup; SQLite keeps it in `matter_day`."""
    if not is_postgres():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM matter_number_seq")
        return int(cursor.fetchone()[0])


def set_number_mark(mark: int | None) -> None:
    """The next number drawn comes after `mark`."""
    if mark is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('matter_number_seq', %s, %s)", [max(mark, 1), mark > 0])
