from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.actions import Note, deliver_pending, record, record_each
from shaoxiang.kernel.journal.models import Entry, Head
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_entries_form_a_chain_with_a_head():
    matter = open_matter(MatterKind.CASE, title="井盖破损", status="REPORTED", at=NOON)
    first = record("cases.reported", subject=matter, actor=SYSTEM, at=NOON, new=True)
    second = record("cases.accepted", subject=matter, actor=SYSTEM, at=NOON, facts={"type": "0101"})
    head = Head.objects.get(subject_kind="matter", subject_id=matter.pk)
    assert (first.seq, second.seq, head.count, head.mac) == (1, 2, 2, second.mac)
    assert matter.number == "SJ20260302-0001"


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET kind = 'x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_change_an_entry(statement):
    record("web.tried", subject=("config", 1), actor=SYSTEM, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_guards_stand_in_transactional_tests_too():
    with transaction.atomic():
        record("web.tried", subject=("config", 1), actor=SYSTEM, at=NOON)
    with pytest.raises(DatabaseError):
        Entry.objects.all().delete()


@pytest.mark.django_db
def test_a_reaction_is_told_the_moment_at_which_it_is_delivered():
    seen = []
    reactions.register({"web.told": lambda _entry: seen.append(reactions.moment())})
    record("web.told", subject=("config", 1), actor=SYSTEM, at=NOON, new=True)
    assert deliver_pending(now=NOON) == 1
    assert seen == [NOON]
    assert reactions.moment() > NOON


@pytest.mark.django_db
def test_many_subjects_at_once_go_on_with_their_chains_as_one_by_one():
    known, new = (open_matter(MatterKind.CASE, title="井盖破损", status="REPORTED", at=NOON) for _turn in range(2))
    first = record("cases.reported", subject=known, actor=SYSTEM, at=NOON, new=True)
    record_each({known.pk: [Note("clocks.warned"), Note("clocks.overdue", {"code": "X"})], new.pk: [Note("clocks.warned")]}, actor=SYSTEM, at=NOON)
    chain = list(Entry.objects.filter(subject_id=known.pk).order_by("seq"))
    assert [(entry.seq, entry.kind) for entry in chain] == [(1, "cases.reported"), (2, "clocks.warned"), (3, "clocks.overdue")]
    heads = {head.subject_id: (head.count, head.mac, head.entry_id) for head in Head.objects.filter(subject_kind="matter")}
    assert heads[known.pk] == (3, chain[-1].mac, chain[-1].pk) and chain[0].pk == first.pk
    assert heads[new.pk][0] == 1
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_many_subjects_need_a_transaction_too():
    with pytest.raises(RuntimeError):
        record_each({1: [Note("clocks.warned")]}, actor=SYSTEM, at=NOON)
