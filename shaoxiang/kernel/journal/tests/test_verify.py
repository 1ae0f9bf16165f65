"""An attacker with the database in hand: takes the guards off, then alters. Each deed is found by its name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal import checkpoints, rules
from shaoxiang.kernel.journal.actions import body_of, record
from shaoxiang.kernel.journal.models import Entry, Head
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    settings.CHECKPOINTS = tmp_path / "checkpoints"


@pytest.fixture
def matters():
    """Three matters with four entries each, checkpointed."""
    made = [open_matter(MatterKind.CASE, title="井盖破损", status="REPORTED", at=NOON) for _ in range(3)]
    for matter in made:
        for seq in range(4):
            record("cases.noted", subject=matter, actor=SYSTEM, at=NOON + timedelta(minutes=seq), facts={"step": seq}, new=seq == 0)
    assert checkpoints.write(now=NOON) == 3
    return made


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def unguarded():
    """The attacker drops the triggers with plain SQL; for the end of the test they are put back."""
    if db.is_postgres():
        sql("DROP TRIGGER journal_entry_rows ON journal_entry")
        sql("DROP TRIGGER journal_entry_whole ON journal_entry")
    else:
        sql("DROP TRIGGER journal_entry_update")
        sql("DROP TRIGGER journal_entry_delete")
    return db


def kinds(*, guards_restored=True):
    if guards_restored:
        db.install_append_only("journal_entry")
    return {(finding.kind, finding.subject) for finding in verify()}


def test_an_untouched_record_is_whole(matters):
    assert list(verify()) == []


def test_missing_guards_are_found(matters, unguarded):
    assert kinds(guards_restored=False) == {("guards_missing", "journal_entry")}


def test_an_edited_row_is_found(matters, unguarded):
    sql("UPDATE journal_entry SET kind = 'cases.closed' WHERE subject_id = %s AND seq = 2", matters[1].pk)
    assert kinds() == {("edited", f"matter:{matters[1].pk}#2")}


def test_edited_facts_are_found(matters, unguarded):
    sql("UPDATE journal_entry SET facts = %s WHERE subject_id = %s AND seq = 4", '{"step": 9}', matters[1].pk)
    assert ("edited", f"matter:{matters[1].pk}#4") in kinds()


def test_a_removed_row_is_found(matters, unguarded):
    sql("DELETE FROM journal_entry WHERE subject_id = %s AND seq = 2", matters[0].pk)
    assert ("removed", f"matter:{matters[0].pk}#2") in kinds()


def test_an_inserted_row_is_found(matters, unguarded):
    sql(
        "INSERT INTO journal_entry (subject_kind, subject_id, seq, kind, at, actor_kind, rule, facts, mac) "
        "SELECT subject_kind, subject_id, 5, kind, at, actor_kind, rule, facts, mac FROM journal_entry WHERE subject_id = %s AND seq = 4",
        matters[2].pk,
    )
    assert kinds() == {("inserted", f"matter:{matters[2].pk}#5")}


def test_a_row_inserted_with_its_head_moved_along_is_found(matters, unguarded):
    sql(
        "INSERT INTO journal_entry (subject_kind, subject_id, seq, kind, at, actor_kind, rule, facts, mac) "
        "SELECT subject_kind, subject_id, 5, kind, at, actor_kind, rule, facts, 'x' FROM journal_entry WHERE subject_id = %s AND seq = 4",
        matters[2].pk,
    )
    sql("UPDATE journal_head SET count = 5, mac = 'x' WHERE subject_id = %s", matters[2].pk)
    assert kinds() == {("edited", f"matter:{matters[2].pk}#5")}


def test_a_cut_tail_is_found(matters, unguarded):
    sql("DELETE FROM journal_entry WHERE subject_id = %s AND seq > 2", matters[0].pk)
    assert ("cut_tail", f"matter:{matters[0].pk}#3–4") in kinds()


def test_a_cut_tail_with_its_head_cut_too_is_found_from_outside(matters, unguarded):
    sql("DELETE FROM journal_entry WHERE subject_id = %s AND seq > 2", matters[0].pk)
    last = Entry.objects.get(subject_id=matters[0].pk, seq=2)
    sql("UPDATE journal_head SET count = 2, mac = %s, entry_id = %s WHERE subject_id = %s", last.mac, last.pk, matters[0].pk)
    assert kinds() == {("cut_tail", f"matter:{matters[0].pk}#4")}


def test_a_matter_removed_with_everything_about_it_is_found(matters, unguarded):
    sql("DELETE FROM journal_entry WHERE subject_id = %s", matters[1].pk)
    sql("DELETE FROM journal_head WHERE subject_id = %s", matters[1].pk)
    sql("DELETE FROM matter_matter WHERE id = %s", matters[1].pk)
    assert kinds() == {("removed_matter", f"matter:{matters[1].pk}")}


def test_a_matter_whose_row_alone_is_gone_is_found(matters):
    sql("DELETE FROM matter_matter WHERE id = %s", matters[1].pk)
    assert kinds() == {("matter_gone", f"matter:{matters[1].pk}")}


def test_a_matter_whose_record_alone_is_gone_is_found(matters, unguarded):
    sql("DELETE FROM journal_entry WHERE subject_id = %s", matters[1].pk)
    sql("DELETE FROM journal_head WHERE subject_id = %s", matters[1].pk)
    assert ("matter_unrecorded", f"matter:{matters[1].pk}") in kinds()


def test_a_removed_head_is_found(matters):
    sql("DELETE FROM journal_head WHERE subject_id = %s", matters[0].pk)
    assert ("head_missing", f"matter:{matters[0].pk}") in kinds()


def test_a_chain_recomputed_with_the_key_is_found_from_outside(matters, unguarded, settings):
    """Someone who holds the key rewrites history so that the database agrees with itself; the checkpoint does not."""
    key, mac = settings.JOURNAL_KEY.encode(), rules.GENESIS
    for entry in Entry.objects.filter(subject_id=matters[0].pk).order_by("seq"):
        entry.facts = {"step": 7} if entry.seq == 2 else entry.facts
        mac = rules.link(key, mac, body_of(entry))
        sql("UPDATE journal_entry SET facts = %s, mac = %s WHERE id = %s", '{"step": 7}' if entry.seq == 2 else f'{{"step": {entry.seq - 1}}}', mac, entry.pk)
    sql("UPDATE journal_head SET mac = %s WHERE subject_id = %s", mac, matters[0].pk)
    assert kinds() == {("recomputed", f"matter:{matters[0].pk}#4")}
    checkpoints.path().unlink()
    assert kinds() == set(), "without the checkpoint nothing would show: that is what it is for"


def test_checkpoints_are_incremental(matters):
    assert checkpoints.write(now=NOON) == 0
    record("cases.closed", subject=matters[0], actor=SYSTEM, at=NOON)
    # the first checkpoint's heads are still within reach of a late commit, so they are named once more, then no longer
    assert checkpoints.write(now=NOON) == 3
    record("cases.closed", subject=matters[1], actor=SYSTEM, at=NOON)
    assert checkpoints.write(now=NOON) == 2
    assert list(verify()) == []
    assert checkpoints.path().stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("alter", [lambda lines: lines[1:], lambda lines: [lines[0].replace('"n":1', '"n":2'), *lines[1:]],
                                   lambda lines: [lines[0][:40], *lines[1:]], lambda lines: [lines[0], lines[0], *lines[1:]]])
def test_an_altered_checkpoint_file_is_found(matters, alter):
    record("cases.closed", subject=matters[0], actor=SYSTEM, at=NOON)
    checkpoints.write(now=NOON)
    lines = checkpoints.path().read_text().splitlines()
    checkpoints.path().write_text("\n".join(alter(lines)) + "\n")
    assert kinds() == {("checkpoint_altered", "journal.jsonl")}


def test_many_heads_fill_several_lines(matters, monkeypatch):
    monkeypatch.setattr(checkpoints, "HEADS_PER_LINE", 2)
    checkpoints.path().unlink()
    assert checkpoints.write(now=NOON) == 3
    assert [len(line.marks) for line in checkpoints.read()] == [2, 1]


@pytest.mark.django_db(transaction=True)
def test_verification_outside_a_transaction_reads_one_snapshot():
    from django.db import transaction

    with transaction.atomic():
        matter = open_matter(MatterKind.CASE, title="漏水", status="REPORTED", at=NOON)
        record("cases.noted", subject=matter, actor=SYSTEM, at=NOON, new=True)
    assert list(verify()) == []
    assert Head.objects.count() == 1
    with transaction.atomic():  # the connection is free again
        record("cases.noted", subject=matter, actor=SYSTEM, at=NOON)
