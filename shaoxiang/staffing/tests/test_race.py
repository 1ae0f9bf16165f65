"""Two appointments reach for the last free quota at the same moment: one wins. Real connections."""

from __future__ import annotations

import pytest

from shaoxiang.forces.tests.test_race import at_once
from shaoxiang.staffing import actions
from shaoxiang.staffing.models import QuotaHolding
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.tests.conftest import MONDAY, office, street, total
from shaoxiang.staffing.tests.test_actions import empty_post, newcomer
from shaoxiang.staffing.vocabulary import QuotaType

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("district")]


def test_q3_the_last_quota_goes_to_one_of_two():
    body, kind = street(), QuotaType.INSTITUTIONAL
    for turn in range(total(body) - QuotaHolding.objects.filter(body=body, quota_type=kind).count() - 1):
        QuotaHolding.objects.create(person=newcomer(f"示例占编{turn}"), body=body, quota_type=kind)
    actor, calls = office(), []
    for letter in "AB":
        person, post = newcomer(f"示例{letter}").pk, empty_post(body, letter).pk
        calls.append(lambda person=person, post=post: actions.appoint(person, post, body_id=body.pk, quota_type=kind, actor=actor, at=MONDAY))
    said = at_once(*calls)
    assert [type(one) for one in said if one is not None] == [StaffingRefused]
    assert QuotaHolding.objects.filter(body=body, quota_type=kind).count() == total(body)
