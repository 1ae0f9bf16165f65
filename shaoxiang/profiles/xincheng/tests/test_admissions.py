"""职责准入 in the composed month: every stage to look at, one request gone all the way, one refusal upheld."""

import pytest
from django.utils import timezone

from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.queries.page import way_of
from shaoxiang.admission.vocabulary import AdmissionStatus, RefusalStatus
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.vocabulary import OpinionStatus
from shaoxiang.profiles.xincheng.admissions import admit_last_year
from shaoxiang.profiles.xincheng.month import live
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.tests.conftest import NOON

# blind: what the composed days hold; they are told on both databases in test_month.py
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district"), pytest.mark.blind]


def test_a_stranger_sees_every_stage_and_finished_ones(settings, tmp_path):
    settings.FILES = tmp_path
    live(anchor=NOON, days=8, cases=15, seed=5)
    requests = AdmissionRequest.objects.select_related("matter")
    never = {AdmissionStatus.OFFICE_OPINION.value, AdmissionStatus.WITHDRAWN.value}
    assert set(requests.values_list("matter__status", flat=True)) == {status.value for status in AdmissionStatus} - never
    notices = set(RefusalNotice.objects.values_list("matter__status", flat=True))
    assert {RefusalStatus.ISSUED.value, RefusalStatus.ESCALATED.value, RefusalStatus.ACCEPTED.value, RefusalStatus.UPHELD.value} == notices
    assert all(row.sample and "示例" in row.matter.title for row in (*requests, *RefusalNotice.objects.select_related("matter")))

    done = requests.get(matter__status=AdmissionStatus.REVIEWED.value)
    steps = way_of(done, Entry.objects.filter(subject_kind="matter", subject_id=done.pk).order_by("seq"))
    assert len(steps) == 9
    assert all(step.state == "done" and step.at is not None for step in steps)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert (steps[-1].at - steps[-2].at).days > 355
    assert not RunningClock.objects.filter(matter_id=done.pk, stopped_at=None).exists()
    listing = done.listings.get()
    version = ListVersion.objects.get(pk=listing.version_id)
    assert (version.kind, version.number, version.status, version.sample) == ("TOWN_DUTY", 2, "PUBLISHED", True)
    assert DutyItem.objects.filter(in_force(timezone.localdate(NOON)), list_kind="TOWN", code=listing.code).exists()
    assert DutyItem.objects.filter(in_force(timezone.localdate(NOON)), list_kind="STREET").count() == 94

    late = OpinionRequest.objects.filter(file__in=requests.values("consulted_id"), matter__status=OpinionStatus.ANSWERED.value, matter__due_at__lt=NOON)
    assert not late.exists()  # whoever asked has told every street what became of its words

    assert {one.matter_id for one in Attachment.objects.all()} >= {done.pk, RefusalNotice.objects.get(matter__status=RefusalStatus.UPHELD.value).pk}
    assert list(verify()) == []


def test_it_is_told_once(settings, tmp_path):
    settings.FILES = tmp_path
    for _turn in range(2):
        admit_last_year(Cast(NOON), NOON)
    assert AdmissionRequest.objects.filter(matter__status=AdmissionStatus.REVIEWED.value).count() == 1
