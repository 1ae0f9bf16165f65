"""What is not saved into a version: words that match a department (Q7), figures the ledger does not have (Q4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations import actions
from shaoxiang.determinations.checks import checks
from shaoxiang.determinations.models import DeterminationLine, ThreeDeterminationVersion
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.queries.ledger import differences
from shaoxiang.determinations.rules import OF_LEDGER, DeterminationRefused, FiguresDiffer, Line
from shaoxiang.determinations.tests.test_actions import NOW, TODAY, commission, drafted, home, issue, part, staffing
from shaoxiang.determinations.tests.test_views import formset
from shaoxiang.determinations.vocabulary import PartKind
from shaoxiang.staffing.models import QuotaEntry
from shaoxiang.staffing.queries import unit_rows
from tests import guards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def test_q7_a_line_that_matches_a_department_is_refused_with_its_words_and_what_to_write():
    version = drafted()
    lines = [*versions.lines_of_part(part(version)), Line(text="按区示例局要求街道对口设立示例中心")]
    with pytest.raises(DeterminationRefused, match="要求街道对口设立") as refused:
        actions.edit_part(version.pk, PartKind.FUNCTIONS, lines, revision=1, actor=staffing(), at=NOW)
    assert (refused.value.facts["part"], refused.value.facts["line"]) == (2, len(lines))
    assert part(version).revision == 1
    actions.edit_part(version.pk, PartKind.FUNCTIONS, [Line(text="任何部门不得要求街道对口设立机构")], revision=1, actor=staffing(), at=NOW)


def test_q7_an_old_line_of_that_kind_does_not_pass_the_commission():
    version = drafted()
    DeterminationLine.objects.create(part=part(version), order=99, text="与区示例局上下对口")
    with pytest.raises(DeterminationRefused, match="第七条"):
        actions.adopt(version.pk, actor=commission(), at=NOW, meeting="会", adopted_on=TODAY)


def quota_of(version) -> list[Line]:
    return versions.lines_of_part(part(version, PartKind.QUOTA))


def written(version, **amounts) -> None:
    """Past the room's actions, as an older installation wrote it."""
    for heading, amount in amounts.items():
        DeterminationLine.objects.filter(part__version=version, heading=heading).update(amount=amount)


def test_a_draft_writes_what_the_ledger_says_of_that_day():
    version = drafted()
    row = unit_rows([home()], TODAY)[0]
    figures = {cell.quota_type.label: cell.standing.quota for cell in row.cells}
    assert {line.heading: line.amount for line in quota_of(version)} == {word: figures[word] for word in ("行政编制", "事业编制")}
    assert [line.amount for line in versions.lines_of_part(part(version, PartKind.LEADERS))] == list(row.posts)


def test_every_issued_version_of_the_demo_says_what_the_ledger_said_on_its_day():
    for version in ThreeDeterminationVersion.objects.filter(status="ISSUED"):
        for one in versions.parts_of(version):
            if one.kind in OF_LEDGER:
                assert differences(version.unit_id, one.kind, one.lines, version.effective_from) == []


@pytest.mark.parametrize("by", [-8, -1, 1])
def test_q4_no_version_is_saved_with_another_figure_than_the_ledgers(by):
    version = drafted()
    quota = quota_of(version)
    other = [quota[0]._replace(amount=(quota[0].amount or 0) + by), *quota[1:]]
    with pytest.raises(FiguresDiffer, match=f"行政编制这里写 {other[0].amount}，台账 {quota[0].amount}，锁定的底线 {quota[0].amount}（只增不减）"):
        actions.edit_part(version.pk, PartKind.QUOTA, other, revision=1, actor=staffing(), at=NOW)
    assert quota_of(version) == quota


def test_figures_under_a_heading_of_ones_own_do_not_pass_by_the_ledger():
    version = drafted()
    with pytest.raises(FiguresDiffer):
        actions.edit_part(version.pk, PartKind.QUOTA, [*quota_of(version), Line(heading="行政编制（新）", amount=10)], revision=1, actor=staffing(), at=NOW)


@pytest.mark.parametrize(("heading", "amount"), [("行政编制", 10), ("副职", 6)])
def test_q4_a_figure_that_stands_in_an_old_draft_is_neither_adopted_nor_issued(heading, amount):
    version = drafted()
    right = {line.heading: line.amount for one in versions.parts_of(version) for line in one.lines}[heading]
    written(version, **{heading: amount})
    with pytest.raises(FiguresDiffer, match="编制调整"):
        actions.adopt(version.pk, actor=commission(), at=NOW, meeting="会", adopted_on=TODAY)
    written(version, **{heading: right})
    actions.adopt(version.pk, actor=commission(), at=NOW, meeting="会", adopted_on=TODAY)
    written(version, **{heading: amount})
    with pytest.raises(FiguresDiffer, match="施行那天"):
        issue(version.pk)
    written(version, **{heading: right})
    issue(version.pk)


def test_an_increase_counts_from_its_own_day_and_the_version_says_that_days_figures():
    later = TODAY + timedelta(days=30)
    QuotaEntry.objects.create(body=home(), quota_type="ADMINISTRATIVE", delta=2, effective_on=later)
    version = drafted()
    quota = quota_of(version)
    raised = [quota[0]._replace(amount=(quota[0].amount or 0) + 2), *quota[1:]]
    with pytest.raises(FiguresDiffer):
        actions.edit_part(version.pk, PartKind.QUOTA, raised, revision=1, actor=staffing(), at=NOW)
    actions.edit_part(version.pk, PartKind.QUOTA, raised, revision=1, actor=staffing(), at=NOW, ledger_on=later)
    actions.adopt(version.pk, actor=commission(), at=NOW, meeting="会", adopted_on=TODAY)
    with pytest.raises(FiguresDiffer):
        issue(version.pk, effective_from=later - timedelta(days=1))
    issue(version.pk, effective_from=later)


def test_the_page_of_an_issued_version_says_that_the_ledger_has_moved_on():
    version = ThreeDeterminationVersion.objects.get(unit=home(), status="ISSUED")
    address = reverse("determinations:show", args=[version.pk])
    assert "施行以后调整过" not in seated(staffing()).get(address).content.decode()
    QuotaEntry.objects.create(body=home(), quota_type="ADMINISTRATIVE", delta=2, effective_on=TODAY)
    quota = {part.kind: part for part, _groups in seated(staffing()).get(address).context["parts"]}[PartKind.QUOTA]
    assert (quota.differing, [(row.written, row.ledger) for row in quota.moved_on]) == ((), [(18, 20)])


def test_doctor_names_an_issued_version_that_is_not_what_the_ledger_says():
    version = ThreeDeterminationVersion.objects.get(unit=home(), status="ISSUED")
    assert [one for one in checks() if home().name in one.text] == []
    guards.aside()
    written(version, 行政编制=28)
    assert "行政编制这里写 28" in next(one.text for one in checks() if home().name in one.text)


def test_the_form_says_which_words_and_keeps_what_was_typed():
    version = drafted()
    answer = seated(staffing()).post(reverse("determinations:edit", args=[version.pk, "FUNCTIONS"]), formset([Line(text="与区示例局上下对口")]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 2 部分第 1 行写着“与区示例局上下对口”" in page
    assert "与区示例局上下对口</textarea>" in page
