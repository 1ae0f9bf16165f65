"""Which column of a sheet is likely which of ours."""

from __future__ import annotations

import pytest

from shaoxiang.kernel.exchange.reading import Heading
from shaoxiang.kernel.sheets.forms import guesses, letter

HEADINGS = (Heading("name", ("姓名", "Name")), Heading("post", ("岗位代码", "岗位")), Heading("phone", ("办公电话",), required=False))


@pytest.mark.parametrize(("head", "known", "found"), [
    (["姓名", "岗位代码", "办公电话"], {}, {"name": 0, "post": 1, "phone": 2}),
    (["*姓名（必填）", "岗位"], {}, {"name": 0, "post": 1}),
    (["工作人员姓名", "所在岗位", "电话"], {}, {"name": 0, "post": 1, "phone": 2}),
    (["甲", "乙", "姓名"], {"name": "甲", "post": "丙"}, {"name": 0}),
    (["序号", "", "数"], {}, {}),
])
def test_as_the_office_told_last_then_by_name_then_by_sound(head, known, found):
    assert guesses(HEADINGS, head, known, {}) == found


def test_no_column_is_guessed_twice():
    twice = (Heading("code", ("代码",)), Heading("parent", ("上级代码", "代码")))
    assert guesses(twice, ["代码"], {}, {}) == {"code": 0}


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (59, "BH")])
def test_columns_are_named_as_a_spreadsheet_names_them(place, name):
    assert letter(place) == name
