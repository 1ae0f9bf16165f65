"""A version comes after the one that is issued, as it is adopted and as it is issued."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations import actions
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.rules import DeterminationRefused
from shaoxiang.determinations.tests.test_actions import NOW, TODAY, adopted, commission, drafted, home, issue
from shaoxiang.determinations.vocabulary import VersionStatus
from shaoxiang.institutions.models import Body
from tests import guards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
FIRST_ADOPTED, FIRST_ISSUED = date(2020, 3, 20), date(2020, 3, 24)


@pytest.mark.parametrize(("day", "passes"), [(date(2019, 1, 1), False), (FIRST_ADOPTED - timedelta(days=1), False), (FIRST_ADOPTED, True)])
def test_a_version_is_not_adopted_before_the_one_it_follows(day, passes):
    version = drafted()
    if passes:
        assert actions.adopt(version.pk, actor=commission(), at=NOW, meeting="会", adopted_on=day).status == VersionStatus.ADOPTED
        return
    with pytest.raises(DeterminationRefused) as refused:
        actions.adopt(version.pk, actor=commission(), at=NOW, meeting="会", adopted_on=day)
    assert refused.value.field == "adopted_on"


@pytest.mark.parametrize(("field", "changes"), [
    ("issued_on", {"issued_on": date(2020, 3, 23), "effective_from": date(2020, 3, 25)}),
    ("issued_on", {"issued_on": TODAY + timedelta(days=1), "effective_from": TODAY + timedelta(days=1)}),
    ("effective_from", {"issued_on": FIRST_ISSUED, "effective_from": FIRST_ISSUED}),
])
def test_a_version_is_not_issued_before_the_one_it_follows(field, changes):
    version = adopted()
    ThreeDeterminationVersion.objects.filter(pk=version.pk).update(adopted_on=FIRST_ADOPTED)
    with pytest.raises(DeterminationRefused) as refused:
        issue(version.pk, **changes)
    assert refused.value.field == field


def test_nothing_takes_effect_before_the_unit_was_there():
    version = adopted()
    guards.aside()  # the quota of a locked street holds its day
    Body.objects.filter(pk=home().pk).update(valid_from=TODAY + timedelta(days=1))
    with pytest.raises(DeterminationRefused, match="才设立") as refused:
        issue(version.pk)
    assert refused.value.field == "effective_from"


def test_the_page_says_it_at_the_date_and_keeps_what_was_typed():
    version = drafted()
    asked = {"meeting": "写好的会议", "adopted_on": "2019-01-01"}
    answer = seated(commission()).post(reverse("determinations:act", args=[version.pk, "adopt"]), asked)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["adopted_on"]
    assert "早于上一版的通过日期 2020-03-20" in answer.content.decode()
    assert "写好的会议" in answer.content.decode()
