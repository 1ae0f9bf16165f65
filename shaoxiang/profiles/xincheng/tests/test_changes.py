from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.places.models import Community, DivisionChange
from shaoxiang.places.queries.changes import preview
from shaoxiang.places.queries.streets import problems_of
from shaoxiang.profiles.xincheng.changes import draft_streets, plan_ahead
from shaoxiang.profiles.xincheng.figures import figures
from shaoxiang.profiles.xincheng.month.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district")]


def test_the_planned_division_waits_for_its_day_and_changes_no_figure():
    now = timezone.now()
    before, communities = figures(timezone.localdate()), Community.objects.count()
    change = plan_ahead(Cast(now), anchor=now)
    assert (change.status, change.sample) == ("DECIDED", True)
    assert "示例" in change.title
    assert preview(change).problems == []
    assert (figures(timezone.localdate()), Community.objects.count()) == (before, communities)
    assert plan_ahead(Cast(now), anchor=now) is None
    assert DivisionChange.objects.count() == 1


def test_the_drafts_of_streets_are_drafts_with_nothing_in_their_way():
    now = timezone.now()
    change = draft_streets(anchor=now)
    assert sorted(DivisionChange.objects.values_list("kind", flat=True)) == ["STREET_DISSOLVE", "STREET_MERGE"]
    for one in DivisionChange.objects.all():
        assert (one.status, one.sample) == ("DRAFT", True)
        assert problems_of(one, today=timezone.localdate()) == []
    assert change.kind == "STREET_MERGE"
    assert draft_streets(anchor=now) is None
