"""编制锁定: who may, from which day, never over a fall that stands; a locked unit stays that unit, whoever asks the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.actions import changed
from shaoxiang.institutions.models import Body
from shaoxiang.kernel import db
from shaoxiang.kernel.dated import AHEAD
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing import actions, queries
from shaoxiang.staffing.actions.locking import lock_unit
from shaoxiang.staffing.migrations import _ratchet
from shaoxiang.staffing.models import QuotaLock
from shaoxiang.staffing.rules import Line, StaffingRefused, Wanted
from shaoxiang.staffing.rules.locking import check_lock
from shaoxiang.staffing.tests.conftest import INSTITUTIONAL, commission, department, effective, office, street
from shaoxiang.staffing.tests.test_ratchet import line, said
from tests import people

TODAY = date(2026, 11, 30)
FINE = {"kind": "STREET_OFFICE", "locked_from": None, "passed": False, "lines": (), "effective_from": TODAY, "today": TODAY, "meeting_on": TODAY,
        "meeting_number": "1号"}
FALL = (Line(1, 1, INSTITUTIONAL, -1, TODAY + timedelta(days=9)),)


@pytest.mark.parametrize(("change", "field"), [
    ({"kind": "DEPARTMENT"}, "effective_from"), ({"locked_from": TODAY}, "effective_from"), ({"passed": True}, "effective_from"),
    ({"meeting_number": " "}, "meeting_number"), ({"meeting_on": TODAY + timedelta(days=1)}, "meeting_on"),
    ({"effective_from": TODAY + AHEAD + timedelta(days=1)}, "effective_from"), ({"lines": FALL}, "effective_from"),
    ({"lines": FALL, "effective_from": TODAY + timedelta(days=9)}, "effective_from"),
])
def test_what_forbids_it(change, field):
    check_lock(**FINE)
    check_lock(**{**FINE, "effective_from": TODAY + AHEAD})
    check_lock(**{**FINE, "lines": FALL, "effective_from": TODAY + timedelta(days=10)})
    with pytest.raises(StaffingRefused) as refused:
        check_lock(**{**FINE, **change})
    assert refused.value.field == field


def young(code: str = "S150102099", **more) -> Body:
    """A street's unit as a division leaves it: new, with no lock yet."""
    like = street()
    given = {"code": code, "kind": like.kind, "name": "示例新街道办事处", "valid_from": date(2026, 11, 1), **more}
    body = Body.objects.create(**given)
    changed()
    return body


def locks(body: Body, **changes) -> QuotaLock:
    now = timezone.now()
    today = timezone.localdate(now)
    given = {"effective_from": today, "meeting_on": today, "meeting_number": "示例编委〔2026〕12号", "actor": commission(), "at": now}
    return lock_unit(body.pk, **{**given, **changes})


@pytest.mark.usefixtures("district")
@pytest.mark.django_db
class TestActs:
    def test_from_that_day_on_it_falls_no_more(self):
        body, today = young(), timezone.localdate()
        effective(3, body)
        locks(body)
        assert queries.lock_of(body.pk) == today
        entry = Entry.objects.get(kind="staffing.locked")
        assert (entry.subject_id, entry.facts["effective_from"]) == (body.pk, today.isoformat())
        assert "示例编委" not in str(entry.facts)
        with pytest.raises(StaffingRefused):
            actions.draft(Wanted(body.pk, INSTITUTIONAL, -1, today + timedelta(days=2), "示例"), actor=office(), at=timezone.now())
        assert not said(line(body.pk, -1, on=today.isoformat()))
        assert said(line(body.pk, 1, on=today.isoformat()))

    def test_who_may_and_once(self):
        body = young()
        for actor in (office(), people.actor("CONFIG_ADMIN"), people.actor("STREET_LEADER", street=people.HOME)):
            with pytest.raises(PermissionDenied):
                locks(body, actor=actor)
        locks(body)
        for wrong in (body, street(), department()):
            with pytest.raises(StaffingRefused):
                locks(wrong)
        assert Entry.objects.filter(kind="staffing.locked").count() == 1

    def test_the_page_leads_there_and_back(self):
        body, reader, authority = young(), seated(office()), seated(commission())
        unit, address = f"/staffing/unit/{body.code}/", f"/staffing/unit/{body.code}/lock/"
        assert address not in reader.get(unit).content.decode()
        assert reader.get(address).status_code == 403
        assert address in authority.get(unit).content.decode()
        wrong = authority.post(address, {"effective_from": "", "meeting_on": timezone.localdate().isoformat(), "meeting_number": "示例编委〔2026〕12号"})
        assert wrong.status_code == 422
        assert "示例编委〔2026〕12号" in wrong.content.decode()
        day = timezone.localdate().isoformat()
        done = authority.post(address, {"effective_from": day, "meeting_on": day, "meeting_number": "示例编委〔2026〕12号"})
        assert done["Location"] == unit
        assert "已经锁定" in authority.get(unit).content.decode()
        assert authority.get(address).status_code == 404


@pytest.mark.usefixtures("district")
@pytest.mark.django_db
class TestDatabase:
    """Plain SQL, on either database."""

    lock = "INSERT INTO staffing_quotalock (body_id, effective_from, meeting_number) VALUES ({}, '{}', '')"

    def test_no_lock_is_laid_over_a_fall_that_stands(self):
        body = young()
        assert said(line(body.pk, 10, on="2026-11-01"))
        assert said(line(body.pk, -4, on="2027-06-01"))
        for day in ("2026-11-02", "2027-06-01"):
            assert not said(self.lock.format(body.pk, day)), day
        assert said(self.lock.format(body.pk, "2027-06-02"))
        assert not said(line(body.pk, -1, on="2027-06-03"))

    def test_no_lock_is_put_off_for_years(self):
        body = young()
        assert not said(self.lock.format(body.pk, "9999-12-31"))
        assert not said(self.lock.format(body.pk, (timezone.localdate() + timedelta(days=400)).isoformat()))
        assert said(self.lock.format(body.pk, (timezone.localdate() + timedelta(days=360)).isoformat()))

    def test_a_locked_unit_stays_that_unit(self):
        home, other = street(), street(people.NEXT)
        tries = [
            f"UPDATE institutions_body SET kind = 'DEPARTMENT' WHERE id = {home.pk}", f"UPDATE institutions_body SET code = 'X' WHERE id = {home.pk}",
            f"UPDATE institutions_body SET valid_to = '2026-11-30' WHERE id = {home.pk}",
        ]
        if not db.is_postgres():
            loose = young()
            columns = [f'"{field.column}"' for field in Body._meta.concrete_fields if field.column != "id"]
            taken, named = ", ".join(f"'{home.code}'" if name == '"code"' else name for name in columns), ", ".join(columns)
            tries += [
                f"INSERT OR REPLACE INTO institutions_body ({named}) SELECT {taken} FROM institutions_body WHERE id = {other.pk}",
                f"UPDATE OR REPLACE institutions_body SET code = '{home.code}' WHERE id = {loose.pk}",
                f"UPDATE OR REPLACE institutions_body SET id = {home.pk} WHERE id = {loose.pk}",
            ]
        assert [sql for sql in tries if said(sql)] == []
        assert said(f"UPDATE institutions_body SET phone = '示例' WHERE id = {home.pk}")
        assert said(f"UPDATE institutions_body SET kind = 'DEPARTMENT' WHERE id = {young('S150102098').pk}")
        assert _ratchet.stands()
