"""A part of a draft from a sheet: the sheet is the part, offices and numbers are the unit's own, and a figure comes from no sheet."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations import actions
from shaoxiang.determinations.models import DeterminationPart, PartSnapshot
from shaoxiang.determinations.queries.versions import lines_of_part
from shaoxiang.determinations.tests.test_actions import home, staffing
from shaoxiang.kernel.journal.models import Entry
from tests import people
from tests.sheets import csv_of, entered, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
HEAD = ["机构", "编号", "标题", "内容"]


@pytest.fixture
def draft():
    return actions.draft(home().pk, actor=staffing(), at=timezone.now())


def part(draft, kind="OFFICES"):
    return DeterminationPart.objects.get(version=draft, kind=kind)


def address(draft, kind="OFFICES"):
    return reverse("determinations:part_import", args=[draft.pk, kind])


def rows(draft, kind="OFFICES"):
    return [[line.office, line.code, line.heading, line.text] for line in lines_of_part(part(draft, kind))]


def send(draft, *lines, kind="OFFICES"):
    return tried(seated(staffing()), address(draft, kind), csv_of(HEAD, *lines), "示例.csv")


@pytest.mark.parametrize("kind", ["BASIS", "FUNCTIONS", "OFFICES", "INSTITUTIONS", "SUPPLEMENT"])
def test_the_blank_sheet_is_the_part_and_comes_in_again_without_a_change(draft, kind):
    client, before = seated(staffing()), rows(draft, kind)
    assert before
    blank = b"".join(client.get(f"{address(draft, kind)}blank/csv/").streaming_content)
    answer = tried(client, address(draft, kind), blank, "表样.csv")
    assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)
    assert rows(draft, kind) == before


def test_the_sheet_becomes_the_part_with_its_snapshot_and_one_entry(draft):
    lines = rows(draft)
    wanted = [lines[0], [lines[0][0], "", "示例标题", "示例：负责新的一项。"], *lines[2:]]
    answer = send(draft, *wanted)
    assert [one.state.value for one in answer.context["taken"].made]
    assert part(draft).revision == 1, "tried, not written"
    entered(seated(staffing()), address(draft), answer)
    assert rows(draft) == wanted
    assert (part(draft).revision, PartSnapshot.objects.count()) == (2, 1)
    assert Entry.objects.filter(kind="determinations.part_edited").count() == 1


def test_what_somebody_saved_after_the_trial_is_not_overwritten(draft):
    lines = rows(draft)
    answer = send(draft, *lines[1:])
    held = part(draft)
    actions.edit_part(draft.pk, held.kind, lines_of_part(held)[:-1], revision=1, actor=staffing(), at=timezone.now())
    late = entered(seated(staffing()), address(draft), answer)
    assert late.status_code == 422
    assert "别人改过这一件" in late.content.decode()
    assert rows(draft) == lines[:-1]


@pytest.mark.parametrize(("change", "column", "says"), [
    ({0: "没有的科室"}, "机构", "本单位没有机构"), ({1: "ZZ-99"}, "编号", "本单位的清单里没有"), ({3: ""}, "内容", "没有填写"),
    ({3: "示例：按上级部门要求对口设立办公室。"}, "内容", "不得以与部门对口为由"), ({3: "长" * 501}, "内容", "太长"),
])
def test_each_bad_cell_is_told_and_nothing_is_written(draft, change, column, says):
    before = rows(draft)
    bad = [change.get(place, cell) for place, cell in enumerate([before[0][0], "", "职责", "示例"])]
    answer = send(draft, *before, bad)
    assert answer.status_code == 422
    assert any(f"第 {len(before) + 2} 行“{column}”" in words and says in words for words in told(answer)), told(answer)
    assert rows(draft) == before


def test_figures_come_from_no_sheet_and_only_the_staffing_office_writes_a_draft(draft):
    assert seated(staffing()).get(address(draft, "QUOTA")).status_code == 404
    assert seated(people.actor("STREET_LEADER", street=people.HOME)).get(address(draft)).status_code == 403
    assert seated(people.actor("STREET_LEADER", street=people.NEXT)).get(address(draft)).status_code == 404
