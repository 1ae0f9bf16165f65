"""The two search tables: tsvector with GIN on PostgreSQL, FTS5 on SQLite. Beside kernel.db the only file that tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from shaoxiang.kernel import db
from shaoxiang.kernel.search.rules import BUCKET, Token

POSTGRES_TABLE = (
    "CREATE TABLE search_text (matter_id bigint PRIMARY KEY, opened_at timestamptz NOT NULL, tsv tsvector NOT NULL)",
    "CREATE INDEX search_text_tokens ON search_text USING gin (tsv) WITH (fastupdate = on, gin_pending_list_limit = 1024)",
    "ALTER TABLE search_text ALTER COLUMN tsv SET STATISTICS 1000",
)
SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(matter_id UNINDEXED, opened_at UNINDEXED, tsv, "
    "tokenize = 'unicode61 remove_diacritics 0', detail = none, columnsize = 0)",
)


def create_table() -> None:
    db.run(POSTGRES_TABLE if db.is_postgres() else SQLITE_TABLE)


def drop_table() -> None:
    db.run(("DROP TABLE search_text",))


def put(texts: Iterable[tuple[int, datetime, Sequence[str]]]) -> None:
    """Matter, time and tokens; one statement each. An earlier text of the matter is replaced."""
    rows: list[list[Any]]
    with connection.cursor() as cursor:
        if db.is_postgres():
            statement = (
                "INSERT INTO search_text (matter_id, opened_at, tsv) VALUES (%s, %s, array_to_tsvector(%s::text[])) "
                "ON CONFLICT (matter_id) DO UPDATE SET opened_at = excluded.opened_at, tsv = excluded.tsv"
            )
            rows = [[matter_id, opened_at, list(tokens)] for matter_id, opened_at, tokens in texts]
        else:
            statement = "INSERT OR REPLACE INTO search_text (rowid, matter_id, opened_at, tsv) VALUES (%s, %s, %s, %s)"
            rows = [[matter_id, matter_id, opened_at, " ".join(map(_plain, tokens))] for matter_id, opened_at, tokens in texts]
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        elif rows:
            cursor.executemany(statement, rows)


def take_out(matter_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        key = "matter_id" if db.is_postgres() else "rowid"
        cursor.executemany(f"DELETE FROM search_text WHERE {key} = %s", [[pk] for pk in matter_ids])  # noqa: S608 (two constants)


def holding(tokens: Iterable[Token], one_of: Sequence[str] = ()) -> RawSQL:
    """Keys of the matters whose text holds all the tokens, and one of `one_of` where given; for `pk__in`."""
    if db.is_postgres():
        wanted = [f"{_quoted(token.text)}{':*' if token.open_ended else ''}" for token in tokens]
        if one_of:
            wanted.append(f"({' | '.join(map(_quoted, one_of))})")
        return RawSQL("SELECT matter_id FROM search_text WHERE tsv @@ %s::tsquery", [" & ".join(wanted)])
    wanted = [f'"{_plain(token.text)}"{"*" if token.open_ended else ""}' for token in tokens]
    if one_of:
        wanted.append("({})".format(" OR ".join(f'"{_plain(token)}"' for token in one_of)))
    return RawSQL("SELECT rowid FROM search_text WHERE search_text MATCH %s", [" AND ".join(wanted)])


def _quoted(token: str) -> str:
    """A lexeme of a tsquery; tokens are letters and digits, so nothing needs escaping, yet nothing is left to chance."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _plain(token: str) -> str:
    """SQLite's tokenizer knows the letters of Unicode 6.1: later and rarer ones are spelt out, or a token would fall apart."""
    return "".join(letter if letter.isascii() or "\u3400" <= letter <= "\u9fcc" or letter == BUCKET else f"x{ord(letter):x}" for letter in token)


def texts() -> Iterator[tuple[int, str, list[str]]]:
    """Every row as (matter, opened_at, tokens as stored), for a backup."""
    with connection.cursor() as cursor:
        if db.is_postgres():
            cursor.execute("SELECT matter_id, to_json(opened_at) #>> '{}', tsvector_to_array(tsv) FROM search_text")
        else:
            cursor.execute("SELECT rowid, opened_at, tsv FROM search_text")
        while rows := cursor.fetchmany(2000):
            for pk, opened_at, stored in rows:
                yield pk, str(opened_at), stored if isinstance(stored, list) else stored.split()


def put_back(rows: Iterable[Sequence[Any]]) -> None:
    """Rows of `texts`, into an empty table of the same kind of database."""
    with connection.cursor() as cursor:
        if db.is_postgres():
            statement = "INSERT INTO search_text (matter_id, opened_at, tsv) VALUES (%s, %s, array_to_tsvector(%s::text[]))"
            cursor.executemany(statement, [list(row) for row in rows])
        else:
            statement = "INSERT INTO search_text (rowid, matter_id, opened_at, tsv) VALUES (%s, %s, %s, %s)"
            cursor.executemany(statement, [[pk, pk, opened_at, " ".join(tokens)] for pk, opened_at, tokens in rows])
