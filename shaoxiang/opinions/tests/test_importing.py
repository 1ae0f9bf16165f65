"""必须征求意见的事项 from a sheet: what differs is set from today on, what was asked before stays, what the sheet does not name stays too."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions.models import ConsultationScope
from shaoxiang.opinions.queries.scopes import scopes_in_force
from tests import people
from tests.sheets import csv_of, entered, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
HEAD = ["代码", "事项", "哪项权力", "答复工作日", "按重大决策办", "事由里的字样", "依据", "不再征求"]
NEW = ["", "示例：调整公交线路", "规划参与权", 5, "否", "", "示例依据", ""]


def administrator():
    return people.actor("CONFIG_ADMIN")


def send(*lines):
    return tried(seated(administrator()), reverse("opinions:scopes_import"), csv_of(HEAD, *lines), "示例.csv")


def in_force():
    return {row.code: row for row in scopes_in_force(timezone.localdate())}


def test_the_blank_sheet_is_the_register_and_comes_in_again_without_a_change():
    client = seated(administrator())
    blank = b"".join(client.get(f"{reverse('opinions:scopes_import')}blank/csv/").streaming_content)
    answer = tried(client, reverse("opinions:scopes_import"), blank, "表样.csv")
    assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)
    assert answer.context["taken"].lines == len(in_force()) > 0


def test_a_line_is_added_one_is_changed_one_is_no_longer_asked_and_the_others_stay():
    before = in_force()
    changed, ended = sorted(before)[:2]
    one, other = before[changed], before[ended]
    answer = send(NEW, [changed, one.title, str(one.get_power_display()), one.days + 1, "是" if one.decision else "否", one.marks, one.basis, ""],
                  [ended, other.title, str(other.get_power_display()), other.days, "是" if other.decision else "否", other.marks, other.basis, "是"])
    assert answer.status_code == 200, told(answer)
    entered(seated(administrator()), reverse("opinions:scopes_import"), answer)
    after = in_force()
    assert (after[changed].days, ended in after) == (one.days + 1, False)
    assert ConsultationScope.objects.filter(pk=one.pk, days=one.days, valid_to=timezone.localdate()).exists(), "what was asked under it can still be read"
    (added,) = after.keys() - before.keys()
    assert after[added].title == "示例：调整公交线路"
    assert {code for code in before if code not in (changed, ended)} <= after.keys()
    assert Entry.objects.filter(kind="opinions.scope_set").count() == 3


@pytest.mark.parametrize(("change", "column", "says"), [
    ({0: "ZZ"}, "代码", "没有代码是“ZZ”的事项"), ({2: "联合执法指挥调度权"}, "哪项权力", "可以征求意见的权力"), ({3: 1}, "答复工作日", "两个到六十个工作日"),
    ({3: "五"}, "答复工作日", "不是数字"), ({4: "也许"}, "按重大决策办", "只能写“是”或“否”"), ({5: "公交"}, "事由里的字样", "字样只用来认出重大决策"),
    ({6: ""}, "依据", "没有填写"), ({7: "是"}, "不再征求", "已经停用"),
])
def test_each_bad_cell_is_told_and_nothing_is_written(change, column, says):
    before = ConsultationScope.objects.count()
    answer = send([*NEW[:1], "示例：另一条", *NEW[2:]], [change.get(place, cell) for place, cell in enumerate(NEW)])
    assert answer.status_code == 422
    assert any(f"第 3 行“{column}”" in words and says in words for words in told(answer)), told(answer)
    assert ConsultationScope.objects.count() == before


def test_only_the_administrator_sets_what_must_be_asked():
    for actor in (people.actor("STAFFING_OFFICE"), people.actor("STREET_LEADER", street=people.HOME)):
        assert seated(actor).get(reverse("opinions:scopes_import")).status_code == 403
