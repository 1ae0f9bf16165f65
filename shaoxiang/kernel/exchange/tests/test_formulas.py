"""Formulas that failed, or were never reckoned, in real workbooks: made by openpyxl and xlwt, and by hand where those cannot make them."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.exchange.formulas import NOT_RECKONED, spoilt_cells
from shaoxiang.kernel.exchange.reading import Heading, RowError, read_table

DATA = Path(__file__).parent / "data"
HEADINGS = [Heading("code", ["编号"]), Heading("title", ["职责"])]


def refused(content):
    with pytest.raises(RowError) as caught:
        read_table(io.BytesIO(content), HEADINGS)
    return [(error.line, error.column, re.sub("[。，].*", "", error.what)) for error in caught.value.every]


@pytest.mark.parametrize("name", ["spoilt_openpyxl.xlsx", "spoilt_xlwt.xls"])
def test_every_spoilt_cell_is_told_with_line_and_column_and_other_columns_may_be_spoilt(name):
    assert refused((DATA / name).read_bytes()) == [
        (3, "职责", "公式出错了：#REF!"), (4, "职责", "公式出错了：#N/A"), (5, "编号", "公式出错了：#VALUE!"), (6, "职责", "是公式"),
    ]


def test_the_cure_is_said():
    with pytest.raises(RowError) as caught:
        read_table(io.BytesIO((DATA / "spoilt_xlwt.xls").read_bytes()), HEADINGS)
    assert str(caught.value.every[0]) == "第 3 行“职责”：公式出错了：#REF!。请把公式改成写好的文字，再导入。"
    assert "存一次再导入" in caught.value.every[3].cure


@pytest.mark.parametrize("name", ["spoilt_openpyxl.xlsx", "spoilt_xlwt.xls"])
def test_only_the_columns_that_are_read_must_be_sound(name):
    content = (DATA / name).read_bytes()
    assert set(spoilt_cells(content)) == {"说明", "清单 & 表"}
    other = [Heading("title", ["别的"])]
    with pytest.raises(RowError) as caught:
        read_table(io.BytesIO(content), other)
    assert [(error.line, error.column) for error in caught.value.every] == [(7, "别的")]


def written(**formulas):
    """A workbook of xlsxwriter with one line; the values are those its program says."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "职责"])
    sheet.write(1, 0, "D-1")
    sheet.write_formula(1, 1, "=A2", value=formulas.get("value", 0))
    book.close()
    return made.getvalue()


def rewritten(content, change):
    """The same workbook with its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)))
    return made.getvalue()


def test_a_value_a_program_never_reckoned_is_refused_and_one_it_gave_is_read():
    assert refused(written()) == [(2, "职责", "是公式")]
    assert next(read_table(io.BytesIO(written(value="清运")), HEADINGS)).text("title") == "清运"
    text = rewritten(written(value="清运"), lambda part: part.replace("<v>清运</v>".encode(), b"<v></v>"))
    assert next(read_table(io.BytesIO(text), HEADINGS)).text("code") == "D-1"  # t="str": an empty text is what the formula says


def test_a_csv_from_a_spoilt_sheet_is_refused_too():
    assert refused("编号,职责\nD-1,#REF!\nD-2,见 #REF! 一节\nD-3,Err:502\n".encode()) == [(2, "职责", "公式出错了：#REF!"), (4, "职责", "公式出错了：Err:502")]


def test_names_with_a_prefix_are_read_as_well():
    """As the SDK of the format writes them: <x:c r=… t="e">."""
    content = (DATA / "spoilt_openpyxl.xlsx").read_bytes()
    prefixed = rewritten(content, lambda part: re.sub(rb"<(/?)(c|v|f)\b", rb"<\1x:\2", part) if b"#REF!" in part else part)
    assert spoilt_cells(prefixed)["清单 & 表"][(2, 1)] == "#REF!"


def test_an_old_workbook_a_spreadsheet_saved_may_say_nothing():
    """With RECALCID among its records an empty result is what the formula says; an error stays one."""
    stream = bytearray((DATA / "spoilt_xlwt.xls").read_bytes())
    at = stream.index(struct.pack("<HH", 0x0031, 0x001C)[:2], 512)  # the first font record gives way
    stream[at : at + 2] = struct.pack("<H", 0x01C1)
    cells = spoilt_cells(bytes(stream))["清单 & 表"]
    assert NOT_RECKONED not in cells.values()
    assert cells[(2, 1)] == "#REF!"


@given(st.integers(0, 5600), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_never_breaks_the_house(place, damage):
    for name in ("spoilt_openpyxl.xlsx", "spoilt_xlwt.xls"):
        content = bytearray((DATA / name).read_bytes())
        content[place : place + len(damage)] = damage
        assert isinstance(spoilt_cells(bytes(content)), dict)
