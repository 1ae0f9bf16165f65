import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind
from shaoxiang.kernel.identity import actions, queries, seal
from shaoxiang.kernel.identity.models import Disclosure, VaultRecord
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
AUNT = {"name": "孙阿姨", "phone": "139 0000 0000", "id_number": "150102199001011234", "address": "新城区某街道1号", "note": "独居"}
OFFICER = Actor(kind=ActorKind.PERSON, roles=frozenset({"STREET_DESK"}), assignment_id=7, post_id=8, unit_id=9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    return actions.keep(AUNT, purpose="cases.report", at=NOON)


@pytest.fixture
def matter():
    return open_matter(MatterKind.CASE, title="漏水", status="REPORTED", at=NOON)


def test_keeping_is_one_statement_and_leaves_nothing_readable(django_assert_num_queries):
    with django_assert_num_queries(1):
        record = actions.keep(AUNT, purpose="cases.report", at=NOON)
    row = VaultRecord.objects.values().get(pk=record.pk)
    for value in AUNT.values():
        assert value not in repr(row)
        assert value.encode() not in bytes(row["sealed"])
        assert value not in f"{record!r} {record}"


def test_found_by_phone_however_typed(record):
    assert queries.find_by_phone("+86-13900000000") == [record.pk]
    assert queries.find_by_phone("１３９００００００００") == [record.pk]
    assert queries.find_by_id_number("150102199001011234") == [record.pk]
    assert queries.find_by_phone("13900000001") == queries.find_by_phone("") == queries.find_by_phone("x") == []


def test_masked_by_default(record):
    assert queries.masked(record) == {
        "name": "孙**", "phone": "139****0000", "id_number": "150102**********34", "address": "新城区某街道****", "note": "****",
    }
    assert queries.masked_by_id([record.pk, None]) == {record.pk: queries.masked(record)}


def test_a_mistyped_number_is_kept_all_the_same():
    record = actions.keep({"phone": "1390000"}, purpose="cases.report", at=NOON)
    assert queries.plain(record) == {"phone": "1390000"}


def test_an_unknown_field_is_refused_without_its_value():
    with pytest.raises(ValueError, match="wechat") as caught:
        actions.keep({"wechat": "secret-value"}, purpose="x", at=NOON)
    assert "secret-value" not in str(caught.value)


def test_revealing_is_written_down_first(record, matter):
    shown = actions.reveal(record.pk, ["phone", "name"], actor=OFFICER, at=NOON, reason="联系报事人核实地点", matter=matter)
    assert shown == {"name": "孙阿姨", "phone": "139 0000 0000"}
    entry = Entry.objects.get(kind="identity.revealed")
    assert (entry.subject_id, entry.actor_id) == (matter.pk, 7)
    assert entry.facts.keys() == {"record", "fields", "reason_sha256"}
    assert entry.facts["fields"] == ["name", "phone"]
    assert queries.disclosures_of(matter.pk).get().reason == "联系报事人核实地点"


@pytest.mark.parametrize("reason", ["", "   ", "查"])
def test_no_reason_no_sight(record, matter, reason):
    with pytest.raises(actions.ReasonMissing):
        actions.reveal(record.pk, ["phone"], actor=OFFICER, at=NOON, reason=reason, matter=matter)
    assert not Entry.objects.exists()
    assert not Disclosure.objects.exists()


def test_a_record_that_does_not_open_shows_and_writes_nothing(record, matter):
    with override_settings(VAULT_KEY="another"), pytest.raises(seal.CannotOpen) as caught:
        actions.reveal(record.pk, ["phone"], actor=OFFICER, at=NOON, reason="联系报事人", matter=matter)
    assert caught.value.__cause__ is None
    assert not Disclosure.objects.exists()


def test_a_ciphertext_moved_to_another_row_does_not_open(record):
    other = actions.keep({"name": "李四", "phone": "13800000000"}, purpose="cases.report", at=NOON)
    VaultRecord.objects.filter(pk=record.pk).update(sealed=other.sealed)
    record.refresh_from_db()
    with pytest.raises(seal.CannotOpen):
        queries.masked(record)


def test_blurring_empties_the_record_and_leaves_the_chain(record, matter):
    actions.reveal(record.pk, ["name"], actor=SYSTEM, at=NOON, reason="示例核实", matter=matter)
    before = list(Entry.objects.filter(subject_kind="matter").values("mac", "facts"))
    actions.keep_until(record.pk, NOON + timedelta(days=30))
    assert actions.blur_due(NOON + timedelta(days=29)) == 0
    assert actions.blur_due(NOON + timedelta(days=31)) == 1
    assert actions.blur_due(NOON + timedelta(days=31)) == 0
    record.refresh_from_db()
    assert bytes(record.sealed) == b""
    assert set(queries.masked(record).values()) == {""}
    assert queries.find_by_phone("13900000000") == []
    assert list(Entry.objects.filter(subject_kind="matter").values("mac", "facts")) == before
    assert Entry.objects.filter(subject_kind="vault", kind="identity.blurred").count() == 1


def test_nothing_personal_is_logged(record, matter, caplog):
    caplog.set_level(logging.INFO, logger="shaoxiang")
    caplog.set_level(logging.INFO)
    actions.reveal(record.pk, ["phone"], actor=OFFICER, at=NOON, reason="联系报事人", matter=matter)
    queries.find_by_phone("13900000000")
    assert not any(value in caplog.text for value in (*AUNT.values(), "13900000000"))


@given(st.dictionaries(st.sampled_from(list(AUNT)), st.text(st.characters(codec="utf-8"), max_size=60)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_whatever_was_given_comes_back(fields):
    record = actions.keep(fields, purpose="cases.report", at=NOON)
    record.refresh_from_db()
    assert queries.plain(record) == {name: value.strip() for name, value in fields.items() if value.strip()}
