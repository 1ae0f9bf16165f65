"""The database itself: whoever goes round the application with plain SQL cannot lower a locked quota."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from shaoxiang.kernel import db
from shaoxiang.places.models import StreetUnit
from shaoxiang.staffing import actions
from shaoxiang.staffing.migrations import _ratchet
from shaoxiang.staffing.models import QuotaChange, QuotaEntry, QuotaLock
from shaoxiang.staffing.tests.conftest import DAY, INSTITUTIONAL, MONDAY, commission, department, drafted, effective, office, reviewer, street, total
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
COLUMNS = "INSERT INTO staffing_quotaentry (body_id, quota_type, delta, effective_on, change_id, corrects_id, sample) VALUES"
NO = {False: "0", True: "false"}


GUARDS = ("append-only", "may not fall", "not what was approved", "stands as it was", "on a day", "stands still", "nothing falls",
          "passes whole only", "ends once", "is drafted that lowers")


def said(sql: str) -> bool:
    """Did the database take it? What it says no with is a guard's sentence: a slip in the SQL is no proof."""
    answer = ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if db.is_postgres():  # else a TRUNCATE is refused because checks wait
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql)
    except DatabaseError as refused:
        answer = str(refused)
    assert not answer or any(words in answer for words in GUARDS), (sql, answer)
    return not answer


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
        "INSERT INTO staffing_quotapassing (from_body_id, to_body_id, effective_on, meeting_on, meeting_number) "
        f"VALUES ({body}, {street(people.NEXT).pk}, '2026-11-03', '2026-11-03', 'x')",
        f"DELETE FROM institutions_body WHERE id = {body}", f"DELETE FROM places_streetunit WHERE id = {street().street_id}",
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


def correction(delta: int, wrong: QuotaEntry, steps: int = 2) -> QuotaChange:
    """Drafted, and taken as many steps on: 1 reviewed, 2 approved, 3 in the ledger."""
    change = drafted(delta, corrects_id=wrong.pk)
    if steps > 0:
        actions.review(change.number, actor=reviewer(), at=MONDAY)
    if steps > 1:
        actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=MONDAY.date(), meeting_number="示例编委〔2026〕2号")
    return actions.take_effect(change.number, actor=office(), at=MONDAY + DAY) if steps > 2 else change


def test_q4_the_database_lets_an_approved_correction_undo_exactly_the_wrong_entry_and_no_more():
    home, raised = street(), effective(2).entries.get()
    before, change = total(home), correction(-1, raised)
    for wrong in (line(home.pk, -2, corrects=raised.pk, change=change.pk), line(home.pk, -1, corrects=raised.pk, change=raised.change_id),
                  line(home.pk, -1, change=change.pk), line(home.pk, -1, on="2026-11-04", corrects=raised.pk, change=change.pk)):
        assert not said(wrong), wrong
    assert said(line(home.pk, -1, corrects=raised.pk, change=change.pk))
    assert not said(line(home.pk, -1, corrects=raised.pk, change=change.pk))  # the same approval is not used twice, a line is corrected once
    assert total(home) == before - 1
    assert said(line(home.pk, 5, on="2026-11-05"))  # whatever came after it
    assert not said(line(home.pk, -1, corrects=raised.pk, change=change.pk))


@pytest.mark.parametrize("steps", [0, 1])
def test_q4_a_correction_that_was_not_approved_lowers_nothing(steps):
    home, raised = street(), effective(2).entries.get()
    change = correction(-1, raised, steps=steps)
    assert not said(line(home.pk, -1, corrects=raised.pk, change=change.pk))
    assert not said(f"UPDATE matter_matter SET status = 'APPROVED' WHERE id = {change.pk}")


def on_paper(change: QuotaChange, open_: QuotaChange) -> list[str]:
    """Everything that came to mind against what was drafted, reviewed and approved. `open_`: reviewed, not yet approved."""
    table, matter, other = "staffing_quotachange", "matter_matter", department().pk
    sets = [
        "delta = -5", "delta = 9", f"body_id = {other}", "quota_type = 'ADMINISTRATIVE'", "effective_on = '2020-01-01'", f"moved_from_id = {other}",
        "corrects_id = (SELECT min(id) FROM staffing_quotaentry)", "meeting_on = '2020-01-01'", "meeting_on = NULL", "meeting_number = ''",
        "meeting_number = 'x'", "reviewed_by = NULL", "reviewed_by = drafted_by", "drafted_by = NULL", "reason = 'x'", "upper_document = 'x'",
        "right_figure = 9", "read_in = 'x'",
    ]
    back = ("DRAFT", "REVIEWED", "APPROVED", "REJECTED")
    return [
        *(f"UPDATE {table} SET {one} WHERE matter_id = {change.pk}" for one in sets),
        f"UPDATE {table} SET delta = 9 WHERE matter_id = {open_.pk}", f"UPDATE {table} SET reviewed_by = 1 WHERE matter_id = {open_.pk}",
        *(f"UPDATE {matter} SET status = '{status}' WHERE id = {change.pk}" for status in back),
        *(f"UPDATE {matter} SET status = '{status}' WHERE id = {open_.pk}" for status in ("DRAFT", "APPROVED", "EFFECTIVE", "REJECTED")),
        f"UPDATE {matter} SET kind = 'CASE' WHERE id = {change.pk}", f"UPDATE {matter} SET number = 'X1' WHERE id = {change.pk}",
        f"DELETE FROM {table} WHERE matter_id = {change.pk}", f"DELETE FROM {table}", f"DELETE FROM {matter} WHERE id = {change.pk}",
    ]


def test_q4_plain_sql_cannot_rewrite_what_was_approved_nor_send_it_back():
    change, open_ = effective(2), correction(-1, effective(1).entries.get(), steps=1)
    tries_ = on_paper(change, open_)
    if db.is_postgres():
        tries_ += ["TRUNCATE staffing_quotachange CASCADE", "TRUNCATE matter_matter CASCADE"]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pragma_table_info('matter_matter')")
            columns = [row[0] for row in cursor.fetchall()]
        same = ", ".join("'DRAFT'" if name == "status" else name for name in columns)
        other = "(SELECT id FROM matter_matter WHERE kind <> 'QUOTA_CHANGE' LIMIT 1)"
        tries_ += [
            f"INSERT OR REPLACE INTO matter_matter ({', '.join(columns)}) SELECT {same} FROM matter_matter WHERE id = {change.pk}",
            f"UPDATE OR REPLACE matter_matter SET number = '{change.number}' WHERE id = {other}",
            f"UPDATE OR REPLACE matter_matter SET id = {change.pk} WHERE id = {other}",
            f"INSERT OR REPLACE INTO staffing_quotachange SELECT * FROM staffing_quotachange WHERE matter_id = {change.pk}",
            f"UPDATE OR REPLACE staffing_quotachange SET matter_id = {change.pk} WHERE matter_id = {open_.pk}",
        ]
    assert [sql for sql in tries_ if said(sql)] == []


def test_q4_a_change_may_not_be_born_approved():
    change = effective(2)
    born = ("INSERT INTO staffing_quotachange (matter_id, body_id, quota_type, delta, effective_on, reason, upper_document, drafted_by, reviewed_by, "
            "meeting_number, refusal, sample) VALUES "
            f"({{matter}}, {street().pk}, '{INSTITUTIONAL}', -1, '2026-11-03', 'x', '', 1, 2, 'x', '', {NO[db.is_postgres()]})")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO matter_matter (kind, number, title, subject_code, status, opened_at) VALUES "
                       "('QUOTA_CHANGE', 'X1', 'x', '', 'APPROVED', '2026-11-02')")
        cursor.execute("SELECT id FROM matter_matter WHERE number = 'X1'")
        forged = cursor.fetchone()[0]
    assert not said(born.format(matter=forged))
    assert not said(line(street().pk, 1, change=change.pk))  # nor a second line be hung on an approval that was carried out
    assert not said(line(department().pk, 1, change=correction(-1, change.entries.get()).pk))


@pytest.mark.skipif(db.is_postgres(), reason="PostgreSQL keeps to the types of its columns")
@pytest.mark.parametrize("delta", ["'-5x'", "x'2D35'", "-0.5", "'minus'"])
def test_q4_sqlite_takes_no_line_that_is_not_a_whole_number_on_a_day(delta):
    home = street()
    assert not said(line(home.pk, 1).replace(", 1, ", f", {delta}, "))
    assert not said(line(home.pk, 1, on="2026-02-30"))
    assert not said(line(home.pk, 1, on="soon"))


def forged_draft(columns: str, values: str) -> bool:
    """A matter in DRAFT, and its row: a file begun by hand."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO matter_matter (kind, number, title, subject_code, status, opened_at) VALUES "
                       "('QUOTA_CHANGE', 'X2', 'x', '', 'DRAFT', '2026-11-02')")
        cursor.execute("SELECT id FROM matter_matter WHERE number = 'X2'")
        key = cursor.fetchone()[0]
    taken = said("INSERT INTO staffing_quotachange (matter_id, quota_type, effective_on, reason, upper_document, meeting_number, refusal, read_in, sample, "
                 f"{columns}) VALUES ({key}, '{INSTITUTIONAL}', '2026-11-03', 'x', '', '', '', '', {NO[db.is_postgres()]}, {values})")
    if not taken:
        with connection.cursor() as cursor, db_aside():
            cursor.execute(f"DELETE FROM matter_matter WHERE id = {key}")
    return taken


@contextmanager
def db_aside():
    """The guards off, for cleaning up after a try."""
    _ratchet.remove()
    try:
        yield
    finally:
        _ratchet.install()


def test_q4_no_change_that_lowers_a_locked_unit_is_even_drafted():
    home, other, raised = street(), department(), effective(2).entries.get()
    foreign = QuotaEntry.objects.filter(body=other, quota_type=INSTITUTIONAL).first() or QuotaEntry.objects.filter(body=other).first()
    assert not forged_draft("body_id, delta", f"{home.pk}, -3")
    assert not forged_draft("body_id, delta, corrects_id", f"{home.pk}, -3, {foreign.pk}")  # a correction is of a line of its own
    assert not forged_draft("body_id, delta, moved_from_id", f"{other.pk}, 3, {home.pk}")
    assert forged_draft("body_id, delta, corrects_id", f"{home.pk}, -1, {raised.pk}")


def test_a_unit_that_is_not_locked_may_be_lowered_in_a_draft():
    assert forged_draft("body_id, delta", f"{department().pk}, -3")


def test_q4_a_street_with_locked_quota_does_not_end_by_hand():
    home, heir = street(), street(people.NEXT)
    at, to = home.street_id, heir.street_id
    passing = ("INSERT INTO staffing_quotapassing (from_body_id, to_body_id, effective_on, meeting_on, meeting_number) "
               f"VALUES ({home.pk}, {heir.pk}, '2026-11-21', '2026-11-20', 'x')")
    tries_ = [
        f"UPDATE places_streetunit SET valid_to = '2026-11-20', successor_id = {to} WHERE id = {at}",
        f"UPDATE places_streetunit SET valid_to = '2026-11-20' WHERE id = {at}", f"UPDATE places_streetunit SET successor_id = {to} WHERE id = {at}",
        f"UPDATE places_streetunit SET valid_from = '2099-01-01' WHERE id = {at}", f"UPDATE places_streetunit SET code = 'x' WHERE id = {at}",
        f"UPDATE institutions_body SET valid_from = '2099-01-01' WHERE id = {home.pk}", f"UPDATE institutions_body SET street_id = NULL WHERE id = {home.pk}",
        f"UPDATE institutions_body SET street_id = {to} WHERE id = {home.pk}", f"UPDATE institutions_body SET street_id = {at} WHERE id = {heir.pk}",
        passing,
    ]
    if not db.is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pragma_table_info('places_streetunit')")
            columns = [row[0] for row in cursor.fetchall()]
        ended = ", ".join({"valid_to": "'2026-11-20'", "successor_id": str(to)}.get(name, name) for name in columns)
        tries_ += [
            f"INSERT OR REPLACE INTO places_streetunit ({', '.join(columns)}) SELECT {ended} FROM places_streetunit WHERE id = {at}",
            f"UPDATE OR REPLACE places_streetunit SET id = {at} WHERE id = {to}",
        ]
    assert [sql for sql in tries_ if said(sql)] == []
    loose = StreetUnit.objects.create(district_id=StreetUnit.objects.get(pk=at).district_id, code="150102999", name="示例", kind="SUBDISTRICT")
    assert said(f"UPDATE places_streetunit SET valid_to = '2026-11-20', successor_id = {to} WHERE id = {loose.pk}")  # nothing is locked there
    assert said(f"UPDATE places_streetunit SET name = '示例', reform_unit = reform_unit WHERE id = {at}")


def test_a_locked_quota_may_rise_and_an_unlocked_one_may_fall():
    assert said(line(street().pk, 1))
    assert said(line(department().pk, -1))


def test_the_guards_stand_and_a_missing_one_is_told():
    assert _ratchet.stands()
    for name in ("staffing_quotaentry_only_up", "staffing_quotachange_stands", "matter_matter_quota_stands", "institutions_body_locked_stays",
                 "places_streetunit_locked_stays"):
        with connection.cursor() as cursor:
            table = name.removesuffix("_only_up").removesuffix("_stands").removesuffix("_quota").removesuffix("_locked_stays")
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if db.is_postgres() else ""))
        assert not _ratchet.stands(), name
        _ratchet.install()
        assert _ratchet.stands()
