"""Q7, Q9, Q10 and what doctor says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing import rules
from shaoxiang.staffing.actions import demands
from shaoxiang.staffing.checks import findings
from shaoxiang.staffing.models import CoordinatingBody, MatchingDemand, QuotaChange, QuotaEntry, QuotaLock
from shaoxiang.staffing.queries.demands import month_of
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.tests.conftest import DAY, INSTITUTIONAL, MONDAY, commission, department, drafted, office, street
from shaoxiang.staffing.vocabulary import Demanded
from tests import guards, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def text(answer) -> str:
    return answer.content.decode()


def refused_demand(actor=None, unit: Body | None = None, **more):
    given = {"what": Demanded.PLATE, "document": "示例函", "words": "示例：要求加挂牌子", "actor": actor or office(), "at": MONDAY, **more}
    return demands.refuse_demand(department().pk, (unit or street()).pk, **given)


def test_q7_a_demand_is_recorded_as_refused_once_with_the_article():
    MatchingDemand.objects.all().delete()
    assert refused_demand() == refused_demand()
    assert MatchingDemand.objects.count() == 1
    entry = Entry.objects.get(kind="staffing.demand_refused")
    assert (entry.subject_id, entry.rule, entry.facts["unit"]) == (department().pk, "地方各级人民政府机构设置和编制管理条例 7", street().pk)
    with pytest.raises(StaffingRefused):
        refused_demand(unit=Body.objects.get(code="DEP07"))
    with pytest.raises(StaffingRefused):
        refused_demand(words=" ")


def test_q7_a_street_records_what_was_demanded_of_itself_and_of_no_other():
    leader = people.actor("STREET_LEADER", street=people.HOME)
    MatchingDemand.objects.all().delete()
    refused_demand(actor=leader)
    with pytest.raises(PermissionDenied):
        refused_demand(actor=leader, unit=street(people.NEXT))
    with pytest.raises(PermissionDenied):
        refused_demand(actor=commission())
    client, other = seated(leader), seated(people.actor("STREET_LEADER", street=people.NEXT))
    assert "示例：要求加挂牌子" in text(client.get("/staffing/demands/"))
    assert "示例：要求加挂牌子" not in text(other.get("/staffing/demands/"))
    form = {"department": department().pk, "unit": street(people.NEXT).pk, "what": "BODY", "words": "示例"}
    assert client.post("/staffing/demands/", form).status_code == 422  # not among the choices
    assert client.post("/staffing/demands/", {**form, "unit": street().pk}).status_code == 302
    assert seated(people.actor("FINANCE_BUREAU")).post("/staffing/demands/", form).status_code == 403


def test_q7_a_draft_that_a_department_demanded_is_refused_and_the_demand_stays_on_record():
    MatchingDemand.objects.all().delete()
    form = {"body": street().pk, "quota_type": INSTITUTIONAL, "delta": 1, "effective_on": timezone.localdate().isoformat(), "reason": "示例：部门要求配人"}
    answer = seated(office()).post("/staffing/changes/new/", {**form, "demanded_by": department().pk})
    assert answer.status_code == 422
    assert "第七条" in text(answer)
    assert not QuotaChange.objects.exists()
    row = MatchingDemand.objects.get()
    assert (row.department, row.unit, row.words) == (department(), street(), "示例：部门要求配人")


@pytest.mark.parametrize(("name", "ends", "field"), [
    ("示例小组", None, "ends"), ("示例小组", date(2026, 11, 2), "ends"), ("示例小组", date(2032, 1, 1), "ends"), (" ", date(2027, 1, 1), "name"),
])
def test_q9_what_only_coordinates_needs_a_name_and_an_end_within_five_years(name, ends, field):
    with pytest.raises(StaffingRefused) as refused:
        rules.check_coordinating(name, date(2026, 11, 2), ends)
    assert refused.value.field == field
    rules.check_coordinating("示例小组", date(2028, 2, 29), date(2033, 2, 28))


def test_q9_it_is_set_up_with_an_end_wound_up_early_and_the_database_wants_the_end_too():
    given = {"lead_id": department().pk, "starts": MONDAY.date(), "ends": MONDAY.date() + 90 * DAY, "document": "示例〔2026〕1号", "at": MONDAY}
    row = demands.set_up_coordinating("示例小组", actor=office(), **given)
    with pytest.raises(PermissionDenied):
        demands.set_up_coordinating("示例小组", actor=commission(), **given)
    assert demands.wind_up(row.pk, actor=office(), at=MONDAY + 5 * DAY).valid_to == (MONDAY + 5 * DAY).date()
    with pytest.raises(StaffingRefused):
        demands.wind_up(row.pk, actor=office(), at=MONDAY + 6 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        CoordinatingBody.objects.create(name="示例", lead=department(), document="x", valid_from=MONDAY.date(), valid_to=None)
    assert {one.kind for one in Entry.objects.filter(subject_kind="body", subject_id=department().pk)} == {
        "staffing.coordinating_set_up", "staffing.coordinating_wound_up",
    }


def test_q9_through_the_page():
    client, today = seated(office()), timezone.localdate()
    form = {"name": "示例新小组", "lead": department().pk, "starts": today.isoformat(), "ends": today.isoformat(), "document": "示例1号"}
    assert "要有撤销的日子" in text(client.post("/staffing/coordinating/", form))
    assert client.post("/staffing/coordinating/", {**form, "ends": (today + timedelta(days=60)).isoformat()}).status_code == 302
    row = CoordinatingBody.objects.get(name="示例新小组")
    CoordinatingBody.objects.filter(pk=row.pk).update(valid_from=today - timedelta(days=2))
    assert client.post(f"/staffing/coordinating/{row.pk}/end/").status_code == 302
    assert "已经撤销的" in text(client.get("/staffing/coordinating/"))
    assert "登记新设的" not in text(seated(commission()).get("/staffing/coordinating/"))
    assert seated(commission()).post("/staffing/coordinating/", form).status_code == 403


@pytest.mark.parametrize(("given", "day", "readable"), [
    ("", date(2026, 11, 20), True), ("2026-11", date(2026, 11, 20), True), ("2026-02", date(2026, 2, 28), True), ("2025-12", date(2025, 12, 31), True),
    ("2026-13", date(2026, 11, 20), False), ("x", date(2026, 11, 20), False), ("2999-01", date(2026, 11, 20), False),
])
def test_a_month_is_read_and_the_running_one_ends_today(given, day, readable):
    assert month_of(given, date(2026, 11, 20)) == (day, readable)


def test_q10_finance_sees_who_is_over_the_quota_by_month_and_takes_the_table_along():
    client = seated(people.actor("FINANCE_BUREAU"))
    page = text(client.get("/staffing/over/"))
    assert Body.objects.get(code="DEP12").name in page
    assert "没有超编的单位" in text(client.get("/staffing/over/?month=2019-05"))
    assert "读不懂" in text(client.get("/staffing/over/?month=x"))
    table = b"".join(client.get("/staffing/over/export/csv/").streaming_content).decode()
    assert Body.objects.get(code="DEP12").name in table
    head, *lines = table.removeprefix("\ufeff").splitlines()
    assert head.endswith("示例")
    assert {line.rsplit(",", 1)[1] for line in lines} == {"是"}  # the demo's people are composed
    assert client.get("/staffing/over/export/pdf/").status_code == 404
    assert seated(people.actor("STREET_LEADER")).get("/staffing/over/").status_code == 403


def test_doctor_says_what_stands_badly_each_with_its_cure():
    today = timezone.localdate()
    assert {code for _level, code, _words, _facts in findings(today)} == {"OVER_STAFFED"}
    change = drafted()
    QuotaEntry.objects.create(body=Body.objects.get(code="DEP06-T1"), quota_type=INSTITUTIONAL, delta=1, effective_on=today)
    CoordinatingBody.objects.create(name="示例快到期", lead=department(), document="x", valid_from=today - 30 * DAY, valid_to=today + 10 * DAY)
    guards.aside()
    QuotaChange.objects.filter(pk=change.pk).update(reason="示例：与部门对口设立机构")  # a draft from before the rule
    QuotaLock.objects.filter(body=street(people.NEXT)).delete()
    found = {code: words % facts for _level, code, words, facts in findings(today)}
    assert set(found) == {"RATCHET_DOWN", "QUOTA_WHERE_NONE", "COORDINATING_ENDS", "CHANGE_CITES_DEMAND", "OVER_STAFFED", "STREET_UNLOCKED"}
    assert all("请" in words for words in found.values())
