import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from shaoxiang.kernel.exchange import Column, Heading, export, read_table
from shaoxiang.kernel.exchange.export import harmless
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
COLUMNS = [Column("标题", "title"), Column("值", lambda row: row.value)]


def row(title="漏水", value=None):
    return SimpleNamespace(title=title, value=value)


def body(response):
    return b"".join(response.streaming_content)


def lines_of_csv(response):
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"), newline="")))


def lines_of_xlsx(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(body(response))).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(("value", "in_csv", "in_xlsx"), [
    (None, "", ""), (3, "3", 3.0), (Decimal("-2.50"), "-2.50", -2.5), (True, "是", "是"), (NOON, "2026-03-02 12:00", datetime(2026, 3, 2, 12)),
    (date(2026, 3, 2), "2026-03-02", date(2026, 3, 2)), ("a,\"b\"\n换行", "a,\"b\"\n换行", "a,\"b\"\n换行"), ("💧\x00", "💧", "💧"),
    (150102001001001001, "150102001001001001", "150102001001001001"), ("http://example.org", "http://example.org", "http://example.org"), ("007", "007", "007"),
])
def test_values_arrive_as_people_read_them(value, in_csv, in_xlsx):
    assert lines_of_csv(export(COLUMNS, [row(value=value)], "csv", "x"))[1] == ["漏水", in_csv]
    line = lines_of_xlsx(export(COLUMNS, [row(value=value)], "xlsx", "x"))[1]
    assert line[0] == "漏水"
    assert (line[1] if len(line) > 1 else "") == in_xlsx


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "\ufeff=1", "\n=1"])
def test_a_text_never_becomes_a_formula(text):
    [_heading, [shown, _value]] = lines_of_csv(export(COLUMNS, [row(text)], "csv", "x"))
    assert shown == "'" + text
    book = export(COLUMNS, [row(text)], "xlsx", "x")
    assert lines_of_xlsx(book)[1][0].strip("\ufeff \t\r\n") == text.strip("\ufeff \t\r\n")


def test_a_formula_is_not_in_the_workbook_at_all():
    import zipfile

    book = zipfile.ZipFile(io.BytesIO(body(export(COLUMNS, [row("=1+1", "=2+2")], "xlsx", "x"))))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@given(st.text(max_size=20))
def test_no_text_starts_a_formula(text):
    assert harmless(text)[:1] not in {"=", "@", "\t", "\r"}
    assert harmless(text)[:1] not in {"+", "-"} or text[1:].replace(".", "").isdigit()


def test_the_answer_is_a_private_download_with_its_chinese_name():
    response = export(COLUMNS, [], "xlsx", "事件清单 2026/3\r\n")
    assert response.streaming
    assert "attachment" in response["Content-Disposition"]
    assert "\n" not in response["Content-Disposition"]
    assert "事件清单" in unquote(response["Content-Disposition"])
    assert response["Cache-Control"] == "private, no-store"
    assert lines_of_xlsx(response) == [["标题", "值"]]
    assert body(export(COLUMNS, [], "csv", "x")).startswith(b"\xef\xbb\xbf")


@pytest.mark.django_db
@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_exactly_the_filtered_rows_in_their_order(fmt, django_assert_num_queries):
    for street in (1, 2, 1):
        open_matter(MatterKind.CASE, title="漏水", status="REPORTED", at=NOON, street_id=street)
    rows = Matter.objects.filter(street_id=1).order_by("-pk")
    with django_assert_num_queries(1):
        response = export([Column("编号", "number")], rows, fmt, "事件")
        lines = (lines_of_csv if fmt == "csv" else lines_of_xlsx)(response)
    assert lines == [["编号"], *[[matter.number] for matter in rows]]


def peak_of(fmt, rows):
    columns = [Column(f"列{place}", lambda number: f"漏水严重请尽快处理{number}") for place in range(5)]
    tracemalloc.start()
    try:
        for _chunk in export(columns, range(rows), fmt, "x").streaming_content:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_list(fmt):
    assert peak_of(fmt, 9000) - peak_of(fmt, 3000) < 150_000


@given(st.lists(st.tuples(st.from_regex(r"[a-z漏水][a-z漏水0-9（），\n]{0,11}", fullmatch=True), st.integers(-10**9, 10**9)), min_size=1, max_size=5))
def test_what_goes_out_comes_back(pairs):
    for fmt in ("csv", "xlsx"):
        file = io.BytesIO(body(export(COLUMNS, [row(title, value) for title, value in pairs], fmt, "x")))
        back = [(line.text("title"), int(line.number("value"))) for line in read_table(file, [Heading("title", ["标题"]), Heading("value", ["值"])])]
        assert back == [(title.strip(), value) for title, value in pairs]
