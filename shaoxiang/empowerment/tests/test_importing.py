"""Existing decisions from a spreadsheet: nothing is written until it is clean, every wrong cell is told with its cure, and all of it is written at once."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.empowerment import queries
from shaoxiang.empowerment.models import EmpowermentDecision, HandedPower
from shaoxiang.empowerment.queries.importing import HEADINGS
from shaoxiang.empowerment.tests.conftest import CHINGGIS, DONGFENG, NOON, TODAY, housing, leader, staffing, unit
from shaoxiang.empowerment.views.importing import DecisionsSheet
from shaoxiang.kernel.exchange.reading import read_table
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.sheets.actions import take
from shaoxiang.kernel.sheets.sheet import Hand
from tests.sheets import entered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LINE = {
    "编号": "P53", "镇街": "成吉思汗大街街道", "原实施部门": "", "生效日期": "2024-01-01", "自治区决定日期": "2023-11-01", "决定机关": "自治区人民政府",
    "自治区决定文号": "示例〔2023〕1号", "工作方案日期": "2023年10月1日", "方案会议": "示例会", "工作方案文件": "示例方案", "公布日期": "2023-12-20",
    "在哪里公布": "示例网站", "部门不再行使": "", "几个月评估一次": "",
}


def sheet(*lines: dict[str, str], above: tuple[str, ...] = ()) -> io.BytesIO:
    """A table as an office keeps it: titles above the heading."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([[one] for one in above])
    writer.writerow(names)
    writer.writerows([[line.get(name, "") for name in names] for line in lines])
    return io.BytesIO(text.getvalue().encode("gb18030"))


def tried(*lines: dict[str, str], actor=None, dry=True, **more):
    rows = list(read_table(sheet(*lines, **more), HEADINGS, strict=True))
    return take(DecisionsSheet(), rows, Hand(actor or staffing(), NOON, dry=dry))


def written(*lines: dict[str, str]):
    return tried(*lines, dry=False)


def test_a_clean_sheet_becomes_one_decision_for_the_streets_that_received_the_same_on_the_same_papers():
    lines = (
        LINE | {"镇街": "成吉思汗大街街道、东风路街道"}, LINE | {"编号": "Ｐ５４", "镇街": "东风路街道；成吉思汗大街街道"}, LINE | {"编号": "P33"},
        LINE | {"编号": "P53", "镇街": "保合少镇", "生效日期": "2024-03-01", "部门不再行使": "否"},
    )
    run = tried(*lines, above=("示例区赋权情况表",))
    assert run.errors == []
    assert [(len(one.proposal.units), one.proposal.codes, one.known.in_force_on.isoformat(), one.proposal.exclusive, one.lines) for one in run.made] == [
        (1, ("P33", "P53", "P54"), "2024-01-01", True, (3, 4, 5)), (1, ("P53", "P54"), "2024-01-01", True, (3, 4)), (1, ("P53",), "2024-03-01", False, (6,)),
    ]
    assert {one.known.department_id for one in run.made} == {housing().unit_id}
    assert not EmpowermentDecision.objects.exists()
    assert not Matter.objects.filter(kind="EMPOWERMENT").exists()
    made = written(*lines).made
    assert HandedPower.objects.filter(valid_from__isnull=False).count() == 6
    assert Entry.objects.filter(kind="empowerment.registered").count() == len(made) == 3
    assert queries.holds(unit(DONGFENG).pk, "P54", TODAY) is not None
    assert queries.holds(unit(DONGFENG).pk, "P33", TODAY) is None
    assert EmpowermentDecision.objects.filter(list_version__isnull=False).count() == 3


def test_sixty_items_for_all_streets_are_entered_in_one_go_and_town_items_go_to_the_town():
    papers = {name: value for name, value in LINE.items() if name not in ("编号", "镇街", "原实施部门")}
    lines = [{"编号": item.code, "镇街": "全部镇街", "原实施部门": "区住建局", **papers} for item in queries.items(TODAY)]
    run = tried(*lines)
    refused = {error.line for error in run.errors}
    named = [error for error in run.errors if error.column == "原实施部门"]
    assert len(named) == len(run.errors) == len(refused) > 20  # other departments' items: told one by one
    clean = tried(*(line | {"原实施部门": "" if index + 2 in refused else "区住建局"} for index, line in enumerate(lines)))
    assert clean.errors == []
    assert (clean.lines, sum(one.count for one in clean.made)) == (60, 60 * len(queries.street_units(TODAY)) - 2 * (len(queries.street_units(TODAY)) - 1))


@pytest.mark.parametrize(("change", "column", "says"), [
    ({"编号": "P99"}, "事项编号", "清单里没有“P99”"),
    ({"编号": "X01-X09"}, "事项编号", "清单里没有“X01-X09”这一段"),
    ({"编号": ""}, "事项编号", "没有填写"),
    ({"镇街": "示例街道"}, "镇街", "没有叫“示例街道”的镇街"),
    ({"编号": "A01"}, "镇街", "只适用于镇"),
    ({"原实施部门": "示例局"}, "原实施部门", "没有叫“示例局”的部门"),
    ({"原实施部门": "区农业农村局"}, "原实施部门", "P53 的原实施部门是"),
    ({"编号": "P38"}, "原实施部门", "清单也没有写明是哪一个部门"),
    ({"生效日期": "二月三十"}, "生效日期", "不是日期"),
    ({"生效日期": "2099-01-01"}, "生效日期", "还没有到"),
    ({"公布日期": "2024-02-01"}, "生效日期", "日期不能早于上一步"),
    ({"自治区决定文号": ""}, "自治区决定文号", "行政处罚法第二十四条"),
    ({"自治区决定日期": ""}, "自治区决定日期", "行政处罚法第二十四条"),
    ({"在哪里公布": ""}, "在哪里公布", "没有填写"),
    ({"部门不再行使": "也许"}, "部门不再行使", "只能写“是”或“否”"),
    ({"几个月评估一次": "60"}, "几个月评估一次", "要在 3 到 36 之间"),
    ({"方案会议": "会" * 101}, "方案会议", "太长"),
])
def test_each_bad_cell_is_told_with_line_column_and_cure_and_nothing_is_written(change, column, says):
    run = tried(LINE | {"编号": "P54"}, LINE | change)
    assert [(error.line, error.column) for error in run.errors] == [(3, column)]
    assert says in str(run.errors[0])
    assert not EmpowermentDecision.objects.exists()


def test_all_that_is_wrong_in_one_line_is_told_at_once():
    run = tried(LINE | {"编号": "P99", "镇街": "示例", "生效日期": ""})
    assert [error.column for error in run.errors] == ["事项编号", "镇街", "生效日期"]


def test_the_same_item_for_the_same_street_twice_is_refused_and_so_is_one_already_held():
    run = tried(LINE, LINE | {"编号": "P53-P54"})
    assert "和第 2 行重复" in str(run.errors[0])
    written(LINE)
    [error] = tried(LINE).errors
    assert (error.line, error.column) == (2, "事项编号")
    assert "已经赋权" in str(error)


def test_a_street_and_a_department_may_not_enter_what_was_decided():
    for actor in (leader(), housing()):
        with pytest.raises(PermissionDenied):
            tried(LINE, actor=actor)


def test_what_changed_between_trying_and_writing_is_refused_and_nothing_is_written():
    lines = (LINE, LINE | {"镇街": "保合少镇", "生效日期": "2024-03-01"})
    assert tried(*lines).errors == []
    written(lines[1])
    assert [error.line for error in written(*lines).errors] == [3]
    assert EmpowermentDecision.objects.count() == 1


def test_the_page_says_how_many_decisions_and_powers_the_lines_become():
    client, address = seated(staffing()), reverse("empowerment:sheet")
    good = client.post(address, {"file": SimpleUploadedFile("a.csv", sheet(LINE).read())})
    assert "1 行，合成 1 个决定，1 条赋权" in good.content.decode()
    assert entered(client, address, good).status_code == 302
    assert EmpowermentDecision.objects.get().units.get().unit == unit(CHINGGIS)


def test_the_blank_sheet_names_every_item_nobody_holds_and_is_read_again():
    answer = seated(staffing()).get(reverse("empowerment:sheet_blank", args=["csv"]))
    rows = list(read_table(io.BytesIO(b"".join(answer.streaming_content)), HEADINGS))
    assert [row.text("codes") for row in rows] == [item.code for item in queries.items(TODAY)]


@pytest.mark.parametrize("name", ["empowerment:index", "empowerment:decisions", "empowerment:usage"])
def test_a_district_without_decisions_says_so_and_how_to_enter_them_in_one_go(name):
    page = seated(staffing()).get(reverse(name)).content.decode()
    assert "还没有登记任何赋权决定" in page
    assert reverse("empowerment:sheet") in page


def test_the_public_page_of_such_a_district_claims_neither_way(client):
    page = client.get(reverse("empowerment:streets")).content.decode()
    assert "审批 5 项、处罚 55 项；哪些已经交了，本系统还没有登记" in page
    assert "由原来的部门办" not in page
    assert reverse("empowerment:sheet") not in page
    street = client.get(reverse("empowerment:street", args=[unit().code])).content.decode()
    assert "不能当作有，也不能当作没有" in street


@pytest.mark.parametrize(("column", "wrong"), [("决定机关", "区城管局某科"), ("自治区决定文号", "口头")])
def test_a_penalty_in_a_sheet_stands_on_the_province_and_on_a_number(column, wrong):
    (error,) = tried(LINE | {column: wrong}).errors
    assert (error.line, error.column) == (2, column)
    (made,) = written(LINE).made
    assert made.known.basis_document == "示例〔2023〕1号"
    assert EmpowermentDecision.objects.get().basis_authority == "内蒙古自治区人民政府"
