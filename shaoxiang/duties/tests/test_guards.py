"""The database itself: whoever goes round the application with plain SQL cannot change what was published."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from shaoxiang.duties.actions import ask_retraction, change_item, draft_version, retract
from shaoxiang.duties.apps import guards
from shaoxiang.duties.migrations import _guards, _papers
from shaoxiang.duties.models import BasisPaper, DutyItem, EmpoweredMatter, ListVersion, ServiceItem
from shaoxiang.duties.queries.sealing import touched_versions
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.duties.tests.test_matter import MONDAY, decided, drafted, office
from shaoxiang.kernel import db
from shaoxiang.kernel.files.models import Attachment, StoredFile

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


def test_drafts_may_be_changed_and_published():
    draft = decided()
    draft.refresh_from_db()
    change_item(draft.pk, draft.changes.get().code, act="REMOVE", values={}, reason="", revision=draft.revision, actor=office(), at=MONDAY)
    assert publish(draft.pk, actor=office(), at=MONDAY, accept_gaps=True).number == 2
    assert touched_versions() == []


def with_paper() -> ListVersion:
    """Version 2 with an item that stands on a document whose paper is attached, and a paper of the same draft that may still go."""
    version = draft_version("STREET_DUTY", title="示例", actor=office(), at=MONDAY)
    values = {"office_name": next(iter(base_items("STREET_DUTY").values()))["office_name"], "title": "示例：新的一件事", "role": "PRIMARY"}
    change_item(version.pk, "D-C97", act="ADD", values=values, reason="", basis="某发〔2026〕3号", revision=0, actor=office(), at=MONDAY)
    version.refresh_from_db()
    return publish(decided(version=version, begins=BEGINS).pk, actor=office(), at=MONDAY, accept_gaps=True)


def on_papers(version: ListVersion, draft: ListVersion) -> list[str]:
    """Everything that came to mind."""
    held = version.papers.select_related("attachment__file").get()
    hung, stored = held.attachment, held.attachment.file
    other = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="application/pdf", created_at=MONDAY, wanted_at=MONDAY)
    free = Attachment.objects.create(matter_id=draft.matter_id, file=other, role="OTHER", name="示例", at=MONDAY)
    loose = BasisPaper.objects.create(version=draft, document="某发〔2026〕4号", attachment=free)
    papers, attachments, files = _papers.PAPERS, _papers.ATTACHMENTS, _papers.FILES
    found = [
        *(f"UPDATE {papers} SET {column} WHERE id = {held.pk}" for column in (
            "document = '偷改'", f"version_id = {draft.pk}", "attachment_id = NULL", "id = 98765")),
        f"DELETE FROM {papers} WHERE id = {held.pk}", f"DELETE FROM {papers}", f"UPDATE {papers} SET version_id = {version.pk} WHERE id = {loose.pk}",
        f"INSERT INTO {papers} (version_id, document, attachment_id) SELECT {version.pk}, '偷加', id FROM {attachments} WHERE id = {free.pk}",
        *(f"UPDATE {attachments} SET {column} WHERE id = {hung.pk}" for column in (
            f"file_id = {other.pk}", f"matter_id = {draft.matter_id}", "name = '偷改'", "public = (1 = 0)", "id = 98765")),
        f"DELETE FROM {attachments} WHERE id = {hung.pk}",
        *(f"UPDATE {files} SET {column} WHERE id = {stored.pk}" for column in (
            f"sha256 = '{'1' * 64}'", "size = 1", "media_type = 'text/html'", "width = 5", "id = 98765")),
        f"DELETE FROM {files} WHERE id = {stored.pk}",
    ]
    if db.is_postgres():
        return [*found, *(f"TRUNCATE {table} CASCADE" for table in (papers, attachments, files))]
    or_replace, update = "INSERT OR REPLACE INTO", "UPDATE OR REPLACE {0} SET {2} = {3} WHERE id = {1}".format
    return [
        *found, copied(BasisPaper, loose.pk, or_replace, id=held.pk), copied(BasisPaper, loose.pk, or_replace, attachment_id=hung.pk),
        update(papers, loose.pk, "id", held.pk), update(papers, loose.pk, "attachment_id", hung.pk),
        copied(Attachment, free.pk, or_replace, id=hung.pk), update(attachments, free.pk, "id", hung.pk),
        copied(StoredFile, other.pk, or_replace, id=stored.pk), copied(StoredFile, other.pk, or_replace, sha256=f"'{stored.sha256}'"),
        update(files, other.pk, "id", stored.pk), update(files, other.pk, "sha256", f"'{stored.sha256}'"),
    ]


@pytest.mark.parametrize("retracted", [False, True])
def test_the_papers_of_a_published_version_stand_also_when_it_is_taken_back(retracted, settings, tmp_path):
    settings.FILES = tmp_path
    version = with_paper()
    if retracted:
        ask_retraction(version.pk, reason="示例：附件印错了一页，条目和会上定的不一样", actor=office(), at=MONDAY)
        assert retract(version.pk, actor=office(1), at=MONDAY).status == "RETRACTED"
    draft = drafted(words="示例再改")
    assert [sql for sql in on_papers(version, draft) if said(sql)] == []
    attach_again = f"UPDATE {_papers.FILES} SET wanted_at = '2026-12-05 00:00:00' WHERE id = {version.papers.get().attachment.file_id}"
    assert said(attach_again), "that the same bytes came in once more changes nothing"
    assert said(f"UPDATE {_papers.PAPERS} SET document = '某发〔2026〕5号' WHERE version_id = {draft.pk}"), "a draft's papers are its drafter's"
    assert said(f"DELETE FROM {_papers.PAPERS} WHERE version_id = {draft.pk}")


def test_the_guards_stand_and_a_missing_one_is_told():
    assert _guards.stands()
    assert all(guard.stands() for guard in guards().values())
    table = _guards.VERSIONS
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_still_rows ON {table}" if db.is_postgres() else f"DROP TRIGGER {table}_still_update")
    assert not _guards.stands()
    _guards.install()
    assert _guards.stands()
