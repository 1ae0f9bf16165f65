from datetime import timedelta

import pytest
from django.db import transaction

from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import CaseStatus, Source
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.profiles.xincheng.month import live
from shaoxiang.profiles.xincheng.month.texts import SAID
from shaoxiang.profiles.xincheng.tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district")]


def told():
    return [(case.description, case.matter.status, case.matter.opened_at) for case in Case.objects.select_related("matter").order_by("pk")]


def test_a_month_leaves_cases_in_many_states_a_whole_record_and_no_news():
    assert live(anchor=NOON, days=30, cases=100, seed=7) == 100
    statuses = set(Matter.objects.values_list("status", flat=True))
    assert {CaseStatus.CLOSED.value, CaseStatus.VERIFIED.value, CaseStatus.HANDLING.value} <= statuses
    assert len(statuses) >= 6
    assert not Pending.objects.exists()
    others = ["DECISION", "OPINION", "QUOTA_CHANGE", "CADRE_SELECTION", "LIST_VERSION", "DETERMINATION", "RULE_REVIEW", "EMPOWERMENT", "ADMISSION", "REFUSAL"]
    opened = Matter.objects.exclude(kind__in=others).values_list("opened_at", flat=True)
    assert NOON - timedelta(days=31) < min(opened) <= max(opened) < NOON
    assert Entry.objects.filter(subject_kind="matter", at__gt=NOON).count() == 0
    assert Case.objects.filter(anonymous=True).exists()
    assert len(set(Case.objects.values_list("source", flat=True))) >= len(Source) - 2
    verified = Case.objects.exclude(verified_by=None)
    assert verified.exists()
    chains = {entry.subject_id for entry in Entry.objects.filter(subject_kind="matter")}
    assert chains == set(Matter.objects.values_list("pk", flat=True))


def test_the_journal_of_the_month_verifies():
    from shaoxiang.kernel.journal.verify import verify

    live(anchor=NOON, days=8, cases=15, seed=5)
    assert list(verify()) == []


@pytest.mark.blind  # luck and dates; a month is told on both databases above
def test_the_same_seed_and_anchor_tell_the_same_story():
    stories = []
    for _turn in range(2):
        with transaction.atomic():
            live(anchor=NOON, days=10, cases=12, seed=3)
            stories.append(told())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert len({words for words, _status, _at in stories[0]}) > 8


def test_every_type_of_the_story_is_on_the_lists_and_composed():
    from shaoxiang.duties.models import EventType

    assert set(SAID) <= set(EventType.objects.values_list("code", flat=True))
