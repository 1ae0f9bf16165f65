"""承接能力 from a sheet: a street brings in its own, the district all; the blank sheet is what stands, and brought back unchanged it changes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.empowerment.actions import confirm_capacity, import_capacity
from shaoxiang.empowerment.models import CapacityConfirmation
from shaoxiang.empowerment.queries import unit_capacity
from shaoxiang.empowerment.queries.capacity import filled_posts
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries.desks import posts_in
from shaoxiang.kernel.exchange.reading import Row
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SHOWN = {"unit": "镇街", "kind": "项目", "confirmed_on": "确认日期", "post": "岗位代码", "words": "有什么、在哪里", "ends": "不再具备了"}


def home() -> Body:
    return Body.objects.get(code=f"S{people.HOME}")


def rows(*lines):
    return [Row(number, {key: str(value) for key, value in line.items()}, SHOWN) for number, line in enumerate(lines, start=2)]


def test_lines_are_confirmed_changed_ended_and_passed_by():
    unit, now = home(), timezone.now()
    reviewer = Post.objects.get(pk=min(posts_in(unit.pk) & filled_posts(timezone.localdate())))
    lines = rows(
        {"unit": unit.code, "kind": "法制审核岗", "confirmed_on": "2024-03-01", "post": reviewer.code},
        {"kind": "罚没专户", "confirmed_on": "2024-03-01", "words": "示例银行"},  # merged cells: the street is written once
    )
    taken = import_capacity(lines, actor=people.actor("STAFFING_OFFICE"), at=now)
    assert taken.errors == []
    held = unit_capacity(unit.pk, timezone.localdate()).lines
    assert (held["LEGAL_REVIEWER"].post_id, held["FINES_ACCOUNT"].words) == (reviewer.pk, "示例银行")
    assert import_capacity(lines, actor=people.actor("STAFFING_OFFICE"), at=now).made == [], "the same again is nothing"
    ended = rows({"unit": unit.code, "kind": "罚没专户", "confirmed_on": "2025-03-01", "ends": "是"})
    assert import_capacity(ended, actor=people.actor("STAFFING_OFFICE"), at=now).errors == []
    assert "FINES_ACCOUNT" not in unit_capacity(unit.pk, timezone.localdate()).lines


@pytest.mark.parametrize(("line", "column", "words"), [
    ({"unit": "没有的街道", "kind": "罚没专户", "confirmed_on": "2024-03-01", "words": "示例"}, "unit", "没有这个单位"),
    ({"unit": f"S{people.NEXT}", "kind": "罚没专户", "confirmed_on": "2024-03-01", "words": "示例"}, "unit", "不由您登记"),
    ({"unit": f"S{people.HOME}", "kind": "执法车", "confirmed_on": "2024-03-01", "words": "示例"}, "kind", "没有“执法车”这一种"),
    ({"unit": f"S{people.HOME}", "kind": "罚没专户", "confirmed_on": "2199-03-01", "words": "示例"}, "confirmed_on", ""),
    ({"unit": f"S{people.HOME}", "kind": "罚没专户", "confirmed_on": "2024-03-01"}, "words", ""),
    ({"unit": f"S{people.HOME}", "kind": "法制审核岗", "confirmed_on": "2024-03-01"}, "post", "请选本街道的一个岗位"),
    ({"unit": f"S{people.HOME}", "kind": "法制审核岗", "confirmed_on": "2024-03-01", "post": "没有"}, "post", "没有这个岗位"),
    ({"unit": f"S{people.HOME}", "kind": "行政执法专用章", "confirmed_on": "2024-03-01", "ends": "是"}, "", "本来就没有确认"),
])
def test_a_street_brings_in_its_own_and_every_wrong_line_says_its_column(line, column, words):
    CapacityConfirmation.objects.filter(unit=home()).delete()
    taken = import_capacity(rows(line), actor=people.actor("STREET_LEADER", street=people.HOME), at=timezone.now())
    [error] = taken.errors
    assert words in error.what
    assert not column or error.column == SHOWN[column]


def test_the_blank_sheet_is_what_stands_of_the_streets_one_may_confirm():
    unit = home()
    leader = people.actor("STREET_LEADER", street=people.HOME)
    confirm_capacity(unit.pk, CapacityKind.SEAL, confirmed_on=timezone.localdate(), words="示例备案号 7", actor=leader, at=timezone.now())
    text = b"".join(seated(leader).get(reverse("empowerment:capacity_blank", args=["csv"]))).decode("utf-8-sig")
    assert "示例备案号 7" in text
    assert text.count(unit.name) == len(CapacityKind)
    assert len(text.strip().splitlines()) == len(CapacityKind) + 1, "of no other street"
    assert seated(people.actor("STREET_DESK")).get(reverse("empowerment:capacity_sheet")).status_code == 403
    assert reverse("empowerment:capacity_sheet") in seated(leader).get(reverse("empowerment:capacity")).content.decode()
