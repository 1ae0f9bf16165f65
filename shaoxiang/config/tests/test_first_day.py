"""A real district begins: the forms are made, filled, refused cell by cell, and at last taken whole."""

import csv
from datetime import UTC, datetime

import pytest
import python_calamine
from django.core.management import call_command
from django.core.management.base import CommandError

from shaoxiang.config import checkup, preparation
from shaoxiang.config.firstday import begin, forms
from shaoxiang.institutions.models import Account, Body, Installation, Post
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS
from shaoxiang.kernel.doctor import Level
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import Grid

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
GOOD = {
    "places": [["级别 *", "代码 *", "名称 *", "上级代码"], ["区", "150102", "新城区", ""], ["街道", "150102001", "甲街道", "150102"],
               ["社区", "150102001001", "甲社区", "150102001"], ["网格", "15010200100101", "第一网格", "150102001001"]],
    "bodies": [["代码", "名称", "种类", "镇街代码", "上级机构代码", "所属单位代码"], ["JIA", "甲街道办事处", "街道办事处", "150102001", "", ""],
               ["JIA-1", "综合办", "内设党政机构", "150102001", "JIA", "JIA"]],
    "posts": [["代码", "机构代码", "岗位名称", "角色", "责任人", "负责网格代码"], ["P1", "JIA-1", "主任", "科室负责人、科室经办", "是", ""],
              ["P2", "JIA", "网格员", "网格员", "", "15010200100101"]],
    "people": [["姓名", "岗位代码", "账号"], ["示例甲", "P1", "jia"], ["示例乙", "P2", ""]],
}


def fill(folder, **changes):
    folder.mkdir(exist_ok=True)
    for form, table in {**GOOD, **changes}.items():
        with (folder / f"{form}.csv").open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(table)
    return folder


def troubles(folder):
    rows, found = forms.read(folder)
    return [(each.form, each.line, each.column) for each in (found or begin.check(rows))]


def test_the_empty_forms_are_read_back_as_empty(tmp_path):
    assert [path.name for path in forms.write_empty(tmp_path)] == ["places.xlsx", "bodies.xlsx", "posts.xlsx", "people.xlsx"]
    rows, found = forms.read(tmp_path)
    assert (list(rows.values()), found) == ([[], [], [], []], [])
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "posts.xlsx"))
    assert "业务管理员" in [cell for row in book.get_sheet_by_name("可填的词").to_python() for cell in row]


def test_a_spreadsheet_with_numbers_for_codes_is_understood(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "places.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["级别", "代码", "名称"])
        sheet.write_row(1, 0, ["区", 150102, "新城区"])
    rows, found = forms.read(tmp_path)
    assert (rows["places"][0]["code"], found) == ("150102", [])


def test_good_forms_have_no_trouble(tmp_path):
    assert troubles(fill(tmp_path)) == []


@pytest.mark.parametrize(("form", "table", "trouble"), [
    ("places", [["级别", "代码", "名称", "颜色"], ["区", "1", "a", "红"]], ("places", 1, "颜色")),
    ("places", [["级别", "代码"], ["区", "1"]], ("places", 1, "名称")),
    ("places", [["级别", "代码", "名称"], ["州", "1", "a"]], ("places", 2, "级别")),
    ("places", [["级别", "代码", "名称"], ["区", "", "a"]], ("places", 2, "代码")),
    ("places", [["级别", "代码", "名称"], ["区", "1", "长" * 61]], ("places", 2, "名称")),
    ("places", [*GOOD["places"], ["网格", "15010200100102", "第二网格", "150102"]], ("places", 6, "上级代码")),
    ("places", [*GOOD["places"], GOOD["places"][-1]], ("places", 6, "代码")),
    ("bodies", [*GOOD["bodies"], ["JIA-2", "平安办", "内设党政机构", "999", "JIA", "JIA"]], ("bodies", 4, "镇街代码")),
    ("posts", [*GOOD["posts"], ["P3", "NOBODY", "科员", "", "", ""]], ("posts", 4, "机构代码")),
    ("posts", [*GOOD["posts"], ["P3", "JIA", "科员", "国王", "", ""]], ("posts", 4, "角色")),
    ("posts", [*GOOD["posts"], ["P3", "JIA", "科员", "系统管理员、审计管理员", "", ""]], ("posts", 4, "角色")),
    ("people", [*GOOD["people"], ["示例丙", "P9", ""]], ("people", 4, "岗位代码")),
    ("people", [*GOOD["people"], ["示例丙", "P1", "jia"]], ("people", 4, "账号")),
    ("people", [*GOOD["people"], ["示例丙", "P1", "audit"]], ("people", 4, "账号")),
])
def test_each_fault_is_told_by_form_row_and_column(tmp_path, form, table, trouble):
    assert trouble in troubles(fill(tmp_path, **{form: table}))


@pytest.mark.django_db
def test_a_district_begins_with_its_rows_and_its_administrators(tmp_path):
    rows, _ = forms.read(fill(tmp_path))
    begun = begin.begin(rows, code="150102", name="新城区", profile="xincheng", at=AT)
    assert set(begun.passwords) == {"system", "security", "audit", "config", "jia"}
    for username, password in begun.passwords.items():
        account = Account.objects.get(username=username)
        assert account.check_password(password)
        assert account.one_time_until is not None
        assert not account.demo
    held = [set(post.roles) & THREE_ADMINISTRATORS for post in Post.objects.all()]
    assert sorted(len(roles) for roles in held) == [0, 0, 0, 1, 1, 1]
    assert Grid.objects.get().community.street.district.code == "150102"
    assert Body.objects.get(code="JIA-1").unit.code == "JIA"
    assert Post.objects.get(code="P2").grids.get().name == "第一网格"
    assert Entry.objects.filter(kind="config.begun").get().facts["accounts"] == 5
    assert not any(finding.level is Level.BAD for finding in checkup.go_live(AT))


@pytest.mark.django_db
def test_a_district_begins_once():
    rows = {form: [] for form in forms.FORMS}
    begin.begin(rows, code="150102", name="新城区", profile="xincheng", at=AT)
    with pytest.raises(begin.AlreadyBegun):
        begin.begin(rows, code="150102", name="新城区", profile="xincheng", at=AT)


@pytest.mark.django_db
def test_nothing_is_written_while_anything_is_wrong(tmp_path, capsys):
    folder = fill(tmp_path, people=[*GOOD["people"], ["示例丙", "P9", ""]])
    with pytest.raises(CommandError, match="1 处要改"):
        call_command("init", "--from", str(folder), "--code", "150102", "--name", "新城区")
    assert not Installation.objects.exists()
    assert "people 4 岗位代码" in capsys.readouterr().err


@pytest.mark.django_db
def test_demo_and_production_together_refuse_to_start(settings):
    Installation.objects.create(district_code="150102", name="新城区", profile="xincheng", demo=True, seeded_at=AT)
    preparation.refuse_demo_in_production()
    settings.PRODUCTION = True
    for command in ("serve", "worker"):
        with pytest.raises(CommandError, match="演示库不能以正式方式启动"):
            call_command(command, *(["--port", "54999"] if command == "serve" else ["--once"]))


@pytest.mark.django_db
def test_fresh_never_empties_real_work():
    Installation.objects.create(district_code="150102", name="新城区", profile="xincheng", seeded_at=AT)
    with pytest.raises(CommandError, match="正式库"):
        preparation.empty()
    assert Installation.objects.exists()
