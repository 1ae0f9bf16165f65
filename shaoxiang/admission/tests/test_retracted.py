"""A version that listed an admission is taken back before its day: the work is listed anew, and until then its number carries nothing."""

from __future__ import annotations

import pytest

from shaoxiang.admission import actions
from shaoxiang.admission.queries.standing import standing
from shaoxiang.admission.tests.test_actions import listed, published
from shaoxiang.admission.tests.walks import DAY, MONDAY, decided, delivered, fresh, office, stated
from shaoxiang.duties.actions import ask_retraction, retract
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.queries.standing import Work
from shaoxiang.grids.models import AdmittedWork
from shaoxiang.kernel.clocks.models import OPEN, RunningClock
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry, Pending
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
REASON = "示例：附件印错了一页，条目和会上定的不一样"


def back(request) -> ListVersion:
    version = ListVersion.objects.get(pk=request.listings.get().version_id)
    ask_retraction(version.pk, reason=REASON, actor=office(), at=MONDAY + 4 * DAY)
    Pending.objects.all().delete()
    retract(version.pk, actor=office(1), at=MONDAY + 4 * DAY)
    deliver_pending(now=MONDAY + 4 * DAY)
    return version


def test_it_goes_back_and_is_listed_again():
    request = published(listed(delivered(decided())))
    code = request.listings.get().code
    back(request)
    request = fresh(request)
    assert (request.status, request.published_at, request.listings.count()) == ("DELIVERING", None, 0)
    assert [clock.code for clock in RunningClock.objects.filter(OPEN, matter_id=request.pk)] == []
    assert Entry.objects.filter(subject_kind="matter", subject_id=request.pk).order_by("-seq").first().kind == "admission.unpublish"
    assert standing(request.number, Work("STREET_DUTY", code)).why
    assert not DutyItem.objects.filter(code=code).exists()
    again = published(listed(request))
    assert (again.status, again.listings.get().published_at is not None) == ("PUBLISHED", True)


def test_what_grid_workers_were_to_do_ends_and_gets_the_next_number():
    request = actions.register_grid(published(listed(delivered(decided(stated(people.HOME, grid_work=True))))).number, actor=office(), at=MONDAY + 4 * DAY)
    (number,) = request.register_numbers
    back(request)
    assert (fresh(request).register_numbers, AdmittedWork.objects.get(number=number).valid_to is not None) == ([], True)
    again = actions.register_grid(published(listed(fresh(request))).number, actor=office(), at=MONDAY + 5 * DAY)
    assert again.register_numbers == [f"{number}-R2"]
