"""Posts named for duties from one sheet of a unit: what it names changes, what it does not name stays."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations.models import PostDuty
from shaoxiang.determinations.queries.naming import unit_duties
from shaoxiang.determinations.tests.test_actions import home, staffing
from shaoxiang.determinations.vocabulary import Share
from shaoxiang.kernel.dated import in_force
from tests import people
from tests.sheets import csv_of, entered, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
HEAD = ["职责编号", "岗位代码", "分工"]


def address() -> str:
    return reverse("determinations:naming_import", args=[home().code])


def pages():
    """Offices of the street with duties and at least two posts."""
    return [page for page in unit_duties(home(), timezone.localdate()) if page.rows and len(page.posts) > 1]


def held() -> set[tuple[str, str, str]]:
    return set(PostDuty.objects.filter(in_force(timezone.localdate()), post__body__unit=home()).values_list("item", "post__code", "share"))


def send(client, *lines):
    return tried(client, address(), csv_of(HEAD, *lines), "职责.csv")


def test_the_blank_sheet_is_what_is_named_and_changes_nothing_when_it_comes_in_again():
    client = seated(staffing())
    blank = b"".join(client.get(f"{address()}blank/csv/").streaming_content)
    answer = tried(client, address(), blank, "表样.csv")
    assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)
    assert answer.context["taken"].lines >= sum(len(page.rows) for page in unit_duties(home(), timezone.localdate()))


def test_a_duty_in_the_sheet_is_carried_by_its_posts_and_others_stay():
    page, client, before = pages()[0], seated(staffing()), held()
    item, [lead, assist] = page.rows[0].item.code, page.posts[:2]
    answer = send(client, [item, lead.code, "主办"], [item, assist.code, "协办"])
    assert answer.status_code == 200, told(answer)
    entered(client, address(), answer)
    assert {row for row in held() if row[0] == item} == {(item, lead.code, Share.LEAD.value), (item, assist.code, Share.ASSIST.value)}
    assert {row for row in held() if row[0] != item} == {row for row in before if row[0] != item}
    nobody = send(client, [item, "", ""])
    assert "没有人" in nobody.content.decode()
    entered(client, address(), nobody)
    assert not any(row[0] == item for row in held())


def test_each_bad_line_is_told_in_its_column():
    one, other = pages()[:2]
    item, post = one.rows[0].item.code, one.posts[0].code
    wanted = [
        ([["D-NONE", post, "主办"]], "职责编号", "没有归您落实的职责"), ([[item, "NOBODY", "主办"]], "岗位代码", "没有岗位"),
        ([[item, post, ""]], "分工", "没有填写"),
        ([[item, other.posts[0].code, "主办"]], "岗位代码", "不在承办这项职责的"),
        ([[item, post, "主办"], [item, one.posts[1].code, "主办"]], "分工", "只能有一个主办"),
    ]
    client, before = seated(staffing()), held()
    for lines, column, says in wanted:
        answer = send(client, *lines)
        assert answer.status_code == 422, says
        assert [error.column for error in answer.context["errors"]] == [column], told(answer)
        assert says in told(answer)[0]
    assert held() == before


def test_the_head_of_an_office_names_posts_for_his_own_duties_only():
    head = people.actor("OFFICE_HEAD", street=people.HOME)
    own = next((page for page in pages() if page.office.pk == head.office_id), None)
    other = next(page for page in pages() if page.office.pk != head.office_id)
    client = seated(head)
    refused = send(client, [other.rows[0].item.code, other.posts[0].code, "主办"])
    assert "没有归您落实的职责" in told(refused)[0]
    assert own is None or send(client, [own.rows[0].item.code, own.posts[0].code, "主办"]).status_code == 200
    assert seated(people.actor("GRID_WORKER")).get(address()).status_code == 403
