"""Taking a power off the list while streets exercise it: the draft says who does, and the house refuses until it is recalled."""

from datetime import timedelta

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import change_item, describe, draft_version
from shaoxiang.duties.actions.publishing import Barred
from shaoxiang.duties.queries.hanging import touched_items
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.empowerment.models import HandedPower
from shaoxiang.empowerment.tests.conftest import NOON, PENALTY, TODAY, in_force, staffing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def without_the_power():
    version = draft_version("POWER", title="示例", actor=staffing(), at=NOON)
    version = describe(version.pk, title="示例", effective_from=TODAY + timedelta(days=9), decided_by="示例", document="编〔2026〕1号", decided_on=TODAY,
                       revision=0,
                       actor=staffing(), at=NOON)
    change_item(version.pk, PENALTY, act="REMOVE", values={}, reason="示例", revision=version.revision, actor=staffing(), at=NOON)
    return version


def test_a_power_that_streets_exercise_is_not_taken_off_the_list():
    in_force(PENALTY)
    version = without_the_power()
    [told] = touched_items(version, version.effective_from)
    assert [(one.n, one.url) for one in told.hanging] == [(1, f"/empowerment/items/{PENALTY}/"), (0, told.hanging[1].url), (0, told.hanging[2].url)]
    page = seated(staffing()).get(reverse("duties:version", args=[version.pk])).content.decode()
    assert "现在不能取消" in page
    assert f'href="/empowerment/items/{PENALTY}/"' in page
    with pytest.raises(Barred) as refused:
        publish(version.pk, actor=staffing(), at=NOON)
    assert (refused.value.codes, "收回" in refused.value.reason) == ([PENALTY], True)


def test_recalled_by_the_day_the_version_begins_it_may_go():
    made = in_force(PENALTY)
    version = without_the_power()
    HandedPower.objects.filter(decision=made).update(valid_to=version.effective_from)
    assert touched_items(version, version.effective_from)[0].hanging[0].n == 0
    assert publish(version.pk, actor=staffing(), at=NOON).number == 2


def test_a_power_nobody_holds_may_go():
    assert publish(without_the_power().pk, actor=staffing(), at=NOON).number == 2
