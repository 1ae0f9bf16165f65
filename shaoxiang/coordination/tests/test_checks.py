from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.coordination.checks import findings
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.tests.conftest import DAY, opened, raised
from shaoxiang.institutions.models import Post
from shaoxiang.institutions.queries import forget_book

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def codes() -> set[str]:
    return {code for code, _sentence, _facts in findings(timezone.now())}


def test_a_quiet_room_has_nothing_to_say():
    assert codes() == set()


def test_a_meeting_nobody_closed_a_wrong_mark_and_a_missing_post_are_named():
    item = raised(at=timezone.now() - 5 * DAY)
    opened(item, at=timezone.now() - 5 * DAY)
    other = raised(at=timezone.now())
    CoordinationCase.objects.filter(pk=other.pk).update(is_open=True)
    other.matter.closed_at = timezone.now() + timedelta(seconds=1)
    other.matter.save()
    Post.objects.filter(roles__icontains="STAFFING_OFFICE").update(roles=["OFFICE_HANDLER"])
    forget_book()
    assert {"MEETING_LEFT_OPEN", "OPEN_MARK_WRONG", "NO_STAFFING_POST", "JOINT_MEETING_DUE"} <= codes()
