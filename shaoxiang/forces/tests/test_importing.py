"""Members of a force from its own spreadsheet: out and in again without a difference, certificates brought up to date, nothing half done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.forces.models import Member
from shaoxiang.forces.tests.conftest import STATION, body, head_of
from tests import people
from tests.sheets import csv_of, entered, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
HEAD = ["姓名", "身份", "成员编号", "占编制", "执法证号", "发证日期", "有效期至", "离开日期"]


def address(code: str = STATION) -> str:
    return reverse("forces:members_import", args=[code])


def first() -> Member:
    return Member.objects.filter(body=body(STATION), valid_to=None, kind="OFFICER").exclude(certificate="").select_related("person").first()


def send(client, *lines):
    return tried(client, address(), csv_of(HEAD, *lines), "成员.csv")


def test_the_blank_sheet_is_the_register_and_comes_in_again_without_a_difference():
    client = seated(head_of(STATION))
    for form in ("csv", "xlsx"):
        blank = b"".join(client.get(f"{address()}blank/{form}/").streaming_content)
        answer = tried(client, address(), blank, f"表样.{form}")
        assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)
        assert answer.context["taken"].lines == Member.objects.filter(body=body(STATION), valid_to=None).count()
        assert "这张表里没有要改的" in answer.content.decode()


def test_a_renewed_certificate_is_brought_up_to_date_and_the_rest_stays():
    row, client = first(), seated(head_of(STATION))
    answer = send(client, [row.person.name, "执法人员", row.pk, "", row.certificate, row.issued_on, "2031-01-31", ""])
    assert entered(client, address(), answer).status_code == 302, told(answer)
    now = Member.objects.get(pk=row.pk)
    assert (now.valid_until, now.certificate, now.kind, now.valid_to) == (date(2031, 1, 31), row.certificate, "OFFICER", None)


def test_somebody_who_leaves_is_ended_and_a_newcomer_is_entered():
    row, client = first(), seated(head_of(STATION))
    on = timezone.localdate() + timedelta(days=400)
    answer = send(client, [row.person.name, "执法人员", row.pk, "", row.certificate, row.issued_on, row.valid_until, on], ["示例新队员", "其他工作人员"])
    assert [one.act for one in answer.context["taken"].made] == ["离开", "新登记"], told(answer)
    assert entered(client, address(), answer).status_code == 302
    assert Member.objects.get(pk=row.pk).valid_to == on
    assert Member.objects.get(person__name="示例新队员").kind == "OTHER"


@pytest.mark.parametrize(("line", "column", "says"), [
    (["示例新队员", "协管", "", "", "", "", "", ""], "身份", "没有“协管”这一种"),
    (["示例新队员", "执法人员", "", "", "X1", "", "", ""], "执法证号", "要一起填"),
    (["示例新队员", "执法人员", "", "", "X1", "2026-01-01", "2025-01-01", ""], "有效期至", "要晚于发证日期"),
    (["示例新队员", "辅助人员", "", "是", "", "", "", ""], "占编制", "辅助人员不占编制"),
    (["示例新队员", "辅助人员", "", "否", "X1", "2026-01-01", "2030-01-01", ""], "执法证号", "辅助人员没有执法证"),
    (["示例新队员", "执法人员", "", "", "", "", "", "2026-12-31"], "离开日期", "不能同时离开"),
    (["示例新队员", "执法人员", "99999999", "", "", "", "", ""], "成员编号", "没有这个编号的成员"),
])
def test_each_bad_line_is_told_in_its_column_with_the_cure(line, column, says):
    answer = send(seated(head_of(STATION)), line)
    assert answer.status_code == 422
    assert [(error.line, error.column) for error in answer.context["errors"]] == [(2, column)]
    assert says in told(answer)[0]


def test_a_certificate_twice_in_one_sheet_or_held_by_another_is_told_in_its_cell():
    held = Member.objects.exclude(body=body(STATION)).filter(valid_to=None).exclude(certificate="").order_by("pk")[0].certificate
    days = ["2026-01-01", "2030-01-01", ""]
    answer = send(seated(head_of(STATION)), ["示例甲", "执法人员", "", "", "蒙B0001", *days], ["示例乙", "执法人员", "", "", "蒙b 0001", *days],
                  ["示例丙", "执法人员", "", "", held, *days])
    assert answer.status_code == 422
    assert [(error.line, error.column) for error in answer.context["errors"]] == [(3, "执法证号"), (4, "执法证号")]
    assert all("一本证只属于一个人" in words for words in told(answer))


def test_another_streets_leader_reads_no_such_sheet():
    assert seated(people.actor("STREET_LEADER", street=people.NEXT)).get(address()).status_code in (403, 404)
