"""What was changed of what must be asked, and why, is only added to: held by the database itself. Django does not load this file as a migration."""

from __future__ import annotations

from shaoxiang.kernel import db

TABLE = "opinions_scopechange"


def install(*_given: object) -> None:
    """Safe to repeat; nothing while the table is not there."""
    if db.tables_there([TABLE]):
        db.install_append_only(TABLE)


def remove(*_given: object) -> None:
    if db.tables_there([TABLE]):
        db.remove_append_only(TABLE)
