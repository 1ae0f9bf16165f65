"""Every register that comes in as a spreadsheet: where, who sends it, and one line of it that is right."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.determinations.actions import draft, edit_part
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.vocabulary import PartKind
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.tests.test_selection import moved
from tests import people

STREET = f"S{people.HOME}"
LATER = (date.today() + timedelta(days=70)).isoformat()
SOON = (date.today() + timedelta(days=60)).isoformat()


@dataclass(frozen=True)
class Register:
    """`row`: column -> what a good line says there ("" of an obligatory one: a test looks for it); `day`: a column of days; `wrong`: column, value, said."""

    address: str
    sender: Callable[[], Actor]
    row: Mapping[str, Any]
    day: str
    args: Sequence[str] | Callable[[], Sequence[str]] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, str, str] = ("", "明年", "不是日期")

    @property
    def url(self) -> str:
        return reverse(self.address, args=self.args() if callable(self.args) else self.args)

    @property
    def head(self) -> list[str]:
        return list(self.row)


def staffing() -> Actor:
    return people.actor("STAFFING_OFFICE")


def part() -> list[str]:
    """The offices' duties in the draft of the home street, with nothing written yet."""
    home = Body.objects.get(code=STREET)
    held = ThreeDeterminationVersion.objects.filter(unit=home, status="DRAFT").first()
    if held is None:
        held = draft(home.pk, actor=staffing(), at=timezone.now())
        edit_part(held.pk, PartKind.OFFICES, [], revision=1, actor=staffing(), at=timezone.now())
    return [str(held.pk), "OFFICES"]


def street_desk() -> Actor:
    return people.actor("STREET_DESK", street=people.HOME)


def commission() -> Actor:
    return people.actor("STAFFING_COMMISSION")


def cadres() -> Actor:
    return people.actor("ORGANISATION_DEPARTMENT")


def selection() -> list[str]:
    """The number of a selection in which people may be named."""
    found = CadreSelection.objects.filter(matter__closed_at__isnull=True, matter__status="MOTION").select_related("matter").first()
    return [str((found or moved()).number)]


def administrator() -> Actor:
    return people.actor("CONFIG_ADMIN")


def decided() -> dict[str, str]:
    return {"on": timezone.localdate().isoformat(), "document": "示例〔2026〕1号", "message": "示例：机构改革"}


REGISTERS: dict[str, Register] = {
    "institutions.bodies": Register("institutions:import", staffing, {
        "代码": "S150102001-Z9", "名称": "数据办公室", "种类": "内设党政机构", "上级代码": STREET, "涉农": "否", "设立日期": "2026-11-02",
    }, "设立日期", ["bodies"]),
    "institutions.posts": Register("institutions:import", staffing, {
        "岗位代码": "S150102001-C:90", "机构代码": f"{STREET}-C", "岗位名称": "经办", "责任人": "否", "设立日期": "2026-11-02",
    }, "设立日期", ["posts"]),
    "institutions.people": Register("institutions:import", staffing, {
        "人员编号": "", "姓名": "示例新同志", "办公电话": "0471-0000099", "岗位代码": "", "任职日期": "2026-11-02",
    }, "任职日期", ["people"]),
    "institutions.deputies": Register("institutions:deputies_import", staffing, {
        "岗位代码": f"{STREET}-C:HEAD", "代谁": "", "谁来代": "", "第一天": SOON, "最后一天": LATER, "事由": "出差",
    }, "第一天"),
    "places.register": Register("places:load_register", administrator, {
        "代码": "150102001001", "名称": "公主府社区居委会", "上级代码": people.HOME, "生效日期": "2026-11-02", "种类": "社区", "别称": "公主府社区、示例别称",
    }, "生效日期", given={"level": "community"}),
    "places.areas": Register("places:area_import", administrator, {
        "片区代码": "PQ07", "片区名称": "示例片区", "镇街代码": f"{people.HOME}、{people.NEXT}", "生效日期": "2026-12-01", "决定文件": "示例文件",
    }, "生效日期"),
    "staffing.changes": Register("staffing:import", staffing, {
        "单位": STREET, "编制类别": "事业编制", "增减": 2, "生效日": "2026-12-01", "理由": "示例：事项增加",
    }, "生效日"),
    "grids.people": Register("grids:people_import", street_desk, {
        "网格代码": "", "担任": "楼栋长", "姓名": "示例张大爷", "负责范围": "3号楼", "到任日期": "2026-11-02",
    }, "到任日期"),
    "determinations.part": Register("determinations:part_import", staffing, {
        "机构": "", "标题": "职责", "内容": "示例：负责辖区公共服务。",
    }, "", part, wrong=("机构", "没有的科室", "本单位没有机构")),
    "opinions.scopes": Register("opinions:scopes_import", administrator, {
        "事项": "示例：调整公交线路", "哪项权力": "规划参与权", "答复工作日": 5, "依据": "示例依据",
    }, "", wrong=("哪项权力", "没有的权力", "没有“没有的权力”这一种")),
    "duties.types": Register("duties:types_import", administrator, {
        "代码": "0199", "大类代码": "01", "名称": "示例：占用盲道", "时限": "处置 2 工作日（办结时限）、到场 4 小时",
        "用词和权重": "盲道 8、井盖 -6", "网格可就地处置": "否", "紧急电话": "110", "季节": "", "停用日期": "", "以后用哪一类": "",
    }, "", given={"why": "示例：本区的分类"}, wrong=("时限", "很快", "读不懂“很快”")),
    "duties.catalogue": Register("duties:catalogue_import", administrator, {
        "分类代码": "0512", "镇街": "全区", "主责单位": "DEP06", "配合单位": "", "依据": "示例〔2026〕5号会商纪要",
    }, "", wrong=("主责单位", "没有的单位", "没有“没有的单位”")),
    "duties.carriers": Register("duties:carriers_import", staffing, {
        "怎么下沉": "全部下沉", "承办机构": "S150102008-ZF", "职责编号或分类代码": "D-C01", "镇街": "150102008", "依据": "示例：改革方案",
        "生效日期": SOON,
    }, "生效日期"),
    "staffing.channels": Register("staffing:channels", cadres, {"岗位代码": "", "依据": "示例〔2026〕5号", "生效日期": SOON}, "生效日期"),
    "staffing.openings": Register("staffing:openings", staffing, {
        "单位": STREET, "编制类别": "专项编制", "核定数": 6, "核定日期": "2024-01-01", "核定文号": "示例编发〔2024〕1号",
    }, "核定日期"),
    "staffing.candidates": Register("staffing:candidates", cadres, {
        "姓名": "", "出生年份": 1988, "学历": "本科", "基层工作年限": 6, "籍贯": "示例市", "成长地": "示例市", "家庭所在地": "示例区",
    }, "", selection, wrong=("学历", "博导", "没有“博导”这一种")),
    "staffing.leadership": Register("staffing:leadership", commission, {
        "单位": STREET, "正职": 3, "副职": 12, "核定日期": "2024-01-01", "核定文号": "示例编发〔2024〕2号",
    }, "核定日期"),
    "staffing.locks": Register("staffing:locks", commission, {
        "单位": "", "锁定之日": "2024-01-01", "编委会会议日期": "2024-01-01", "会议文号": "示例编委〔2024〕1号",
    }, "锁定之日"),
    "staffing.holdings": Register("staffing:holdings", staffing, {
        "姓名": "示例新同志", "岗位代码": "", "编制在": STREET, "编制类别": "事业编制", "任职文号": "示例〔2026〕2号",
    }, "", wrong=("编制类别", "协管", "没有“协管”这一种")),
    "forces.members": Register("forces:members_import", staffing, {
        "姓名": "示例新队员", "身份": "执法人员", "办公电话": "0471-0000098", "占编制": "是",
        "执法证号": "示例0001", "发证日期": "2024-03-01", "有效期至": "2029-02-28",
    }, "有效期至", ["DEP06-T1"]),
    "determinations.naming": Register("determinations:naming_import", staffing, {
        "机构": "", "职责编号": "", "岗位代码": "", "分工": "主办",
    }, "", [STREET], wrong=("分工", "牵头", "没有“牵头”这一种")),
    "empowerment.capacity": Register("empowerment:capacity_sheet", staffing, {
        "镇街": STREET, "项目": "罚没专户", "确认日期": "2024-03-01", "有什么、在哪里": "示例银行新城支行",
    }, "确认日期"),
    "empowerment.decisions": Register("empowerment:sheet", staffing, {
        "事项编号": "P53", "镇街": "成吉思汗大街街道", "生效日期": "2024-01-01", "自治区决定日期": "2023-11-01", "决定机关": "自治区人民政府",
        "自治区决定文号": "示例〔2023〕1号", "工作方案日期": "2023-10-01", "方案会议": "示例会", "工作方案文件": "示例方案",
        "公布日期": "2023-12-20", "在哪里公布": "示例网站",
    }, "生效日期"),
}


def csv_of(*lines: Sequence[Any], code: str = "utf-8-sig", mark: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(lines)
    return text.getvalue().encode(code)


def xlsx_of(*lines: Sequence[Any], merged: Sequence[tuple[int, int, int, int]] = (), hidden: Sequence[Sequence[Any]] = (), second: Sequence[Any] = ()) -> bytes:
    """A workbook; a tuple in a line is a formula with its result. `merged`: (top, left, bottom, right); `hidden`: lines of a hidden sheet before."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        if hidden:
            before = book.add_worksheet("隐藏")
            _write(before, hidden)
        sheet = book.add_worksheet()
        _write(sheet, lines)
        for top, left, bottom, right in merged:
            sheet.merge_range(top, left, bottom, right, lines[top][left])
        if second:
            _write(book.add_worksheet(), second)
        if hidden:
            sheet.activate()
            sheet.set_first_sheet()
            before.hide()
    return out.getvalue()


def _write(sheet: Any, lines: Sequence[Sequence[Any]]) -> None:
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            if isinstance(value, tuple):
                sheet.write_formula(number, place, value[0], None, value[1])
            else:
                sheet.write(number, place, value)


def tried(client: Client, url: str, content: bytes, name: str = "示例.xlsx", **given: str) -> HttpResponse:
    """The sheet given to the page; where the columns must be told, that page."""
    return client.post(url, {**given, "file": SimpleUploadedFile(name, content)}, follow=True)


def entered(client: Client, url: str, answer: HttpResponse) -> HttpResponse:
    """What was tried, written."""
    return client.post(url, {"step": "enter", "digest": answer.context["held"].digest})


def told(answer: HttpResponse) -> list[str]:
    """Everything the page says is wrong."""
    return [str(error) for error in answer.context["errors"]]
