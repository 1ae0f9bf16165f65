"""What is not saved into a version: words that match a department (Q7), a quota below the lock (Q4)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations import actions
from shaoxiang.determinations.models import DeterminationLine
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.rules import DeterminationRefused, Line
from shaoxiang.determinations.tests.test_actions import NOW, TODAY, commission, drafted, home, part, staffing
from shaoxiang.determinations.tests.test_views import formset
from shaoxiang.determinations.vocabulary import PartKind

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


def test_q4_no_version_writes_a_quota_below_the_locked_floor():
    version = drafted()
    written = {line.heading: line.amount for line in versions.lines_of_part(part(version, PartKind.QUOTA))}
    floors = versions.locked_floors(home().pk, TODAY)
    assert written == {heading: floors[heading] for heading in written}  # begun from the ledger
    quota = [Line(heading=word, amount=amount) for word, amount in written.items()]
    less = [quota[0]._replace(amount=(quota[0].amount or 0) - 1), *quota[1:]]
    with pytest.raises(DeterminationRefused, match="只增不减"):
        actions.edit_part(version.pk, PartKind.QUOTA, less, revision=1, actor=staffing(), at=NOW)
    actions.edit_part(version.pk, PartKind.QUOTA, [quota[0]._replace(amount=99), *quota[1:]], revision=1, actor=staffing(), at=NOW)


def test_the_form_says_which_words_and_keeps_what_was_typed():
    version = drafted()
    answer = seated(staffing()).post(reverse("determinations:edit", args=[version.pk, "FUNCTIONS"]), formset([Line(text="与区示例局上下对口")]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 2 部分第 1 行写着“与区示例局上下对口”" in page
    assert "与区示例局上下对口</textarea>" in page
