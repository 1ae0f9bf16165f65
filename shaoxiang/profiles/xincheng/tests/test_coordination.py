from datetime import timedelta

import pytest

from shaoxiang.coordination.models import CoordinationCase, CoordinationTask, Meeting
from shaoxiang.coordination.vocabulary import CoordinationStatus, MeetingLevel, TaskState
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.profiles.xincheng.month import live
from shaoxiang.profiles.xincheng.tests.conftest import NOON

# blind: what the composed days hold; they are told on both databases in test_month.py
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district"), pytest.mark.blind]


def test_the_composed_month_has_items_at_every_level_and_in_every_state(settings, tmp_path):
    settings.FILES = tmp_path
    live(anchor=NOON, days=8, cases=15, seed=5)
    items = CoordinationCase.objects.select_related("matter")
    assert items.count() == 13
    assert set(items.values_list("level", flat=True)) == {level.value for level in MeetingLevel}
    assert set(items.values_list("matter__status", flat=True)) == {status.value for status in CoordinationStatus}
    assert set(Meeting.objects.values_list("matter__status", flat=True)) == {"CALLED", "OPENED", "MINUTED"}
    assert {TaskState.SIGNED, TaskState.ACCEPTED, TaskState.DONE_CLAIMED} <= set(CoordinationTask.objects.values_list("state", flat=True))
    assert all(item.sample and "示例" in item.matter.title for item in items)
    assert not Entry.objects.filter(at__gt=NOON + timedelta(seconds=1)).exists()
    assert not Pending.objects.exists()
    assert not Notice.objects.filter(muted=False).exists()
    assert list(verify()) == []
