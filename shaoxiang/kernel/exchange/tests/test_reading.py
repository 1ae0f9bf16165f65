import contextlib
import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.exchange import Heading, RowError, each, read_table

HEADINGS = [Heading("name", ["姓名", "名字"]), Heading("phone", ["电话", "联系电话"]), Heading("note", ["备注"], required=False)]


def read(content, headings=HEADINGS):
    return list(read_table(io.BytesIO(content if isinstance(content, bytes) else content.encode()), headings))


def book(lines, merged=()):
    made = io.BytesIO()
    workbook = xlsxwriter.Workbook(made)
    sheet = workbook.add_worksheet()
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            sheet.write(number, place, value)
    for area, value in merged:
        sheet.merge_range(area, value)
    workbook.close()
    return made.getvalue()


@pytest.mark.parametrize("content", [
    "姓名,电话\n王五,13900000000\n", "\ufeff姓名,电话\r\n王五,13900000000", "姓名\t电话\n王五\t13900000000\n".encode("utf-16"),
    "姓名;电话\n王五;13900000000".encode("gbk"), "示例表\n\n序号,* 名字,联系电话（必填）\n1,王五,１３９００００００００\n,,\n",
    book([["示例登记表"], ["填表说明：略"], ["序号", "姓名", "电话"], [1, "王五", 13900000000]]),
])
def test_tables_as_people_make_them(content):
    [row] = read(content)
    assert (row.text("name"), row.text("phone"), row.text("note")) == ("王五", "13900000000", "")


def test_merged_cells_hold_for_every_line_they_cover():
    rows = read(book([["姓名", "电话"], ["", "1"], ["", "2"], ["李四", "3"]], merged=[("A2:A3", "王五")]))
    assert [(row.line, row.text("name"), row.text("phone")) for row in rows] == [(2, "王五", "1"), (3, "王五", "2"), (4, "李四", "3")]


def test_a_heading_repeated_on_every_page_is_no_data():
    assert [row.line for row in read("姓名,电话\n王五,1\n姓名,电话\n李四,2\n")] == [2, 4]


def test_chinese_brackets_and_commas_stay():
    assert read("姓名,电话,备注\n王五,1,（一），二\n")[0].text("note") == "（一），二"


@pytest.mark.parametrize(("content", "sentence"), [
    ("", "空"), ("  \n", "空"), ("姓名,住址\n王五,x\n", "缺少列：电话"), (b"\xff\xfe\x00", "读不出来"), (b"PK\x03\x04broken", "读不出来"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", "读不出来"), (b"\x81\xff\xff", "读不出来"), (book([]), "没有找到表头"),
])
def test_no_table_is_said_with_a_cure(content, sentence):
    with pytest.raises(RowError, match=sentence) as caught:
        read(content)
    assert (caught.value.line, bool(caught.value.cure)) == (0, True)


def test_too_long_is_said(monkeypatch):
    from shaoxiang.kernel.exchange import reading

    monkeypatch.setattr(reading, "MAX_ROWS", 10)
    with pytest.raises(RowError, match="最多 10 行"):
        read("姓名,电话\n" + "王五,1\n" * 60)
    monkeypatch.setattr(reading, "MAX_UNPACKED", 100)
    with pytest.raises(RowError, match="太多"):
        read(book([["姓名", "电话"]]))


def test_errors_name_line_column_and_cure_and_the_rest_is_made():
    headings = [Heading("name", ["姓名"]), Heading("count", ["人数"]), Heading("on", ["日期"])]
    text = "姓名,人数,日期\n甲,１２,2026-03-02\n,1,\n丙,十,\n丁,1,2026年2月30日\n戊,\"1,000\",2026年3月2日\n己,NaN,\n"
    made, errors = each(read(text, headings), lambda row: (row.text("name", needed=True), row.number("count"), row.day("on")))
    assert made == [("甲", Decimal(12), date(2026, 3, 2)), ("戊", Decimal(1000), date(2026, 3, 2))]
    assert [(error.line, error.column) for error in errors] == [(3, "姓名"), (4, "人数"), (5, "日期"), (7, "人数")]
    assert str(errors[1]) == "第 4 行“人数”：不是数字。请只写数字，如 12 或 3.5。"


def test_dates_of_a_workbook_are_dates():
    made = io.BytesIO()
    workbook = xlsxwriter.Workbook(made)
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "日期"])
    sheet.write(1, 0, "甲")
    sheet.write_datetime(1, 1, date(2026, 3, 2), workbook.add_format({"num_format": "yyyy/m/d"}))
    workbook.close()
    [row] = read(made.getvalue(), [Heading("name", ["姓名"]), Heading("on", ["日期"])])
    assert row.day("on") == date(2026, 3, 2)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_clear_error(content):
    with contextlib.suppress(RowError):
        assert all(row.line > 0 for row in read(content))


@pytest.mark.parametrize(("typed", "read_as"), [
    ("Ｄ－Ｃ０１", "D-C01"), ("D—C01", "D-C01"), ("D–C01", "D-C01"), ("D‑C01", "D-C01"), ("D——C01", "D-C01"), ("150102012－P", "150102012-P"),
    ("甲—乙", "甲—乙"), ("见 D—C01 一条", "见 D—C01 一条"), ("—", "—"), ("D－", "D－"),
])
def test_the_dash_of_a_code_is_read_however_it_was_typed_and_sentences_keep_theirs(typed, read_as):
    (row,) = read(f"姓名,电话\n{typed},1\n")
    assert row.text("name") == read_as
