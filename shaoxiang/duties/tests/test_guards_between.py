"""Between two versions too: no row of a list begins or ends with plain SQL, but on the day of a version that is just being published."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from shaoxiang.duties.actions import ask_retraction, change_item, publish, retract
from shaoxiang.duties.checks import findings
from shaoxiang.duties.migrations import _between
from shaoxiang.duties.models import DutyItem, EmpoweredMatter, ListVersion, ServiceItem
from shaoxiang.duties.queries.sealing import touched_versions
from shaoxiang.duties.queries.versions import rows_of
from shaoxiang.duties.tests import reviewing
from shaoxiang.duties.tests.test_guards import copied
from shaoxiang.duties.tests.test_matter import MONDAY, decided, drafted, office
from shaoxiang.kernel import db
from tests import guards
from tests.hearing import heard_on_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LISTS = {"STREET_DUTY": (DutyItem, "office_name"), "POWER": (EmpoweredMatter, "original_department"), "SERVICE": (ServiceItem, "final_decider")}
DAY = date(2026, 12, 1)


def _published(pk):
    return publish(pk, actor=office(), at=MONDAY, heard_number=heard_on_list(pk, at=MONDAY))


def said(sql: str) -> bool:
    """Would the database keep it? What is asked at the end of a transaction is asked here."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql)
            connection.check_constraints()
    except DatabaseError:
        return False
    return True


def reviewed(kind: str) -> ListVersion:
    """A draft that changes one item from 1 December, looked at by a second person: all that is left is to publish it."""
    return reviewing.confirmed(decided(version=drafted(kind), begins=DAY).pk, actor=office(), at=MONDAY)


def tries(kind: str) -> list[str]:
    """Everything that came to mind: end a row, write one, date one anew, give it to somebody else."""
    model, holder = LISTS[kind]
    table, row = model._meta.db_table, rows_of(kind).filter(valid_to=None).order_by("pk")[5]
    here = f"{table} SET valid_to = '{{}}' WHERE id = {row.pk}".format
    found = [
        *(f"UPDATE {here(day)}" for day in ("2020-03-25", "2026-06-01", "2026-11-30", "2026-12-01", "2026-12-02", "2027-06-01", "2999-01-01")),
        f"UPDATE {table} SET valid_to = '2026-06-01'", f"UPDATE {table} SET valid_to = '2026-06-01', {holder} = '示例单位' WHERE id = {row.pk}",
        copied(model, row.pk, code="'X-1'", valid_from="'2026-06-01'"), copied(model, row.pk, valid_from="'2026-06-01'", **{holder: "'示例单位'"}),
        copied(model, row.pk, code="'X-1'", valid_from="'2026-06-01'", valid_to="'2026-07-01'"),
        copied(model, row.pk, code="'X-1'", valid_from="'2019-01-01'", valid_to="'2026-07-01'"),
        copied(model, row.pk, code="'X-1'", valid_from="'2026-12-01'"), copied(model, row.pk, code="'X-1'", valid_from="'2030-01-01'"),
    ]
    if db.is_postgres():
        return found
    return [
        *found, f"UPDATE OR REPLACE {here('2026-06-01')}", *(f"UPDATE {here(day)}" for day in ("2026-12-1", "2026-12-01 ", "20261201", "x")),
        f"UPDATE {table} SET valid_to = 20261201 WHERE id = {row.pk}", f"UPDATE {table} SET valid_to = x'ff' WHERE id = {row.pk}",
        copied(model, row.pk, "INSERT OR REPLACE INTO", code="'X-1'", valid_from="'2026-06-01'"),
    ]


@pytest.mark.parametrize("kind", LISTS)
def test_plain_sql_changes_no_list_between_two_versions(kind):
    assert [sql for sql in tries(kind) if said(sql)] == []
    reviewed(kind)  # nor while a version is about to be published: none of these is its change
    assert [sql for sql in tries(kind) if said(sql)] == []
    _published(ListVersion.objects.get(kind=kind, status="DRAFT").pk)
    connection.check_constraints()
    assert [sql for sql in tries(kind) if said(sql)] == []
    assert touched_versions() == []


@pytest.mark.parametrize("kind", LISTS)
def test_what_a_draft_would_change_waits_for_its_publication(kind):
    version = reviewed(kind)
    model, code = LISTS[kind][0], version.changes.get().code
    row = rows_of(kind).get(code=code, valid_to=None)
    written = [
        f"UPDATE {model._meta.db_table} SET valid_to = '2026-12-01' WHERE id = {row.pk}", copied(model, row.pk, valid_from="'2026-12-01'"),
    ]
    assert [sql for sql in written if said(sql)] == [], "until it is published in the same transaction"
    if not db.is_postgres():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(written[0])
            for sql in (f"DELETE FROM {_between.OWED}", f"UPDATE {_between.OWED} SET until_published = -2", f"UPDATE {_between.OWED} SET version_id = 1"):
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(sql)
            transaction.set_rollback(True)
    change_item(version.pk, code, act="REMOVE", values={}, reason="", revision=version.revision, actor=office(), at=MONDAY)
    assert ListVersion.objects.get(pk=version.pk).matter.status == "DECIDED"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(written[0])  # not one that nobody has looked at: refused at once


@pytest.mark.parametrize("kind", LISTS)
def test_a_version_is_published_taken_back_and_published_again(kind):
    before = list(rows_of(kind).order_by("pk").values())
    version = _published(reviewed(kind).pk)
    connection.check_constraints()
    assert list(rows_of(kind).order_by("pk").values()) != before
    ask_retraction(version.pk, reason="示例：附件印错了一页，条目和会上定的不一样", actor=office(), at=MONDAY)
    retract(version.pk, actor=office(1), at=MONDAY)
    connection.check_constraints()
    assert list(rows_of(kind).order_by("pk").values()) == before
    assert _published(reviewed(kind).pk).number == 3
    connection.check_constraints()
    assert (touched_versions(), [code for code, _sentence, _facts in findings(DAY) if code == "LIST_NOT_AS_PUBLISHED"]) == ([], [])


@pytest.mark.parametrize("kind", LISTS)
def test_doctor_names_what_was_written_while_the_guards_were_off_and_it_may_be_undone(kind):
    guards.aside()
    row = rows_of(kind).filter(valid_to=None).order_by("pk")[5]
    with connection.cursor() as cursor:
        cursor.execute(copied(LISTS[kind][0], row.pk, code="'X-9'", valid_from="'2027-06-01'"))
        cursor.execute(f"UPDATE {row._meta.db_table} SET valid_to = '2027-06-01' WHERE id = {row.pk}")
    told = {code: facts for code, _sentence, facts in findings(DAY)}
    assert set(told["LIST_NOT_AS_PUBLISHED"]["codes"].split("、")) == {row.code, "X-9"}
    db.install_room_guards()
    assert said(f"DELETE FROM {row._meta.db_table} WHERE code = 'X-9'")
    assert said(f"UPDATE {row._meta.db_table} SET valid_to = NULL WHERE id = {row.pk}")
    assert "LIST_NOT_AS_PUBLISHED" not in {code for code, _sentence, _facts in findings(DAY)}


@pytest.mark.django_db(transaction=True)
def test_a_real_commit_keeps_nothing_that_was_not_published():
    version = reviewed("SERVICE")
    row = rows_of("SERVICE").get(code=version.changes.get().code, valid_to=None)
    sql = f"UPDATE {row._meta.db_table} SET valid_to = '2026-12-01' WHERE id = {row.pk}"
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(sql)
    if not db.is_postgres():  # as a shell of its own would, which asks for no foreign keys
        with connection.constraint_checks_disabled(), connection.cursor() as cursor, pytest.raises(DatabaseError, match="being published"):
            cursor.execute(sql)
    row.refresh_from_db()
    assert row.valid_to is None
    assert _published(version.pk).number == 2
    row.refresh_from_db()
    assert row.valid_to == DAY
    assert _between.GUARD.stands()
