"""Pages: the whole way through them, refusals kept on the form, and that others find nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Person
from shaoxiang.staffing import actions, queries
from shaoxiang.staffing.models import QuotaChange, QuotaEntry, QuotaHolding
from shaoxiang.staffing.rules import Wanted
from shaoxiang.staffing.tests.conftest import ADMIN, INSTITUTIONAL, MONDAY, commission, drafted, effective, office, reviewer, street, total
from shaoxiang.staffing.vocabulary import ChangeStatus
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def form(**more):
    return {"body": street().pk, "quota_type": INSTITUTIONAL, "delta": 2, "effective_on": timezone.localdate().isoformat(), "reason": "示例：事项增加", **more}


def test_the_whole_way_through_the_pages():
    before, today = total(street()), timezone.localdate().isoformat()
    assert seated(office()).post("/staffing/changes/new/", form()).status_code == 302
    page = f"/staffing/changes/{QuotaChange.objects.get().number}/"
    assert seated(office()).post(page + "do/review/").status_code == 403
    assert seated(reviewer()).post(page + "do/review/").status_code == 302
    assert seated(commission()).post(page + "do/approve/", {"meeting_on": today, "meeting_number": ""}).status_code == 422
    assert seated(commission()).post(page + "do/approve/", {"meeting_on": today, "meeting_number": "示例编委〔2026〕1号"}).status_code == 302
    assert seated(office()).post(page + "do/take_effect/").status_code == 302
    assert seated(office()).post(page + "do/take_effect/").status_code == 409
    assert total(street()) == before + 2
    assert "示例编委〔2026〕1号" in seated(office()).get(page).content.decode()


def test_q4_the_form_refuses_a_decrease_with_the_floor_and_keeps_what_was_typed():
    answer = seated(office()).post("/staffing/changes/new/", form(delta=-1))
    assert answer.status_code == 422
    assert "只增不减" in answer.content.decode()
    assert "示例：事项增加" in answer.content.decode()
    assert not QuotaChange.objects.exists()


def test_q4_the_preview_says_it_before_anything_is_sent():
    client = seated(office())
    given = {name: value for name, value in form(delta=-1).items() if name != "reason"}
    assert "只增不减" in client.get("/staffing/changes/new/preview/", given).content.decode()
    shown = client.get("/staffing/changes/new/preview/", {**given, "delta": 3}).content.decode()
    assert f"{total(street())} → {total(street()) + 3}" in shown
    assert "填好单位" in client.get("/staffing/changes/new/preview/", {"delta": "x"}).content.decode()


def test_the_table_shows_lock_vacancy_and_over_staffing_and_both_views():
    page = seated(people.actor("FINANCE_BUREAU")).get("/staffing/").content.decode()
    assert all(words in page for words in ("2020年3月24日", "超编 1 人", "空 3"))
    assert "占别处编制" in seated(office()).get("/staffing/?view=work").content.decode()
    assert "还没有编制台账" in seated(office()).get("/staffing/?on=2019-01-01").content.decode()
    assert "读不懂" in seated(office()).get("/staffing/?on=x").content.decode()


def test_every_number_of_the_table_opens_the_people_it_counts():
    client, today = seated(office()), timezone.localdate()
    page = client.get("/staffing/").content.decode()
    assert "示例" in page  # composed quotas are called so
    row = next(one for one in queries.table(office(), today) if one.body.code == street().code)
    for cell in row.cells:
        if cell.standing.headcount:
            address = f"/staffing/unit/{row.body.code}/?on={today.isoformat()}&type={cell.quota_type.value}"
            assert f"{address.replace('&', '&amp;')}#held" in page
            assert client.get(address).context["page"].held_total == cell.standing.headcount
    assert client.get(f"/staffing/unit/{row.body.code}/?rank=leaders").context["page"].held_total == sum(row.leaders)
    assert client.get(f"/staffing/unit/{row.body.code}/?type=NONSENSE").context["page"].held_total == sum(cell.standing.headcount for cell in row.cells)


def test_the_page_of_a_unit_shows_ledger_floor_and_people():
    effective(2)
    page = seated(office()).get(f"/staffing/unit/{street().code}/").content.decode()
    assert all(words in page for words in ("三定规定核定", "底线", "+2"))


def test_a_long_ledger_and_many_people_go_on_on_pages_of_their_own():
    today, client, unit = timezone.localdate(), seated(office()), f"/staffing/unit/{street().code}/"
    before = total(street())
    QuotaEntry.objects.bulk_create(QuotaEntry(body=street(), quota_type=INSTITUTIONAL, delta=1, effective_on=today, sample=True) for _turn in range(60))
    people_ = Person.objects.bulk_create(Person(name=f"示例甲{turn:02}", sample=True) for turn in range(60))
    QuotaHolding.objects.bulk_create(QuotaHolding(person=one, body=street(), quota_type=INSTITUTIONAL, sample=True) for one in people_)
    page = client.get(unit)
    (ledger,) = (one for one in page.context["page"].ledger if one.quota_type == INSTITUTIONAL)
    assert (len(ledger.lines), ledger.lines[-1][1]) == (20, before + 60)
    assert all(f"{unit}{more}" in page.content.decode() for more in ("ledger/INSTITUTIONAL/", "held/?on="))
    assert _followed(client, f"{unit}ledger/INSTITUTIONAL/", "lines")[-1][1] == before + 60
    assert len(_followed(client, f"{unit}ledger/INSTITUTIONAL/", "lines")) == ledger.total
    held = _followed(client, f"{unit}held/", "rows")
    assert len(held) == page.context["page"].held_total > 60
    assert {one.pk for one in people_} <= {one.holding.person_id for one in held}
    assert client.get(f"{unit}held/?type={ADMIN}").context["total"] == client.get(f"{unit}?type={ADMIN}").context["page"].held_total < len(held)
    assert client.get(f"{unit}ledger/NONSENSE/").status_code == 404


def _followed(client, address: str, name: str) -> list:
    """The rows of every page, as whoever presses 下一页 sees them."""
    page = client.get(address).context
    rows = list(page[name])
    while page["page"].next:
        page = client.get(address, {"cursor": page["page"].next}).context
        rows += page[name]
    return rows


def test_a_street_leader_sees_his_own_unit_only_and_others_nothing():
    change, leader = drafted(), seated(people.actor("STREET_LEADER", street=people.NEXT))
    own, other = street(people.NEXT), street()
    assert leader.get(f"/staffing/unit/{own.code}/").status_code == 200
    assert leader.get(f"/staffing/unit/{other.code}/").status_code == 404
    assert leader.get(f"/staffing/changes/{change.number}/").status_code == 404
    assert other.name not in leader.get("/staffing/").content.decode()
    assert seated(people.actor("GRID_WORKER")).get("/staffing/").status_code == 403


def test_the_export_is_the_table_of_that_day():
    answer = seated(office()).get("/staffing/export/csv/")
    head, *lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert head.endswith("示例")
    assert next(line for line in lines if line.startswith(street().name)).endswith(",是")  # its people are composed
    assert seated(office()).get("/staffing/export/pdf/").status_code == 404


def test_the_commission_approves_what_is_ticked_by_one_meeting_or_none():
    first, second = drafted(1), drafted(2, street(people.NEXT))
    for change in (first, second):
        actions.review(change.number, actor=reviewer(), at=MONDAY)
    waiting, authority, reader = drafted(3), seated(commission()), seated(office())
    page = authority.get("/staffing/changes/?state=REVIEWED").content.decode()
    assert f'value="{first.number}"' in page
    assert waiting.number not in page
    assert "批准勾选的" not in reader.get("/staffing/changes/").content.decode()
    assert "没有符合条件的编制调整" in reader.get("/staffing/changes/?q=nobody").content.decode()
    today = timezone.localdate()
    given = {"meeting_on": today.isoformat(), "meeting_number": "示例编委〔2026〕20号", "chosen": [first.number, second.number]}
    assert reader.post("/staffing/changes/approve/", given).status_code == 403
    assert authority.post("/staffing/changes/approve/", {**given, "chosen": []}).status_code == 422
    unknown = authority.post("/staffing/changes/approve/", {**given, "chosen": [first.number, "BZ1"]})
    assert unknown.status_code == 422
    assert "没有 BZ1 这一件" in unknown.content.decode()
    mixed = authority.post("/staffing/changes/approve/", {**given, "chosen": [first.number, waiting.number]})
    assert mixed.status_code in (409, 422)
    assert {row.status for row in QuotaChange.objects.filter(pk__in=(first.pk, second.pk))} == {ChangeStatus.REVIEWED}
    late = authority.post("/staffing/changes/approve/", {**given, "meeting_on": (today + timedelta(days=1)).isoformat()})
    assert late.status_code == 422
    assert "一件也没有批准" in late.content.decode()
    assert f'value="{first.number}" checked' in late.content.decode()
    drafts_of_today = [actions.draft(Wanted(street().pk, INSTITUTIONAL, 1, today, "示例"), actor=office(), at=timezone.now()) for _turn in range(2)]
    for change in drafts_of_today:
        actions.review(change.number, actor=reviewer(), at=timezone.now())
    numbers = [change.number for change in drafts_of_today]
    assert authority.post("/staffing/changes/approve/", {**given, "chosen": numbers}).status_code == 302
    assert {row.meeting_number for row in QuotaChange.objects.filter(matter__number__in=numbers)} == {"示例编委〔2026〕20号"}
