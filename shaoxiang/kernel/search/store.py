"""The two search tables: tsvector with GIN on PostgreSQL, FTS5 on SQLite. Beside kernel.db the only file that tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

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


def put(matter_id: int, opened_at: datetime, tokens: Sequence[str]) -> None:
    """One statement; an earlier text of the matter is replaced."""
    with connection.cursor() as cursor:
        if db.is_postgres():
            cursor.execute(
                "INSERT INTO search_text (matter_id, opened_at, tsv) VALUES (%s, %s, array_to_tsvector(%s::text[])) "
                "ON CONFLICT (matter_id) DO UPDATE SET opened_at = excluded.opened_at, tsv = excluded.tsv",
                [matter_id, opened_at, list(tokens)],
            )
        else:
            cursor.execute(
                "INSERT OR REPLACE INTO search_text (rowid, matter_id, opened_at, tsv) VALUES (%s, %s, %s, %s)",
                [matter_id, matter_id, opened_at, " ".join(map(_plain, tokens))],
            )


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
