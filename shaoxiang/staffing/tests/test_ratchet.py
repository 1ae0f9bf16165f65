"""The database itself: whoever goes round the application with plain SQL cannot lower a locked quota."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from shaoxiang.kernel import db
from shaoxiang.staffing.migrations import _ratchet
from shaoxiang.staffing.models import QuotaEntry, QuotaLock
from shaoxiang.staffing.tests.conftest import INSTITUTIONAL, department, effective, street, total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
COLUMNS = "INSERT INTO staffing_quotaentry (body_id, quota_type, delta, effective_on, change_id, corrects_id, sample) VALUES"
NO = {False: "0", True: "false"}


def said(sql: str) -> bool:
    """Did the database take it?"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return False
    return True


def line(body: int, delta: int, *, on: str = "2026-11-03", kind: str = INSTITUTIONAL, change: object = "NULL", corrects: object = "NULL") -> str:
    return f"{COLUMNS} ({body}, '{kind}', {delta}, '{on}', {change}, {corrects}, {NO[db.is_postgres()]})"


def tries(body: int) -> list[str]:
    """Everything that came to mind."""
    other = department().pk
    wrong = QuotaEntry.objects.filter(body_id=body, quota_type=INSTITUTIONAL).order_by("pk")
    opening, raised = wrong[0], wrong[1]
    found = [
        line(body, -1), line(body, -1, on="2019-01-01"), line(body, -1, on="2020-03-24"), line(body, -1, on="2099-01-01"),
        line(body, -1, kind="ADMINISTRATIVE"), line(body, -1, kind="ENFORCEMENT_SPECIAL"),
        line(body, -1, corrects=opening.pk, change=raised.change_id), line(body, -1, corrects=raised.pk),
        line(body, -3, corrects=raised.pk, change=raised.change_id),
        line(body, -1, corrects=raised.pk, change=raised.change_id, on="2026-01-01"),
        line(body, -1, corrects=raised.pk, change=raised.change_id, kind="ADMINISTRATIVE"),
        f"UPDATE staffing_quotaentry SET delta = 1 WHERE id = {opening.pk}", f"UPDATE staffing_quotaentry SET body_id = {other} WHERE body_id = {body}",
        f"UPDATE staffing_quotaentry SET effective_on = '2099-01-01' WHERE id = {raised.pk}",
        f"UPDATE staffing_quotaentry SET quota_type = 'ADMINISTRATIVE' WHERE id = {raised.pk}", f"DELETE FROM staffing_quotaentry WHERE id = {raised.pk}",
        "DELETE FROM staffing_quotaentry", f"UPDATE staffing_quotalock SET effective_from = '2099-01-01' WHERE body_id = {body}",
        f"UPDATE staffing_quotalock SET body_id = {other} WHERE body_id = {body}", "DELETE FROM staffing_quotalock",
    ]
    if db.is_postgres():
        return [*found, "TRUNCATE staffing_quotaentry CASCADE", "TRUNCATE staffing_quotalock"]
    replace = line(body, 1).replace("(body_id", "(id, body_id").replace(f"VALUES ({body}", f"VALUES ({raised.pk}, {body}")
    replace = replace.replace("INSERT", "INSERT OR REPLACE")
    return [
        *found, replace, line(body, -1).replace("INSERT", "INSERT OR REPLACE"), line(body, -1).replace("INSERT", "INSERT OR IGNORE"),
        f"INSERT OR REPLACE INTO staffing_quotalock (body_id, effective_from) VALUES ({body}, '2099-01-01')",
        replace.replace("INSERT OR REPLACE", "INSERT") + " ON CONFLICT (id) DO UPDATE SET delta = 1",
    ]


def test_q4_plain_sql_cannot_lower_a_locked_quota():
    home = street()
    effective(2)
    before, lock = total(home), QuotaLock.objects.get(body=home).effective_from
    taken = [sql for sql in tries(home.pk) if said(sql)]
    assert taken == []
    assert (total(home), QuotaLock.objects.get(body=home).effective_from) == (before, lock)


def test_q4_the_database_lets_a_correction_undo_exactly_the_wrong_entry():
    home, change = street(), effective(2)
    raised = change.entries.get()
    before = total(home)
    assert said(line(home.pk, -1, corrects=raised.pk, change=change.pk))
    assert said(line(home.pk, -1, corrects=raised.pk, change=change.pk))
    assert not said(line(home.pk, -1, corrects=raised.pk, change=change.pk))
    assert total(home) == before - 2


def test_a_locked_quota_may_rise_and_an_unlocked_one_may_fall():
    assert said(line(street().pk, 1))
    assert said(line(department().pk, -1))


def test_the_guards_stand_and_a_missing_one_is_told():
    assert _ratchet.stands()
    if not db.is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER staffing_quotaentry_only_up")
        assert not _ratchet.stands()
        _ratchet.install()
        assert _ratchet.stands()
