"""A bare register: every bad line is told with its column and cure, and a known place changes its name by a dated act only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shaoxiang.places.rules.registers import Registered, RegisterRow, RegisterStanding, register_flaws, short_code
from shaoxiang.places.vocabulary import PlaceLevel as L

STREET, HERE, NEW = "150102001", "150102001001", "150102001009"
BEGINS, ENDS = date(2020, 1, 1), date(2030, 1, 1)
STANDING = RegisterStanding({STREET: (BEGINS, ENDS)}, {HERE: Registered("丁香社区", STREET)}, frozenset({HERE, "150102001005"}))
ROW = RegisterRow(3, NEW, "海棠社区")


def told(*rows, level=L.COMMUNITY, standing=STANDING, day=date(2027, 1, 1)):
    return [(flaw.line, flaw.column, flaw.what % flaw.facts) for flaw in register_flaws(level, rows, standing, day)]


@pytest.mark.parametrize("row", [
    ROW, replace(ROW, parent=STREET), replace(ROW, since=BEGINS), replace(ROW, since=date(2029, 12, 31)), replace(ROW, kind="VILLAGE"),
    RegisterRow(3, HERE, "丁香社区"), RegisterRow(3, HERE, "丁香社区", since=date(1990, 1, 1)),
])
def test_a_good_line_passes(row):
    assert told(row) == []


@pytest.mark.parametrize(("row", "column", "sentence"), [
    (replace(ROW, code="15010200100"), "code", "不是 12 位"),
    (replace(ROW, code="1.50102E+11"), "code", "不是 12 位"),
    (replace(ROW, code="１５０１０２００１００９"), "code", "不是 12 位"),
    (replace(ROW, code="150102001005"), "code", "以前用过"),
    (replace(ROW, name=""), "name", "没有写名称"),
    (replace(ROW, name="长" * 61), "name", "太长"),
    (replace(ROW, name="丁香社区"), "name", "已有“丁香社区”"),
    (replace(ROW, parent="150102777"), "parent", "没有上级 150102777"),
    (replace(ROW, since=date(2019, 12, 31)), "since", "不存在"),
    (replace(ROW, since=ENDS), "since", "不存在"),
    (replace(ROW, kind="街区"), "kind", "不认识"),
    (RegisterRow(3, HERE, "紫丁香社区"), "name", "不一样"),
])
def test_a_bad_line_is_told_with_its_column(row, column, sentence):
    (found,) = told(row)
    assert found[:2] == (3, column)
    assert sentence in found[2]


def test_every_flaw_has_a_cure_and_lines_come_in_order():
    rows = (replace(ROW, line=9, name=""), replace(ROW, line=4, code="1"), ROW, replace(ROW, line=5))
    found = register_flaws(L.COMMUNITY, rows, STANDING, date(2027, 1, 1))
    assert [flaw.line for flaw in found] == sorted(flaw.line for flaw in found)
    assert all(flaw.cure for flaw in found)
    assert sum("不止一行" in flaw.what for flaw in found) == 3


def test_a_known_place_does_not_change_what_it_lies_in_by_an_import():
    wider = replace(STANDING, parents={**STANDING.parents, "150102002": (BEGINS, None)})
    assert [column for _line, column, _what in told(RegisterRow(3, HERE, "丁香社区", parent="150102002"), standing=wider)] == ["parent"]


@pytest.mark.parametrize(("code", "digits", "short"), [
    ("150102001000", 9, "150102001"), ("150102000000", 6, "150102"), ("150102001009", 9, "150102001009"), ("150102001", 9, "150102001"),
    ("150102001009", 12, "150102001009"), ("", 9, ""),
])
def test_twelve_digits_of_a_street_are_its_nine(code, digits, short):
    assert short_code(code, digits) == short
