"""Changes from a spreadsheet: every bad row told with line, column and cure; nothing written until all are good; then drafts like any other."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Body, Post
from shaoxiang.staffing.models import QuotaChange, QuotaHolding
from shaoxiang.staffing.tests.conftest import commission, department, office, reviewer, street, total
from shaoxiang.staffing.vocabulary import QuotaType, Rank
from tests import people
from tests.sheets import csv_of, entered, told, tried, xlsx_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ADDRESS = "/staffing/changes/import/"
HEAD = ["单位", "编制类别", "增减", "生效日", "理由", "从哪个单位划来", "上级批文", "更正台账第几笔"]


def csv(*rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("示例.csv", csv_of(HEAD, *rows, code="gb18030"))


def xlsx(*rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("示例.xlsx", xlsx_of(["示例区编制调整一览表"], HEAD, *rows))


def good():
    today = timezone.localdate()
    return [street().name, "事业编制", 2, today, "示例：事项增加"], [department().code, "行政编制", "-1", today, "示例：职能划出"]


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("make", [csv, xlsx])
def test_a_clean_sheet_is_tried_first_and_then_written_as_drafts(make):
    client = seated(office())
    tried = client.post(ADDRESS, {"file": make(*good())})
    assert tried.status_code == 200
    assert not QuotaChange.objects.exists()
    assert f"{total(street())} → {total(street()) + 2}" in text(tried)
    assert entered(client, ADDRESS, tried).status_code == 302
    changes = list(QuotaChange.objects.select_related("matter").order_by("pk"))
    assert [(one.delta, one.matter.status) for one in changes] == [(2, "DRAFT"), (-1, "DRAFT")]
    assert seated(reviewer()).post(f"/staffing/changes/{changes[0].number}/do/review/").status_code == 302


def test_every_bad_row_is_told_with_line_column_and_cure_and_nothing_is_written():
    today = timezone.localdate()
    sheet = csv(
        good()[0], ["无此单位XYZ", "事业编制", 1, today, "示例"], [street().name, "协管", 1, today, "示例"], [street().name, "事业编制", "两个", today, "示例"],
        [street().name, "事业编制", 1, "明天", "示例"], [street().name, "事业编制", 1, today, ""], [street().name, "事业编制", -2, today, "示例：压缩"],
        good()[0], ["DEP06-T1", "事业编制", 1, today, "示例"],
        [street().name, "事业编制", -1, today, "示例", "", "", 999999],
        [street().name, "事业编制", 1, today, "示例：与部门对口设立机构"],
    )
    answer = seated(office()).post(ADDRESS, {"file": sheet})
    assert answer.status_code == 422
    told = [str(one) for one in answer.context["errors"]]
    wanted = [
        "第 3 行“单位”：没有这个单位", "第 4 行“编制类别”：没有“协管”这一种。请从这些里选：行政编制、事业编制、专项编制。",
        "第 5 行“增减”", "第 6 行“生效日”", "第 7 行“理由”", "第 8 行“增减”：镇街编制已锁定，只增不减",
        "第 9 行“单位”：和第 2 行重复", "第 10 行“单位”：这个机构没有自己的编制", "第 11 行“更正台账第几笔”", "第 12 行“理由”：不得要求镇街对口",
    ]
    assert [words for words, line in zip(wanted, told, strict=True) if words not in line] == []
    assert not QuotaChange.objects.exists()
    assert "拟好这" not in text(answer)


def test_others_of_the_staffing_side_import_nothing():
    assert seated(commission()).get(ADDRESS).status_code == 403


def test_all_bad_cells_of_a_line_are_told_at_once():
    answer = seated(office()).post(ADDRESS, {"file": csv(["东风路街道办事外", "协管", "两个", "明天", "", "无此", "", "第一笔"])})
    told = [str(one) for one in answer.context["errors"]]
    columns = ("单位", "编制类别", "增减", "生效日", "理由", "从哪个单位划来", "更正台账第几笔")
    assert [part for part in columns if not any(f"“{part}”" in one for one in told)] == []
    assert len(told) == 7
    assert "是不是：" in told[0]


def test_a_unit_is_found_by_what_people_call_it():
    body = Body.objects.exclude(aliases=[]).filter(kind="STREET_OFFICE").first()
    today = timezone.localdate()
    for name in (*body.aliases, body.short_name):
        answer = seated(office()).post(ADDRESS, {"file": csv([name, "事业", 1, today, f"示例：{name}"])})
        assert [one.change.body_id for one in answer.context["taken"].made] == [body.pk], (name, answer.context["errors"])


@pytest.mark.parametrize("as_csv", [True, False])
def test_a_unit_written_once_holds_for_the_merged_lines_below(as_csv):
    today = timezone.localdate()
    lines = [
        [street().name, "事业编制", 1, today, "示例：一"], ["", "行政编制", 1, today, "示例：二"],
        [department().code, "行政编制", 1, today, "示例：三"],
    ]
    page = seated(office()).post(ADDRESS, {"file": csv(*lines) if as_csv else merged(lines)}).context
    assert [one.change.body_id for one in page["taken"].made] == [street().pk, street().pk, department().pk], page["errors"]


def merged(lines) -> SimpleUploadedFile:
    return SimpleUploadedFile("示例.xlsx", xlsx_of(HEAD, *lines, merged=[(1, 0, 2, 0)]))


# --- who is on whose quota -------------------------------------------------------------------------------------------------

PEOPLE, PEOPLE_HEAD = "/staffing/people/import/", ["姓名", "人员编号", "岗位代码", "编制在", "编制类别", "职务层次", "任职文号"]


def empty_post(code: str = "示例空岗") -> Post:
    return Post.objects.create(code=code, body=Body.objects.get(code=f"{street().code}-C"), title="示例岗位", valid_from=date(2020, 1, 1))


def test_somebody_new_comes_on_a_free_quota_and_who_is_on_it_already_stays():
    client, held = seated(office()), QuotaHolding.objects.filter(valid_to=None).select_related("person", "body").first()
    post = Post.objects.filter(assignments__person=held.person).first() or empty_post("示例另一岗")
    known = [held.person.name, held.person_id, post.code, held.body.code, QuotaType.label_of(held.quota_type), Rank.label_of(held.rank), ""]
    fresh = ["示例新同志", "", empty_post().code, street().code, "事业", "", "示例〔2026〕2号"]
    answer = tried(client, PEOPLE, csv_of(PEOPLE_HEAD, known, fresh), "实名制.csv")
    assert [one.seat.name for one in answer.context["taken"].made] == ["示例新同志"], told(answer)
    assert not QuotaHolding.objects.filter(person__name="示例新同志").exists()
    assert entered(client, PEOPLE, answer).status_code == 302
    row = QuotaHolding.objects.get(person__name="示例新同志")
    assert (row.body, row.quota_type, row.document) == (street(), "INSTITUTIONAL", "示例〔2026〕2号")


def test_what_the_quota_or_the_post_does_not_allow_is_told_in_its_column():
    taken = Post.objects.filter(assignments__valid_to=None, body__unit=street()).first()
    free = total(street())
    lines = [[f"示例同志{n}", "", empty_post(f"示例空岗{n}").code, street().code, "事业编制", "", "示例〔2026〕2号"] for n in range(free + 1)]
    answer = tried(seated(office()), PEOPLE, csv_of(PEOPLE_HEAD, *lines), "实名制.csv")
    assert "没有空编" in told(answer)[-1]
    assert "编制类别" in told(answer)[-1]
    line = ["示例同志", "", taken.code, street().code, "事业编制", "", ""]
    assert "“任职文号”：没有填写" in told(tried(seated(office()), PEOPLE, csv_of(PEOPLE_HEAD, line), "实名制.csv"))[0]
    assert "“岗位代码”：这个岗位有人" in told(tried(seated(office()), PEOPLE, csv_of(PEOPLE_HEAD, [*line[:-1], "示例〔2026〕2号"]), "实名制.csv"))[0]
    assert not QuotaHolding.objects.filter(person__name__startswith="示例同志").exists()


def test_a_leader_in_a_sheet_is_registered_by_the_organisation_department_with_paper_and_day():
    post, head = empty_post(), [*PEOPLE_HEAD, "现任领导的任职日期"]
    Post.objects.filter(pk=post.pk).update(is_leader=True)
    line = ["示例原负责人", "", post.code, street().code, "事业", "", "示例任〔2019〕2号"]
    cadres = seated(people.actor("ORGANISATION_DEPARTMENT"))
    assert "“岗位代码”：这是领导岗位" in told(tried(seated(office()), PEOPLE, csv_of(head, [*line, "2019-05-06"]), "实名制.csv"))[0]
    assert "“现任领导的任职日期”：本系统从" in told(tried(cadres, PEOPLE, csv_of(head, [*line, ""]), "实名制.csv"))[0]
    assert "“任职文号”：登记现任领导" in told(tried(cadres, PEOPLE, csv_of(head, [*line[:-1], "口头", "2019-05-06"]), "实名制.csv"))[0]
    answer = tried(cadres, PEOPLE, csv_of(head, [*line, "2019-05-06"]), "实名制.csv")
    assert entered(cadres, PEOPLE, answer).status_code == 302
    assert QuotaHolding.objects.get(person__name="示例原负责人").document == "示例任〔2019〕2号"
