"""The database itself: whoever goes round the application with plain SQL cannot change what was published."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from shaoxiang.duties.actions import change_item
from shaoxiang.duties.migrations import _guards
from shaoxiang.duties.models import DutyItem, EmpoweredMatter, ListVersion, ServiceItem
from shaoxiang.duties.queries.sealing import touched_versions
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.duties.tests.test_matter import MONDAY, decided, drafted, office
from shaoxiang.kernel import db

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BEGINS = date(2026, 12, 1)


def said(sql: str) -> bool:
    """Did the database take it?"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return False
    return True



def copied(model, key: int, into: str = "INSERT INTO", **changes: object) -> str:
    """A statement that writes a copy of the row with these columns otherwise."""
    names = [field.column for field in model._meta.concrete_fields if field.column != "id" or "id" in changes]
    values = ", ".join(str(changes.get(name, f'"{name}"')) for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    table = model._meta.db_table
    return f"{into} {table} ({quoted}) SELECT {values} FROM {table} WHERE id = {key}"


def second() -> ListVersion:
    """Version 2 of the street list, from 1 December: its first item amended."""
    return publish(decided(version=drafted(), begins=BEGINS).pk, actor=office(), at=MONDAY)


def on_items(model, name: str) -> list[str]:
    table = model._meta.db_table
    one, other = model.objects.filter(valid_to=None).order_by("pk")[:2]
    return [
        f"UPDATE {table} SET {name} = '偷改' WHERE id = {one.pk}", f"UPDATE {table} SET {name} = '偷改'", f"DELETE FROM {table} WHERE id = {one.pk}",
        f"DELETE FROM {table}", f"UPDATE {table} SET code = 'X-1' WHERE id = {one.pk}", f"UPDATE {table} SET id = 987654 WHERE id = {one.pk}",
        f"UPDATE {table} SET valid_from = '2026-11-30' WHERE id = {one.pk}", f"UPDATE {table} SET valid_from = '2019-01-01' WHERE id = {one.pk}",
        f"UPDATE {table} SET valid_to = '2020-03-24' WHERE id = {one.pk}",  # the day version 1 begins: it would not have held at all
        f"UPDATE {table} SET valid_to = '2026-12-31', {name} = '偷改' WHERE id = {one.pk}",
        f"UPDATE {table} SET item_mark = 'Z9' WHERE id = {other.pk}",
        copied(model, one.pk, code="'X-2'"), copied(model, one.pk, code="'X-3'", valid_from="'2019-01-01'"),
    ]


def tries() -> list[str]:
    """Everything that came to mind."""
    version = ListVersion.objects.get(kind="STREET_DUTY", number=2)
    change, draft = version.changes.get(), drafted(words="示例再改")
    wish = draft.changes.get()
    ended = DutyItem.objects.get(list_kind="STREET", code=change.code, valid_to=BEGINS)
    item, town = DutyItem.objects.filter(list_kind="STREET", valid_to=None).first(), DutyItem.objects.filter(list_kind="TOWN").first()
    found = [
        *on_items(DutyItem, "title"), *on_items(EmpoweredMatter, "name"), *on_items(ServiceItem, "name"),
        f"UPDATE duties_dutyitem SET valid_to = NULL WHERE id = {ended.pk}", f"UPDATE duties_dutyitem SET valid_to = '2026-12-02' WHERE id = {ended.pk}",
        f"UPDATE duties_dutyitem SET valid_to = '2026-12-01' WHERE id = {item.pk}",
        f"UPDATE duties_dutyitem SET list_kind = 'INSTITUTION' WHERE id = {item.pk}", f"UPDATE duties_dutyitem SET list_kind = 'STREET' WHERE id = {town.pk}",
        "UPDATE duties_empoweredmatter SET amounts = '{}'", "UPDATE duties_listversion SET status = 'DRAFT'",
        *(f"UPDATE duties_listversion SET {column} WHERE id = {version.pk}" for column in (
            "status = 'DRAFT'", "status = 'WITHDRAWN'", "title = '偷改'", "decided_by = '偷改'", "digest = 'x'", "signature = 'x'", "public_key = 'x'",
            "effective_from = '2026-12-09'", "number = 9", "scheme = 1", "answers = '{}'", "kind = 'SERVICE'", "matter_id = NULL", "id = 98765")),
        f"DELETE FROM duties_listversion WHERE id = {version.pk}", "DELETE FROM duties_listversion",
        f"UPDATE duties_listchange SET code = 'D-X' WHERE id = {change.pk}", f"DELETE FROM duties_listchange WHERE id = {change.pk}",
        f"UPDATE duties_listchange SET version_id = {draft.pk} WHERE id = {change.pk}",
        f"UPDATE duties_listchange SET version_id = {version.pk}, code = 'D-X' WHERE id = {wish.pk}",
        copied(type(wish), wish.pk, version_id=version.pk, code="'D-X'"),
    ]
    if db.is_postgres():
        return [*found, *(f"TRUNCATE {table} CASCADE" for table in _guards.TABLES)]
    or_replace = "INSERT OR REPLACE INTO"
    return [
        *found,
        copied(DutyItem, item.pk, or_replace, title="'偷改'"), copied(DutyItem, item.pk, or_replace, id=item.pk, title="'偷改'"),
        copied(DutyItem, item.pk, or_replace, title="'偷改'", list_kind="'NONE'"), copied(DutyItem, item.pk, or_replace, id=item.pk, valid_from="'2030-01-01'"),
        f"UPDATE OR REPLACE duties_dutyitem SET id = {item.pk} WHERE id = {town.pk}",
        copied(ListVersion, version.pk, or_replace, title="'偷改'"),
        copied(ListVersion, version.pk, or_replace, id=version.pk, status="'DRAFT'", number="NULL"),
        copied(ListVersion, draft.pk, or_replace, id=version.pk, matter_id="NULL"),
        f"UPDATE OR REPLACE duties_listversion SET number = 2 WHERE id = {draft.pk}",
        f"UPDATE OR REPLACE duties_listversion SET id = {version.pk} WHERE id = {draft.pk}",
        copied(type(wish), wish.pk, or_replace, id=change.pk, version_id=draft.pk, code="'D-Y'"),
        f"UPDATE OR REPLACE duties_listchange SET id = {change.pk} WHERE id = {wish.pk}",
    ]


def test_plain_sql_changes_nothing_that_was_published():
    second()
    taken = [sql for sql in tries() if said(sql)]
    assert taken == []
    assert touched_versions() == []


def test_a_row_may_end_after_every_published_day_and_a_row_of_no_published_day_is_free():
    second()
    item = DutyItem.objects.filter(list_kind="STREET", valid_to=None).first()
    table = DutyItem._meta.db_table
    assert said(f"UPDATE {table} SET valid_to = '2026-12-31' WHERE id = {item.pk}")
    assert said(copied(DutyItem, item.pk, code="'X-9'", valid_from="'2026-12-05'", valid_to="NULL"))
    assert said(f"UPDATE {table} SET title = '还没有公布' WHERE code = 'X-9'")
    assert said(f"DELETE FROM {table} WHERE code = 'X-9'")
    assert touched_versions() == []


def test_drafts_may_be_changed_and_published():
    draft = decided()
    draft.refresh_from_db()
    change_item(draft.pk, draft.changes.get().code, act="REMOVE", values={}, reason="", revision=draft.revision, actor=office(), at=MONDAY)
    assert publish(draft.pk, actor=office(), at=MONDAY, accept_gaps=True).number == 2
    assert touched_versions() == []


def test_the_guards_stand_and_a_missing_one_is_told():
    assert _guards.stands()
    table = _guards.VERSIONS
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_still_rows ON {table}" if db.is_postgres() else f"DROP TRIGGER {table}_still_update")
    assert not _guards.stands()
    _guards.install()
    assert _guards.stands()
