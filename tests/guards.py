"""The guards of the rooms' tables, taken off for the rest of a test that plays somebody who had them taken off."""

from __future__ import annotations

from shaoxiang.kernel import db


def aside() -> None:
    if db.is_postgres():  # no trigger goes while checks wait
        db.run(["SET CONSTRAINTS ALL IMMEDIATE"])
    db.remove_room_guards()
