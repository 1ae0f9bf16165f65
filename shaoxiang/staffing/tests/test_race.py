"""Two appointments reach for the last free quota at the same moment: one wins. Real connections."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from shaoxiang.forces.tests.test_race import at_once
from shaoxiang.kernel import db
from shaoxiang.staffing import actions
from shaoxiang.staffing.models import QuotaEntry, QuotaHolding, QuotaLock
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.tests.conftest import MONDAY, office, street, total
from shaoxiang.staffing.tests.test_actions import empty_post, newcomer
from shaoxiang.staffing.vocabulary import QuotaType

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("district")]


def test_q3_the_last_quota_goes_to_one_of_two():
    body, kind = street(), QuotaType.INSTITUTIONAL
    for turn in range(total(body) - QuotaHolding.objects.filter(body=body, quota_type=kind).count() - 1):
        QuotaHolding.objects.create(person=newcomer(f"示例占编{turn}"), body=body, quota_type=kind)
    actor, calls = office(), []
    for letter in "AB":
        person, post = newcomer(f"示例{letter}").pk, empty_post(body, letter).pk
        calls.append(lambda person=person, post=post: actions.appoint(person, post, body_id=body.pk, quota_type=kind, actor=actor, at=MONDAY))
    said = at_once(*calls)
    assert [type(one) for one in said if one is not None] == [StaffingRefused]
    assert QuotaHolding.objects.filter(body=body, quota_type=kind).count() == total(body)


@contextmanager
def old_snapshot():
    """Another session, which sees the district as it was when it began; it commits nothing."""
    parts = connection.settings_dict
    link = psycopg.connect(host=parts["HOST"], port=parts["PORT"], user=parts["USER"], password=parts["PASSWORD"] or None, dbname=parts["NAME"])
    try:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.execute("SELECT count(*) FROM staffing_quotalock")
        yield link
    finally:
        link.rollback()
        link.close()


def loose() -> int:
    return QuotaEntry.objects.exclude(body__in=QuotaLock.objects.values("body")).order_by("body_id")[0].body_id


def fall(body_id: int, on: date) -> str:
    return ("INSERT INTO staffing_quotaentry (body_id, quota_type, delta, effective_on, sample) "
            f"VALUES ({body_id}, 'ADMINISTRATIVE', -1, '{on}', false)")


def lock(body_id: int, on: date) -> str:
    return f"INSERT INTO staffing_quotalock (body_id, effective_from, meeting_number) VALUES ({body_id}, '{on}', 'x')"


@pytest.mark.skipif(not db.is_postgres(), reason="SQLite has one writer, who sees what was committed")
@pytest.mark.parametrize(("first", "then"), [(lock, fall), (fall, lock)])
def test_q4_neither_a_fall_nor_a_lock_passes_by_the_other_on_an_old_snapshot(first, then):
    body, today = loose(), timezone.localdate()
    with old_snapshot() as late:
        db.run([first(body, today)])
        with pytest.raises(psycopg.errors.SerializationFailure):
            late.execute(then(body, today))
    with old_snapshot() as fresh, pytest.raises(psycopg.errors.CheckViolation):
        fresh.execute(then(body, today))  # who begins again sees it
