"""Sheets as people make them: what is read, what is refused where and with which cure, and that a draft written out is read in again as it was."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from shaoxiang.duties.actions import change_item, decide_items, draft_version, enter_sheet, read_columns, read_sheet
from shaoxiang.duties.actions.importing import MOST_BYTES, after_sheet
from shaoxiang.duties.actions.sheets import Told, headings_of, unquoted
from shaoxiang.duties.models import DutyItem, ListVersion, SheetReading
from shaoxiang.duties.queries import drafts
from shaoxiang.duties.queries.drafts import DraftRow
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.versions import checked, fields_of
from shaoxiang.duties.tests.test_rules_versions import QUIET
from shaoxiang.duties.tests.test_versions import EDITOR, LONG_AGO, NOON, change, drafted, first, street  # noqa: F401
from shaoxiang.duties.views.importing import columns_of
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.exchange.export import export
from shaoxiang.kernel.exchange.reading import read_table
from shaoxiang.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db
HEAD = ["编号", "承办机构", "职责", "履职方式", "对应部门", "依据"]
GOOD = [["D-C16", "城市管理办公室", "设施巡查改", "基本履职", "", "某条例 1"], ["D-C20", "平安建设办公室", "新职责", "配合履职", "区住建局、区城管局", ""]]


def sheet(*lines, merged=None, second=None):
    file = io.BytesIO()
    with Workbook(file) as book:
        page = book.add_worksheet()
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                if isinstance(value, tuple):
                    page.write_formula(number, place, value[0], None, value[1])
                else:
                    page.write(number, place, value)
        if merged:
            page.merge_range(merged, lines[4][1])
        if second:
            more = book.add_worksheet()
            for number, line in enumerate(second):
                more.write_row(number, 0, line)
    return file


def read(draft, file, removes=False):
    draft.refresh_from_db()
    return read_sheet(draft.pk, io.BytesIO(file.getvalue()), removes=removes, revision=draft.revision, actor=EDITOR, at=NOON)


def imported(draft, file, removes=False):
    _reading, errors = read(draft, file, removes)
    if not errors:
        enter_sheet(draft.pk, revision=draft.revision, actor=EDITOR, at=NOON)
    return errors


def test_a_sheet_becomes_changes_with_title_rows_full_width_digits_and_merged_cells(first):  # noqa: F811
    draft = drafted()
    lines = [["街道职责清单（第二版）"], [], HEAD, ["Ｄ－C１６", *GOOD[0][1:]], ["D—C20", "平安办", *GOOD[1][2:]],
             ["D-C21", None, "另一项", "基本履职", "", ""]]
    assert imported(draft, sheet(*lines, merged="B5:B6"), removes=True) == []
    assert [(row.act, row.code) for row in draft.changes.all()] == [("AMEND", "D-C16"), ("REMOVE", "D-C17"), ("ADD", "D-C20"), ("ADD", "D-C21")]
    assert draft.changes.get(code="D-C16").values == {"title": "设施巡查改"}
    assert {draft.changes.get(code=code).values["office_name"] for code in ("D-C20", "D-C21")} == {"平安建设办公室"}


def test_a_gbk_table_from_an_old_program_is_read(first):  # noqa: F811
    draft = drafted()
    file = io.BytesIO("\r\n".join(",".join(line) for line in (HEAD, ["D-C16", "城市管理办公室", "设施巡查改", "基本履职", "", "某条例 1"])).encode("gbk"))
    assert imported(draft, file) == []
    assert draft.changes.get().values == {"title": "设施巡查改"}


def locked():
    """The shell of a workbook with a password: an old container holding a stream of that name."""
    return io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600))


def letter():
    """A Word file: an archive too, but no workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return file


BROKEN = {  # what is wrong -> the file, line, a piece of what is said, a piece of the cure
    "no table at all": (io.BytesIO(b"\x00\x01\x02"), 0, "", "表样"),
    "a picture": (io.BytesIO(b"\x89PNG\r\n\x1a\n\x81\xff\xff"), 0, "读不出来", "XLSX"),
    "a Word file": (letter(), 0, "损坏了", "另存一次"),
    "empty": (io.BytesIO(b""), 0, "空", "内容"),
    "with a password": (locked(), 0, "密码", "取消密码"),
    "too large": (io.BytesIO(b"x" * (MOST_BYTES + 1)), 0, "5 MB", "拆成几份"),
    "too many lines": (sheet(HEAD, *([f"D-{n}", "办", "事", "基本履职", "", ""] for n in range(5001))), 0, "5001", "拆成几份"),
    "two sheets that both have the heading": (sheet(HEAD, GOOD[0], second=[HEAD, GOOD[1]]), 0, "两张工作表", "只留一张"),
    "no heading": (sheet(["a"], ["c"]), 0, "没有找到表头", "表样"),
    "no lines": (sheet(HEAD), 0, "没有一行", "表头下面"),
    "a formula that failed": (sheet(HEAD, GOOD[0], ["D-C20", ("=Sheet9!A1", "#REF!"), *GOOD[1][2:]]), 3, "#REF!", "改成写好的文字"),
    "a failed formula kept as text": (sheet(HEAD, ["D-C16", "城市管理办公室", "#N/A", "基本履职", "", ""]), 2, "公式", "文字"),
    "a word the spreadsheet made a date": (sheet(HEAD, ["D-C16", "城市管理办公室", "设施", "基本履职", "", "2026-03-24"]), 2, "日期", "文本"),
    "a duty that is only a number": (sheet(HEAD, ["D-C16", "城市管理办公室", 45292, "基本履职", "", ""]), 2, "数字", "文本"),
    "no code": (sheet(HEAD, ["", *GOOD[0][1:]]), 2, "编号", "补填"),
    "a code of another shape": (sheet(HEAD, ["第十六条", *GOOD[0][1:]]), 2, "编号", "D-C16"),
    "the same code twice": (sheet(HEAD, GOOD[0], GOOD[0]), 3, "前面已经有一行", "删去一行"),
    "an office left blank": (sheet(HEAD, ["D-C16", "", *GOOD[0][2:]]), 2, "承办机构", "改好后"),
    "an unknown role": (sheet(HEAD, [*GOOD[0][:3], "牵头", "", ""]), 2, "履职方式", "基本履职、配合履职、上级收回"),
    "too long": (sheet(HEAD, ["D-C16", "城市管理办公室", "长" * 200, "基本履职", "", ""]), 2, "太长", "短一些"),
    "types nobody knows": (sheet([*HEAD, "承接哪些分类"], [*GOOD[0], "9999"]), 2, "分类", "抄代码"),
    "one bad among good": (sheet(HEAD, *GOOD, ["D-C22", "", "", "", "", ""]), 4, "没有填写", "改好后"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_sheet_writes_nothing_and_says_where_and_how_to_cure_it(first, name):  # noqa: F811
    file, line, what, cure = BROKEN[name]
    draft = drafted()
    change(draft, title="原来的改动")
    reading, errors = read(draft, file)
    assert reading is None
    assert (errors[0].line, what in str(errors[0]), cure in str(errors[0])) == (line, True, True), str(errors[0])
    assert [row.values for row in draft.changes.all()] == [{"title": "原来的改动"}]
    assert not SheetReading.objects.exists()
    assert not Entry.objects.filter(kind="duties.version_imported").exists()


def test_every_bad_line_is_told_at_once_with_its_line_and_column(first):  # noqa: F811
    errors = imported(drafted(), sheet(HEAD, ["", *GOOD[0][1:]], [*GOOD[1][:3], "牵头", "", ""], GOOD[1]))
    assert [(error.line, error.column) for error in errors] == [(2, "编号"), (3, "履职方式"), (4, "编号")]


def test_every_bad_cell_of_a_line_is_told_with_the_words_that_may_stand_there(first):  # noqa: F811
    errors = imported(drafted(), sheet(HEAD, ["d_20", "没有的办公室", "", "牵头", "", "2026-03-24"]))
    told = {error.column: str(error) for error in errors}
    assert set(told) == {"编号", "承办机构", "职责", "履职方式", "依据"}
    assert "可以写：基本履职、配合履职、上级收回" in told["履职方式"]
    assert "没有“没有的办公室”这个机构的镇街：示例街道" in told["承办机构"]
    assert "可以写：城市管理办公室、平安建设办公室" in told["承办机构"]


def test_a_damaged_workbook_is_called_damaged(first):  # noqa: F811
    whole = sheet(HEAD, *GOOD).getvalue()
    for content in (whole[: len(whole) // 2], b"\x00\x01\x02" + whole, "编号,职责".encode()):
        draft = drafted()
        _reading, [error] = read_sheet(draft.pk, io.BytesIO(content), removes=False, revision=draft.revision, actor=EDITOR, at=NOON, file_name="清单.xlsx")
        assert "损坏了" in str(error)


def test_the_names_offices_give_their_columns_are_known(first):  # noqa: F811
    draft = drafted()
    assert imported(draft, sheet(["条目编号", "责任科室", "职责事项", "职责类型", "对口部门", "设定依据"], *GOOD)) == []
    assert {row.code for row in draft.changes.all()} == {"D-C16", "D-C20"}


OTHER = (["街道职责清单（示例）"], ["序号", "类别", "事项名称"], [1, "城市管理", "设施巡查"], [2, "平安", "新职责"], ["", "平安", ""])


def test_a_sheet_with_other_columns_waits_until_its_reader_says_which_is_which(first):  # noqa: F811
    draft = drafted()
    reading, errors = read(draft, sheet(*OTHER))
    assert errors == []
    assert (reading.table["head"], len(reading.table["lines"])) == (["序号", "类别", "事项名称"], 3)
    with pytest.raises(ChangeRefused):  # nothing of it is read yet
        enter_sheet(draft.pk, revision=draft.revision, actor=EDITOR, at=NOON)
    told = Told({"code": 0, "title": 2}, {"office_name": "平安建设办公室", "role": "PRIMARY"}, "D-N")
    reading, errors = read_columns(draft.pk, told, revision=draft.revision, actor=EDITOR, at=NOON)
    assert errors == []
    assert set(reading.rows) == {"D-C16", "D-N2"}, "an item known by the same words keeps its code"
    enter_sheet(draft.pk, revision=draft.revision, actor=EDITOR, at=NOON)
    assert [(row.act, row.code, row.values["office_name"]) for row in draft.changes.all()] == [("ADD", "D-N2", "平安建设办公室")]


def test_columns_that_are_not_enough_are_refused_with_what_lacks(first):  # noqa: F811
    draft = drafted()
    read(draft, sheet(*OTHER))
    for told, field in ((Told({"title": 2}, {}), "prefix"), (Told({"code": 0}, {}, "D-N"), "title")):
        with pytest.raises(ChangeRefused) as refused:
            read_columns(draft.pk, told, revision=draft.revision, actor=EDITOR, at=NOON)
        assert refused.value.field == field
    reading, errors = read_columns(draft.pk, Told({"title": 2}, {}, "D-N"), revision=draft.revision, actor=EDITOR, at=NOON)
    assert (reading, {(error.line, error.column) for error in errors}) == (None, {(4, "承办机构"), (4, "履职方式")})


def test_a_clean_sheet_waits_for_its_readers_word(first):  # noqa: F811
    draft = drafted()
    reading, _errors = read(draft, sheet(HEAD, *GOOD))
    assert not draft.changes.exists()
    assert set(after_sheet(draft, reading)) == {"D-C16", "D-C17", "D-C20"}
    with pytest.raises(ChangeRefused):  # a colleague has read nothing
        enter_sheet(draft.pk, revision=draft.revision, actor=Actor(ActorKind.PERSON, assignment_id=9, roles=EDITOR.roles), at=NOON)
    assert enter_sheet(draft.pk, revision=draft.revision, actor=EDITOR, at=NOON) == 2
    assert not SheetReading.objects.exists()
    assert Entry.objects.get(kind="duties.version_imported").facts["changes"] == 2


def test_a_draft_changed_after_the_reading_is_not_written_over(first):  # noqa: F811
    draft = drafted()
    read(draft, sheet(HEAD, *GOOD))
    change(draft, "D-C17", title="同事改的")
    draft.refresh_from_db()
    with pytest.raises(ChangeRefused):
        enter_sheet(draft.pk, revision=draft.revision, actor=EDITOR, at=NOON)
    assert [row.values for row in draft.changes.all()] == [{"title": "同事改的"}]


def test_a_sheet_lies_over_the_draft_and_leaves_what_it_does_not_name(first):  # noqa: F811
    draft = drafted()
    change(draft, "D-C17", title="摊点二")
    assert imported(draft, sheet(HEAD, GOOD[0])) == []
    assert {row.code: row.values for row in draft.changes.all()} == {"D-C16": {"title": "设施巡查改"}, "D-C17": {"title": "摊点二"}}
    assert draft.changes.get(code="D-C17").reason == "因为"


def test_the_new_form_is_read_by_its_own_columns(first):  # noqa: F811
    Body.objects.create(code="ZJ", kind="DEPARTMENT", name="区住建局", valid_from=LONG_AGO)
    draft = draft_version("STREET_DUTY", title="三张清单", actor=EDITOR, at=NOON, form="THREE_PART")
    head = ["编号", "承办机构", "职责", "归入哪张清单", "牵头部门", "部门负责什么", "街道配合什么", "改动依据"]
    line = ["D-C16", "城市管理办公室", "设施巡查", "部门主责、街道配合", "区住建局", "维修", "巡查", "编发3号"]
    [error] = imported(draft, sheet(head, [*line[:4], "区没有局", *line[5:]]))
    assert (error.column, "机构表里没有" in str(error)) == ("牵头部门", True)
    assert imported(draft, sheet(head, line)) == []
    row = draft.changes.get()
    assert (row.values["role"], row.values["departments"], row.basis) == ("COOPERATIVE", ["区住建局"], "编发3号")
    assert drafts.progress_of(draft).open == {"D-C17": ("part",)}


# --- there and back ---------------------------------------------------------------------------------------------------


def written(version, form):
    rows = [row for row in drafts.rows_of(version) if not row.gone]
    return io.BytesIO(b"".join(export(columns_of(version), rows, form, "草案").streaming_content))


def said(version):
    return {row.code: (row.act, row.values, row.answers, row.reason, row.basis) for row in version.changes.all()}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_draft_written_out_and_read_in_again_is_the_same_draft(first, form):  # noqa: F811
    Body.objects.create(code="ZJ", kind="DEPARTMENT", name="区住建局", valid_from=LONG_AGO)
    draft = draft_version("STREET_DUTY", title="三张清单", actor=EDITOR, at=NOON, form="THREE_PART")
    sides = {"lead_department": "区住建局", "department_duty": "=维修\n-养护", "street_duty": "@巡查"}
    decide_items(draft.pk, ["D-C16"], "COOPERATIVE", said=sides, reason="厘清", basis="编发3号", revision=0, actor=EDITOR, at=NOON)
    change_item(draft.pk, "D-C20", act="ADD", values={"office_name": "平安建设办公室", "title": "新", "part": "PRIMARY"}, reason="", revision=1, actor=EDITOR,
                at=NOON, answers=("0111",))
    change_item(draft.pk, "D-C17", act="REMOVE", values={}, reason="不再需要", basis="编发4号", revision=2, actor=EDITOR, at=NOON)
    draft.refresh_from_db()
    before = said(draft)
    assert imported(draft, written(draft, form), removes=True) == []
    after = said(draft)
    assert {code: row[:3] for code, row in after.items()} == {code: row[:3] for code, row in before.items()}
    assert (after["D-C16"], after["D-C17"]) == (before["D-C16"], before["D-C17"])


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=24)


@st.composite
def made_items(draw):
    """An item as `checked` lets it in; what it refuses no draft can hold."""
    value = {"office_name": draw(words), "title": draw(words), "title_en": draw(words), "role": draw(st.sampled_from(["PRIMARY", "COOPERATIVE"])),
             "departments": draw(st.lists(words, max_size=3)), "basis": draw(words)}
    try:
        return checked("STREET_DUTY", "D-1", value, whole=True)
    except ChangeRefused:
        return checked("STREET_DUTY", "D-1", {"office_name": "办", "title": "事", "role": "PRIMARY"}, whole=True)


@settings(QUIET, max_examples=25)
@given(st.dictionaries(st.sampled_from(["D-1", "D-2", "D-3"]), made_items(), min_size=1), st.sampled_from(["csv", "xlsx"]))
def test_any_list_written_out_is_read_in_as_it_was(listed, form):
    version = ListVersion(kind="STREET_DUTY", form="FORM_2019", title="草案")
    rows = [DraftRow(code, values, None, ()) for code, values in sorted(listed.items())]
    file = io.BytesIO(b"".join(export(columns_of(version), rows, form, "草案").streaming_content))
    back = {}
    for row in read_table(file, headings_of(version), strict=True):
        given = {one.name: unquoted(row.values[one.name]) for one in fields_of(version.kind, version.form)}
        back[row.values["code"]] = checked(version.kind, row.values["code"], given, whole=True)
    assert sorted((code, name, value) for code, one in back.items() for name, value in one.items()) == sorted(
        (code, name, value) for code, one in listed.items() for name, value in one.items())


def test_reading_two_thousand_lines_asks_the_database_no_more_often(first, django_assert_max_num_queries):  # noqa: F811
    draft = drafted()
    lines = [[f"D-N{n}", "平安建设办公室", f"职责{n}", "基本履职", "", ""] for n in range(2000)]
    with django_assert_max_num_queries(40):  # the book of the day compiled once
        _reading, errors = read(draft, sheet(HEAD, *lines))
    assert errors == []
    assert DutyItem.objects.count() == 2
