from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.places.models import Community, DivisionChange
from shaoxiang.places.queries.changes import preview
from shaoxiang.profiles.xincheng.changes import plan_ahead
from shaoxiang.profiles.xincheng.figures import figures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district")]


def test_the_planned_division_waits_for_its_day_and_changes_no_figure():
    now = timezone.now()
    before, communities = figures(timezone.localdate()), Community.objects.count()
    change = plan_ahead(anchor=now)
    assert (change.status, change.sample) == ("DECIDED", True)
    assert "示例" in change.title
    assert preview(change).problems == []
    assert (figures(timezone.localdate()), Community.objects.count()) == (before, communities)
    assert plan_ahead(anchor=now) is None
    assert DivisionChange.objects.count() == 1
