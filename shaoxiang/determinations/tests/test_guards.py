"""What was issued stands still: somebody who goes round the application with plain SQL changes nothing of it."""

import pytest
from django.db import DatabaseError, connection, transaction

from shaoxiang.determinations import checks
from shaoxiang.determinations.migrations import _still
from shaoxiang.determinations.models import DeterminationLine, DeterminationPart, PartSnapshot, ThreeDeterminationVersion
from shaoxiang.determinations.tests.test_actions import adopted, drafted, home, issue
from shaoxiang.duties.tests.test_guards import copied, said
from shaoxiang.kernel import db

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
V, P, L, S = (model._meta.db_table for model in (ThreeDeterminationVersion, DeterminationPart, DeterminationLine, PartSnapshot))


def first() -> ThreeDeterminationVersion:
    return ThreeDeterminationVersion.objects.get(unit=home(), status="ISSUED")


def tries(version, draft) -> list[str]:
    """Everything that came to mind against an issued version, beside it the draft of the next one."""
    part = version.parts.order_by("pk").first()
    line = part.lines.order_by("pk").first()
    mine = draft.parts.order_by("pk").first()
    own = mine.lines.order_by("pk").first()
    found = [
        *(f"UPDATE {V} SET {column} WHERE id = {version.pk}" for column in (
            "status = 'DRAFT'", "status = 'ADOPTED'", "status = 'WITHDRAWN'", "status = 'SUPERSEDED'", "number = 9", "meeting = '偷改'",
            "document_number = '偷改'",
            "issued_on = '2020-04-01'", "adopted_on = '2020-03-01'", "effective_from = '2020-04-01'", "effective_to = '2030-01-01'", "ledger_on = '2024-01-01'",
            "id = 98765", "drafted_at = '2020-01-01 00:00:00'", f"unit_id = {draft.unit.parent_id or draft.unit_id + 1}",
            "status = 'SUPERSEDED', effective_to = '2030-01-01', meeting = '偷改'")),
        f"UPDATE {V} SET status = 'ISSUED', adopted_on = '2026-01-01', issued_on = '2026-01-02', effective_from = '2026-01-03' WHERE id = {draft.pk}",
        f"UPDATE {V} SET status = 'SUPERSEDED', adopted_on = '2026-01-01', issued_on = '2026-01-02', effective_from = '2026-01-03' WHERE id = {draft.pk}",
        f"DELETE FROM {V} WHERE id = {version.pk}", f"DELETE FROM {V}",
        copied(ThreeDeterminationVersion, version.pk, number="7", effective_from="'2021-01-01'", status="'SUPERSEDED'"),
        copied(DeterminationPart, mine.pk, version_id=version.pk, kind="'OTHER'"),
        f"UPDATE {P} SET kind = 'OTHER' WHERE id = {part.pk}", f"UPDATE {P} SET revision = 9 WHERE id = {part.pk}",
        f"UPDATE {P} SET version_id = {draft.pk}, kind = 'OTHER' WHERE id = {part.pk}",
        f"UPDATE {P} SET version_id = {version.pk}, kind = 'OTHER' WHERE id = {mine.pk}", f"DELETE FROM {P} WHERE id = {part.pk}",
        f"UPDATE {L} SET text = '偷改' WHERE id = {line.pk}", f"UPDATE {L} SET amount = 99", f"DELETE FROM {L} WHERE id = {line.pk}", f"DELETE FROM {L}",
        f'UPDATE {L} SET part_id = {mine.pk}, "order" = 90 WHERE id = {line.pk}', f'UPDATE {L} SET part_id = {part.pk}, "order" = 90 WHERE id = {own.pk}',
        copied(DeterminationLine, line.pk, order="91"), copied(DeterminationLine, own.pk, part_id=part.pk, order="92"),
        f"INSERT INTO {S} (part_id, revision, lines) VALUES ({part.pk}, 1, '[]')",
    ]
    if db.is_postgres():
        return [*found, *(f"TRUNCATE {table} CASCADE" for table in _still.TABLES)]
    into = "INSERT OR REPLACE INTO"
    return [
        *found,
        copied(ThreeDeterminationVersion, version.pk, into, id=version.pk, status="'DRAFT'"),
        copied(ThreeDeterminationVersion, version.pk, into, status="'DRAFT'"),
        copied(ThreeDeterminationVersion, draft.pk, into, id=version.pk, number="5"), copied(ThreeDeterminationVersion, draft.pk, into, number=version.number),
        f"UPDATE OR REPLACE {V} SET id = {version.pk} WHERE id = {draft.pk}", f"UPDATE OR REPLACE {V} SET number = {version.number} WHERE id = {draft.pk}",
        copied(DeterminationPart, mine.pk, into, id=part.pk, kind="'OTHER'"), f"UPDATE OR REPLACE {P} SET id = {part.pk} WHERE id = {mine.pk}",
        copied(DeterminationLine, own.pk, into, id=line.pk, order="93"), f"UPDATE OR REPLACE {L} SET id = {line.pk} WHERE id = {own.pk}",
    ]


def every_word() -> list[object]:
    rows = [model.objects.order_by("pk").values() for model in (ThreeDeterminationVersion, DeterminationPart, DeterminationLine, PartSnapshot)]
    return [row for found in rows for row in found]


def test_plain_sql_changes_nothing_that_was_issued():
    version, draft = first(), drafted()
    before = every_word()
    taken = [sql for sql in tries(version, draft) if said(sql)]
    assert taken == []
    assert every_word() == before


def test_what_was_superseded_stands_still_too():
    version = issue(adopted().pk)
    old = ThreeDeterminationVersion.objects.get(unit=home(), status="SUPERSEDED")
    line = DeterminationLine.objects.filter(part__version=old).first()
    for sql in (
        f"UPDATE {V} SET effective_to = NULL WHERE id = {old.pk}", f"UPDATE {V} SET status = 'ISSUED' WHERE id = {old.pk}",
        f"DELETE FROM {V} WHERE id = {old.pk}", f"UPDATE {L} SET text = '偷改' WHERE id = {line.pk}", f"DELETE FROM {L} WHERE id = {line.pk}",
        f"DELETE FROM {L} WHERE part_id IN (SELECT id FROM {P} WHERE version_id = {version.pk})",
    ):
        assert not said(sql), sql


def test_a_draft_is_written_adopted_and_issued_as_before_and_may_be_changed_by_hand_until_then():
    draft = drafted()
    line = DeterminationLine.objects.filter(part__version=draft).first()
    assert said(f"UPDATE {L} SET text = '还没有印发' WHERE id = {line.pk}")
    assert said(f"DELETE FROM {L} WHERE id = {line.pk}")


def test_the_guards_stand_and_a_missing_one_is_told():
    assert _still.stands()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {L}_still_rows ON {L}" if db.is_postgres() else f"DROP TRIGGER {L}_still_update")
    assert not _still.stands()
    assert any("触发器不全" in finding.text for finding in checks.checks())
    _still.install()
    assert _still.stands()


def test_the_rooms_guards_are_put_aside_and_back_together():
    db.remove_room_guards()
    assert not _still.stands()
    db.install_room_guards()
    assert _still.stands()


def test_a_copy_of_the_statement_that_is_refused_passes_on_a_draft():
    """The statements are not refused for their grammar."""
    draft = drafted()
    line = DeterminationLine.objects.filter(part__version=draft).first()
    assert said(copied(DeterminationLine, line.pk, order="91"))
    with pytest.raises(DatabaseError, match="stands still"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {L}")
